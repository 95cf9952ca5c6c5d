import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { affectionsSql } from '../../main/history/affections.ts';
import { affectionParts, affectionsText } from '../../main/history/affections-export.ts';
import type { AffectedRecord, History, OutageRecord } from '../../main/history/port.ts';
import { migrate, STEPS } from '../../main/history/schema.ts';
import { blindSpot, burst, ended, indexed, message, mustOpen, newHistory, outage, temporaryFolder } from './records.ts';

const HOUR = 3_600_000;
const of = (id: string, over: Partial<OutageRecord> = {}) => ({ deviceKey: `plant/${id}`, deviceId: id, ...over });
const affected = (outageId: number, id: string, over: Partial<AffectedRecord> = {}): AffectedRecord => ({
  outageId,
  deviceKey: `plant/${id}`,
  deviceId: id,
  kind: 'gateway',
  depth: 1,
  loss: 'lost',
  ...over,
});
const affectionsOf = (history: History, id: string, over = {}) =>
  history.affections({ deviceKey: `plant/${id}`, since: null, behind: null, limit: 100, ...over });
const idsOf = async (history: History, id: string, over = {}) =>
  (await affectionsOf(history, id, over)).rows.map(({ outage: one }) => one.id);

test('a device tells what affected it: by its own will, as concluded, or with only its redundancy lost', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, 1000, of('router', { ...ended(5000) })),
      outage(2, 1200, of('gw', { incidentId: 1, causeOutageId: 1, ...ended(6000) })),
      outage(3, 20_000, of('router', { ...ended(21_000) })),
      outage(4, 30_000, of('router-b', ended(31_000))),
      outage(5, 30_500, of('gw', ended(30_600))),
    ],
    affected: [affected(1, 'gw'), affected(3, 'gw'), affected(4, 'gw', { loss: 'degraded', depth: 2 })],
  });
  const { total, rows } = await affectionsOf(history, 'gw');
  expect(total).toBe(3);
  expect(rows.map(({ outage: { id }, loss, depth, confirmed, own }) => [id, loss, depth, confirmed, own?.id ?? null])).toEqual([
    [4, 'degraded', 2, false, null],
    [3, 'lost', 1, false, null],
    [1, 'lost', 1, true, 2],
  ]);
});

test('what fell with a gateway is affected once, by what took the gateway down', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, 1000, of('router', ended(5000))),
      outage(2, 1100, of('gw', { incidentId: 1, causeOutageId: 1, ...ended(5000) })),
      outage(3, 9000, of('gw', ended(9500))),
    ],
    affected: [
      affected(1, 'gw'),
      affected(1, 'pump', { kind: 'device', depth: 2 }),
      affected(2, 'pump', { kind: 'device' }),
      affected(3, 'pump', { kind: 'device' }),
      affected(1, 'valve', { kind: 'device', loss: 'degraded' }),
      affected(2, 'valve', { kind: 'device' }),
    ],
  });
  expect(await idsOf(history, 'pump')).toEqual([3, 1]);
  // Its other way was lost with the gateway: that is more than the router had done to it.
  expect(await idsOf(history, 'valve')).toEqual([2, 1]);
});

test('the history of a device goes on behind a place, and begins where it is asked to', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [1, 2, 3, 4, 5].map((id) => outage(id, id * 100, of('router', ended(id * 100 + 50)))),
    affected: [1, 2, 3, 4, 5].map((id) => affected(id, 'gw')),
  });
  expect(await idsOf(history, 'gw', { limit: 2 })).toEqual([5, 4]);
  expect(await idsOf(history, 'gw', { behind: { at: 400, id: 4 } })).toEqual([3, 2, 1]);
  expect(await idsOf(history, 'gw', { since: 350 })).toEqual([5, 4, 3]);
  expect((await affectionsOf(history, 'gw', { since: 350, limit: 1 })).total).toBe(3);
  expect(await idsOf(history, 'nobody')).toEqual([]);
});

test('it is the same before and after the index has caught up, and when rows come late', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  await history.commit({
    messages: burst(100),
    outages: [outage(1, 1000, of('router', ended(2000))), outage(2, 3000, of('router', ended(4000)))],
    affected: [affected(1, 'gw'), affected(2, 'gw')],
  });
  expect(await idsOf(history, 'gw')).toEqual([2, 1]);
  await indexed(path, 139);
  expect(await idsOf(history, 'gw')).toEqual([2, 1]);
  await history.commit({ affected: [affected(1, 'late'), affected(1, 'gw', { loss: 'degraded' })] });
  expect(await idsOf(history, 'late')).toEqual([1]);
  expect((await affectionsOf(history, 'gw')).rows.map(({ loss }) => loss)).toEqual(['lost', 'degraded']);
});

test('of a hundred thousand affected devices only the own rows of one are read', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  for (let n = 0; n < 10; n++)
    await history.commit({
      outages: [outage(n + 1, n * HOUR, of('router', ended(n * HOUR + 60_000)))],
      affected: Array.from({ length: 10_000 }, (_, i) => affected(n + 1, `dev-${i}`, { kind: 'device' })),
    });
  await indexed(path, 10);
  expect(await idsOf(history, 'dev-77', { limit: 3 })).toEqual([10, 9, 8]);
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const plan = db.prepare(`EXPLAIN QUERY PLAN SELECT o.id ${affectionsSql} ORDER BY o.at DESC, o.id DESC LIMIT ?`);
    const steps = plan.all('k', 'k', 'k', 0, 10).map((row) => String(row.detail));
    expect(steps.filter((step) => /^SCAN (?!x$|meta$|CONSTANT)/.test(step))).toEqual([]);
    expect(steps.filter((step) => /^SEARCH (affected_of|o|f|above) /.test(step))).toHaveLength(4);
  } finally {
    db.close();
  }
});

