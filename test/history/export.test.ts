import { expect, test } from 'vitest';
import { type ExportRow, exportText, readParts, type Said } from '../../main/history/export.ts';
import type { OutageRecord, TimelineFilter } from '../../main/history/port.ts';
import { outage } from './records.ts';

const began = Date.UTC(2026, 0, 31, 13, 50);
const full = outage(7, began, {
  began: { notBefore: null, notAfter: began },
  ended: { notBefore: began + 1000, notAfter: began + 2500 },
  durationMs: 1500.5,
  deviceIsGateway: true,
  affectedGateways: 2,
  affectedDevices: 40,
  affectedGatewayIds: ['gw-1', 'gw-2'],
  causeOutageId: 3,
  alertOutcome: 'silent',
  alertReason: 'flap',
  alertAt: began + 3000,
});
const blind: ExportRow = {
  kind: 'blind',
  blindSpot: { id: 9, connectionId: 'plant', began, ended: began + 500, reason: { code: 'reset', detail: '=ECONNRESET' } },
};
const nothingSaid: Said = { name: null, acknowledged: null, notes: [] };
const row = (record: OutageRecord, said = nothingSaid): ExportRow => ({ kind: 'outage', outage: record, said, feed: [] });

async function write(format: 'csv' | 'json', rows: readonly ExportRow[], bom = false): Promise<string> {
  async function* parts() {
    // Each row a part of its own: the joints must not show.
    for (const one of rows) yield [one];
  }
  return (await Array.fromAsync(exportText(parts(), format, { bom }))).join('');
}

test('an outage and a blind spot become a line of CSV each, under a header, with CRLF and times in UTC', async () => {
  expect(await write('csv', [row(full), blind])).toBe(
    'row,id,device,connection,kind,verdict,freshness,beganNotBefore,beganNotAfter,endedNotBefore,endedNotAfter,durationMs,topic,' +
      'affectedGateways,affectedDevices,affectedGatewayIds,causeOutageId,alertOutcome,alertReason,alertAt,name,acknowledgedAt,acknowledgeNote,notes,blindReason,blindDetail\r\n' +
      'outage,7,pump-7,plant,gateway,abrupt,live,,2026-01-31T13:50:00.000Z,2026-01-31T13:50:01.000Z,2026-01-31T13:50:02.500Z,1500.5,' +
      'site/pump-7/status,2,40,gw-1; gw-2,3,silent,flap,2026-01-31T13:50:03.000Z,,,,,,\r\n' +
      'blind,9,,plant,,,,2026-01-31T13:50:00.000Z,2026-01-31T13:50:00.000Z,2026-01-31T13:50:00.500Z,2026-01-31T13:50:00.500Z,500,' +
      ",,,,,,,,,,,,reset,'=ECONNRESET\r\n",
  );
});

test('what the device measured last is told with the outage, in JSON', async () => {
  const value = {
    topic: 'plant/pump-7/telemetry',
    path: 'v',
    label: 'Battery',
    unit: 'V',
    value: '11.2',
    at: began,
    freshness: 'live',
  } as const;
  expect(JSON.parse(await write('json', [{ kind: 'outage', outage: full, said: nothingSaid, feed: [value] }]))).toMatchObject([
    { feed: [{ ...value, at: '2026-01-31T13:50:00.000Z' }] },
  ]);
});

test('what people said is told with the outage', async () => {
  const said: Said = {
    name: '=Pump 3',
    acknowledged: { at: began + 4000, note: 'on my way' },
    notes: [
      { id: 1, deviceKey: 'plant/pump-7', outageId: 7, text: 'fuse', at: began, editedAt: null },
      { id: 2, deviceKey: 'plant/pump-7', outageId: 7, text: 'F2', at: began, editedAt: began + 1 },
    ],
  };
  expect(await write('csv', [row(full, said)])).toContain(`03.000Z,'=Pump 3,2026-01-31T13:50:04.000Z,on my way,"fuse\nF2",,\r\n`);
  expect(JSON.parse(await write('json', [row(full, said)]))).toMatchObject([
    {
      name: '=Pump 3',
      acknowledged: { at: '2026-01-31T13:50:04.000Z', note: 'on my way' },
      notes: [
        { text: 'fuse', editedAt: null },
        { text: 'F2', editedAt: '2026-01-31T13:50:00.001Z' },
      ],
    },
  ]);
});

