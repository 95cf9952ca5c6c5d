import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AffectedRecord, AlertRecord, EdgeRecord, IncidentRecord, OutboxRecord } from '../../main/history/port.ts';
import { restoreText, storeText } from '../../main/history/text.ts';
import { blindSpot, device, ended, message, mustOpen, newHistory, outage, query, temporaryFolder } from './records.ts';

const HOSTILE = [
  '__proto__',
  'constructor',
  `it's "quoted"; DROP TABLE outage; --`,
  '100%_\\',
  '🏭⚡️ Küche',
  'with\0NUL\0',
  'lone \ud800 high',
  'low \udc00 lone\udfff',
  '\u{10FFFF}',
  '\ufeffbom',
  ' ',
  'x'.repeat(65_535),
];

const NO_RULES = { states: [], waiting: [], newest: [], failed: [], unseen: [] };

test('everything committed is there after closing and opening again', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const first = await mustOpen(path);
  const { installationId } = await first.load();

  const devices = [
    device('pump-7'),
    device('gw-1', {
      presence: 'unknown',
      verdict: null,
      outageId: null,
      willMessageId: null,
      birthMessageId: null,
      birthMark: null,
      will: null,
      bornAt: null,
    }),
    device('gw-2', { since: { notBefore: null, notAfter: null } }),
  ];
  const open = outage(4, 2000, {
    began: { notBefore: null, notAfter: 2000 },
    affectedGatewayIds: ['gw-1', 'gw-2'],
    affectedGateways: 2,
  });
  const closed = outage(5, 100, {
    verdict: 'unspecified',
    freshness: 'queued',
    ended: { notBefore: 150, notAfter: null },
    durationMs: 50.25,
    topic: null,
    messageId: 3,
    endMessageId: 6,
    causeOutageId: 4,
    affectedDevices: 12_000,
    deviceIsGateway: true,
    alertOutcome: 'silent',
    alertReason: 'flap',
    alertAt: 160,
  });
  const endedUnknown = outage(12, 90, { ended: { notBefore: null, notAfter: null } });
  const affected: AffectedRecord[] = [
    { outageId: 4, deviceKey: 'plant/a', deviceId: 'a', kind: 'device', depth: 1, loss: 'degraded' },
    { outageId: 4, deviceKey: 'plant/b', deviceId: 'b', kind: 'device', depth: 1, loss: 'lost' },
    { outageId: 4, deviceKey: 'plant/gw-2', deviceId: 'gw-2', kind: 'gateway', depth: 2, loss: 'lost' },
    { outageId: 4, deviceKey: 'plant/gw-1', deviceId: 'gw-1', kind: 'gateway', depth: 1, loss: 'lost' },
  ];
  const incident: IncidentRecord = {
    id: 4,
    rootOutageId: 5,
    rootDeviceKey: 'plant/gw ü',
    began: 150,
    rootBackAt: 200,
    closedAt: null,
    mergedInto: null,
    outages: 7,
    stragglersTold: true,
  };
  const over: IncidentRecord = { ...incident, id: 5, rootBackAt: null, closedAt: 300, mergedInto: 4, stragglersTold: false };
  const blindOpen = blindSpot(7, 500, { connectionId: null, reason: { code: 'asleep', detail: null } });
  const blindClosed = blindSpot(8, 400, { ended: 450 });
  const alert: AlertRecord = {
    id: 9,
    at: 170,
    deviceKey: null,
    outageId: null,
    title: 'Zwölf Geräte',
    body: 'Zeile 1\nZeile 2',
    outcome: 'failed',
    reason: 'no-bus',
    path: '/devices',
  };
  const outbox: OutboxRecord[] = [
    { id: 10, kind: 'alert', outageId: 4, dueAt: 5000 },
    { id: 11, kind: 'alert', outageId: 5, dueAt: 100 },
  ];
  const will = message(3, { payload: Uint8Array.of(0, 255, 128, 0), retain: true, dup: true, qos: 2, freshness: 'retained' });
  const stray = message(6, { deviceKey: null, says: null, qos: 0 });
  const edge: EdgeRecord = {
    upstream: 'plant/\ud800',
    downstream: 'plant/b\0',
    source: 'payload',
    saidBy: 'upstream',
    seenAt: 7,
  };
  const goneEdge: EdgeRecord = { ...edge, saidBy: 'downstream' };
  await first.commit({
    messages: [will, stray],
    devices,
    outages: [open, closed, endedUnknown],
    affected,
    incidents: [incident, over],
    blindSpots: [blindOpen, blindClosed],
    alerts: [alert],
    outboxAdd: outbox,
    heartbeatAt: 12_345,
    edges: [edge, goneEdge],
  });
  await first.commit({ edges: [{ ...edge, seenAt: 8 }], edgesGone: [goneEdge] });
  await first.close();

  const second = await mustOpen(path);
  expect(await second.load()).toEqual({
    rules: NO_RULES,
    installationId,
    nextId: 13,
    devices,
    openOutages: [open],
    openIncidents: [incident],
    openBlindSpots: [blindOpen],
    outbox,
    acknowledgements: [],
    muted: [],
    mutes: [],
    maintenance: [],
    names: new Map(),
    edges: [{ ...edge, seenAt: 8 }],
    heartbeatAt: 12_345,
    recent: expect.any(Array),
  });
  expect(await second.message(3)).toEqual({ ...will, payload: new Uint8Array(will.payload) });
  expect(await second.message(6)).toMatchObject({ deviceKey: null, says: null });
  expect(await second.message(99)).toBeNull();
  expect(await second.outage(5)).toEqual(closed);
  expect(await second.outage(12)).toEqual(endedUnknown);
  expect(await second.outage(99)).toBeNull();
  expect((await second.affected(4)).map(({ deviceId }) => deviceId)).toEqual(['gw-1', 'gw-2', 'b', 'a']);
  expect((await second.affected(4)).map(({ loss }) => loss)).toEqual(['lost', 'lost', 'lost', 'degraded']);
  expect([await second.incident(4), await second.incident(5), await second.incident(6)]).toEqual([incident, over, null]);
  expect(await second.blindSpots({ connectionId: 'plant', since: 0, limit: 10 })).toEqual([blindOpen, blindClosed]);
  expect(await second.alerts(10)).toEqual([alert]);
});