test('a file of the first version gets its index when it is opened', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const db = new DatabaseSync(path);
  migrate(db, STEPS.slice(0, 1));
  db.exec(`INSERT INTO affected (outage_id, device_key, device_id, kind, depth, loss)
    VALUES (1, 'plant/gw', 'gw', 'gateway', 1, 'lost'), (9, 'plant/gw', 'gw', 'gateway', 1, 'lost');
    UPDATE meta SET indexed_to = 5, next_id = 10`);
  db.close();
  const history = await mustOpen(path);
  await history.commit({ outages: [outage(1, 100, of('router', ended(200))), outage(9, 300, of('router', ended(400)))] });
  expect(await idsOf(history, 'gw')).toEqual([9, 1]);
});

test('what is pruned with its outage is gone from the history of what it affected', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  await history.commit({
    outages: [outage(1, 1000, of('router', ended(2000)))],
    affected: Array.from({ length: 700 }, (_, i) => affected(1, `dev-${i}`)),
  });
  await indexed(path, 1);
  while (await history.prune({ days: 1, megabytes: 0 }, 10 * 24 * HOUR)) {}
  expect((await affectionsOf(history, 'dev-5')).total).toBe(0);
  const db = new DatabaseSync(path, { readOnly: true });
  expect(db.prepare('SELECT count(*) AS n FROM affected_of').get()).toEqual({ n: 0 });
  db.close();
});

test('the times of a device hold what touches the span, and since when it is known', async () => {
  const history = await newHistory();
  expect(await history.deviceTimes({ deviceKey: 'plant/gw', since: 0 })).toEqual({
    knownSince: null,
    outages: [],
    affected: [],
    blindSpots: [],
  });
  await history.commit({
    messages: [message(10, { deviceKey: 'plant/gw', receivedAt: 500 })],
    outages: [
      outage(1, 1000, of('gw', { verdict: 'clean', ...ended(2000) })),
      outage(2, 3000, of('router', { ...ended(4000), durationMs: 1000 })),
      outage(3, 9000, of('gw')),
    ],
    affected: [affected(2, 'gw')],
    blindSpots: [
      blindSpot(4, 100, { ended: 200 }),
      blindSpot(5, 2500, { connectionId: null, ended: 2600 }),
      blindSpot(6, 2700, { connectionId: 'other' }),
    ],
  });
  const times = await history.deviceTimes({ deviceKey: 'plant/gw', since: 2500 });
  expect(times.knownSince).toBe(500);
  expect(times.outages.map(({ incidentId, verdict, ended: end }) => [incidentId, verdict, end])).toEqual([[3, 'abrupt', null]]);
  expect(times.affected).toMatchObject([{ byKey: 'plant/router', loss: 'lost', incidentId: 2, durationMs: 1000 }]);
  expect(times.blindSpots).toEqual([{ began: 2500, ended: 2600 }]);
});

test('all of it is written as CSV and JSON, with who took care and what was noted', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, 1000, of('router', { ...ended(5000), durationMs: 4000 })),
      outage(2, 1200, of('gw', { incidentId: 1, causeOutageId: 1, ...ended(6000), durationMs: 4800 })),
      outage(3, 9000, of('router-b')),
    ],
    affected: [affected(1, 'gw'), affected(3, 'gw', { loss: 'degraded' })],
    acknowledgements: [{ outageId: 1, acknowledged: { at: 2000, note: '=1+1' } }],
    names: [{ key: 'plant/router', name: '@SUM(1)' }],
    notes: [{ id: 20, deviceKey: 'plant/router', outageId: 1, text: 'fuse', at: 3000, editedAt: null }],
  });
  const write = async (format: 'csv' | 'json') =>
    (await Array.fromAsync(affectionsText(affectionParts(history, 'plant/gw'), format))).join('');
  const [head = '', ...lines] = (await write('csv')).trimEnd().split('\r\n');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [head.split(',')[i], cell])));
  expect(rows).toMatchObject([
    { status: 'degraded', by: 'router-b', endedNotAfter: '', durationMs: '', byVerdict: 'abrupt' },
    {
      status: 'confirmed',
      beganNotAfter: '1970-01-01T00:00:01.200Z',
      endedNotAfter: '1970-01-01T00:00:06.000Z',
      durationMs: '4800',
      byName: "'@SUM(1)",
      incidentId: '1',
      acknowledgedAt: '1970-01-01T00:00:02.000Z',
      acknowledgeNote: "'=1+1",
      notes: 'fuse',
    },
  ]);
  expect(JSON.parse(await write('json'))[1]).toMatchObject({
    status: 'confirmed',
    ownOutageId: 2,
    by: { device: 'router', name: '@SUM(1)', outageId: 1, ended: { notAfter: '1970-01-01T00:00:05.000Z' } },
    acknowledged: { note: '=1+1' },
    notes: [{ text: 'fuse' }],
  });
});