test('nothing is a header and no line, or an empty array; a byte order mark comes when asked for', async () => {
  expect((await write('csv', [])).split('\r\n')).toHaveLength(2);
  expect((await write('csv', [], true)).startsWith('\uFEFFrow,')).toBe(true);
  expect(await write('json', [])).toBe('[]\n');
});

const deviceField = async (deviceId: string) =>
  (await write('csv', [row(outage(1, began, { deviceId, topic: null }))])).split('outage,1,')[1]?.split(',plant,')[0];

test('commas, quotes, line ends and spaces at an end are quoted', async () => {
  expect(await deviceField('a,b')).toBe('"a,b"');
  expect(await deviceField('say "hi"')).toBe('"say ""hi"""');
  expect(await deviceField('two\nlines')).toBe('"two\nlines"');
  expect(await deviceField(' padded')).toBe('" padded"');
});

test('a field that a spreadsheet would take for a formula is defused, and a number is not', async () => {
  for (const start of ['=', '+', '-', '@', '\t', '＝']) {
    expect(await deviceField(`${start}cmd|' /C calc'!A0`)).toBe(`'${start}cmd|' /C calc'!A0`);
  }
  expect(await deviceField('\rx')).toBe(`"'\rx"`);
  expect(await deviceField('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
  expect(await deviceField('a=b')).toBe('a=b');
  expect(await write('csv', [row(outage(1, began, { durationMs: -5 }))])).toContain(',-5,');
});

test('JSON tells the same exactly, with null where nothing is known', async () => {
  expect(JSON.parse(await write('json', [row(full), row(outage(8, 8.64e15 + 1, { deviceId: '=1+1' })), blind]))).toEqual([
    {
      row: 'outage',
      id: 7,
      device: 'pump-7',
      name: null,
      connection: 'plant',
      kind: 'gateway',
      verdict: 'abrupt',
      freshness: 'live',
      began: { notBefore: null, notAfter: '2026-01-31T13:50:00.000Z' },
      ended: { notBefore: '2026-01-31T13:50:01.000Z', notAfter: '2026-01-31T13:50:02.500Z' },
      durationMs: 1500.5,
      topic: 'site/pump-7/status',
      affectedGateways: 2,
      affectedDevices: 40,
      affectedGatewayIds: ['gw-1', 'gw-2'],
      causeOutageId: 3,
      alert: { outcome: 'silent', reason: 'flap', at: '2026-01-31T13:50:03.000Z' },
      acknowledged: null,
      notes: [],
      feed: [],
    },
    expect.objectContaining({
      id: 8,
      device: '=1+1',
      began: { notBefore: '8640000000000001', notAfter: '8640000000000001' },
      ended: null,
      alert: null,
    }),
    {
      row: 'blind',
      id: 9,
      connection: 'plant',
      began: '2026-01-31T13:50:00.000Z',
      ended: '2026-01-31T13:50:00.500Z',
      reason: { code: 'reset', detail: '=ECONNRESET' },
    },
  ]);
});

test('the parts of a long history are read one behind the other, until the reader has had enough', async () => {
  const all = Array.from({ length: 1200 }, (_, i) => ({ kind: 'outage' as const, at: began, outage: outage(1200 - i, began) }));
  const filter = {} as TimelineFilter;
  const history = {
    acknowledgements: async () => new Map(),
    outageNotes: async () => new Map(),
    feeds: async () => new Map(),
    names: async () => new Map(),
    timelineFrom: async (_filter: TimelineFilter, behind: { id: number } | null, limit: number) => {
      const start = behind === null ? 0 : 1200 - behind.id + 1;
      return all.slice(start, start + limit);
    },
  };
  expect((await Array.fromAsync(readParts(history, filter))).map((part) => part.length)).toEqual([500, 500, 200]);
  const stop = new AbortController();
  const read: number[] = [];
  for await (const part of readParts(history, filter, stop.signal)) {
    read.push(part.length);
    stop.abort();
  }
  expect(read).toEqual([500]);
});