test('a new file has an installation id of its own, no heartbeat, and begins to count at one', async () => {
  const [one, two] = [await (await newHistory()).load(), await (await newHistory()).load()];
  expect(one).toEqual({
    rules: NO_RULES,
    installationId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    nextId: 1,
    devices: [],
    openOutages: [],
    openIncidents: [],
    openBlindSpots: [],
    outbox: [],
    acknowledgements: [],
    muted: [],
    mutes: [],
    maintenance: [],
    names: new Map(),
    edges: [],
    heartbeatAt: null,
    recent: [],
  });
  expect(two.installationId).not.toBe(one.installationId);
});

test('hostile ids, keys and topics come back as they were and are never taken for one another', async () => {
  const history = await newHistory();
  let id = 0;
  for (const text of HOSTILE) {
    await history.commit({
      messages: [message(++id, { deviceKey: `plant/${text}`, topic: text })],
      devices: [device(text, { lastHeardTopic: text, will: text })],
      outages: [
        outage(++id, 1000, {
          deviceKey: `plant/${text}`,
          deviceId: text,
          topic: text,
          affectedGatewayIds: [text],
          alertReason: text,
        }),
      ],
      affected: [{ outageId: id, deviceKey: `plant/${text}`, deviceId: text, kind: 'device', depth: 1, loss: 'lost' }],
      alerts: [
        {
          id: ++id,
          at: 1,
          deviceKey: text,
          outageId: null,
          title: text,
          body: text,
          outcome: 'shown',
          reason: text,
          path: `/devices/${encodeURIComponent('x')}`,
        },
      ],
      blindSpots: [blindSpot(++id, 1, { connectionId: text, reason: { code: 'unknown', detail: text } })],
    });
  }
  expect(new Set((await history.load()).devices.map((row) => row.id))).toEqual(new Set(HOSTILE));
  for (const text of HOSTILE) {
    const key = `plant/${text}`;
    expect(await history.messages({ deviceKey: key, beforeId: null, limit: 9 })).toMatchObject([{ deviceKey: key, topic: text }]);
    const { total, rows } = await history.timeline(query({ deviceKey: key, blindSpots: false }));
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({ outage: { deviceId: text, topic: text, affectedGatewayIds: [text], alertReason: text } });
    const row = rows[0]?.kind === 'outage' ? rows[0].outage.id : 0;
    expect(await history.affected(row)).toMatchObject([{ deviceKey: key, deviceId: text }]);
    expect(await history.blindSpots({ connectionId: text, since: 0, limit: 9 })).toMatchObject([{ reason: { detail: text } }]);
  }
  await history.commit({ devicesGone: HOSTILE.map((text) => `plant/${text}`) });
  expect((await history.load()).devices).toEqual([]);
});

test('stored text is lossless for every string, and never the same for two', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('\0', '\ud800', '\udbff', '\udc00', '\udfff', '\u{10FFFF}', '\u{10F800}', 'a'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const stored = storeText(text);
      expect(stored.isWellFormed()).toBe(true);
      expect(stored).not.toContain('\0');
      expect(restoreText(stored)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test('a payload of 0 bytes and one of 256 KB come back byte for byte', async () => {
  const history = await newHistory();
  const large = Buffer.alloc(
    262_144,
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
  );
  const window = new Uint8Array(large.buffer, large.byteOffset + 5, 7);
  await history.commit({
    messages: [message(1, { payload: new Uint8Array(0) }), message(2, { payload: large }), message(3, { payload: window })],
  });
  const [third, second, first] = await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 3 });
  expect(first?.payload).toEqual(new Uint8Array(0));
  expect(Buffer.compare(second?.payload ?? Buffer.alloc(0), large)).toBe(0);
  expect(third?.payload).toEqual(Uint8Array.of(5, 6, 7, 8, 9, 10, 11));
});

test('the end of an outage is not confused with a bound that is missing', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 10), outage(2, 10, ended(20)), outage(3, 10, { ended: { notBefore: null, notAfter: null } })],
  });
  expect((await history.load()).openOutages.map(({ id }) => id)).toEqual([1]);
  expect((await history.outage(3))?.ended).toEqual({ notBefore: null, notAfter: null });
});
