import { expect, test } from 'vitest';
import type { History, TimelineQuery } from '../../main/history/port.ts';
import { blindSpot, ended, newHistory, outage, query } from './records.ts';

const of = (id: string, connection = 'plant') => ({ deviceKey: `${connection}/${id}`, deviceId: id, connectionId: connection });

async function idsOf(history: History, over: Partial<TimelineQuery>): Promise<number[]> {
  const { total, rows } = await history.timeline(query(over));
  const ids = rows.map((row) => (row.kind === 'outage' ? row.outage.id : row.blindSpot.id));
  if (over.from === undefined && over.to === undefined) expect(total).toBe(ids.length);
  return ids;
}

test('outages and blind spots come newest first by beginning, and equal ones by id', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, 300),
      outage(2, 100),
      outage(5, 200),
      outage(6, 0, { began: { notBefore: 50, notAfter: 250 } }),
      outage(7, 0, { began: { notBefore: 150, notAfter: null } }),
      outage(8, 0, { began: { notBefore: null, notAfter: null } }),
    ],
    blindSpots: [blindSpot(3, 200), blindSpot(4, 400, { ended: 500 })],
  });
  expect(await idsOf(history, {})).toEqual([4, 1, 6, 5, 3, 7, 2, 8]);
  const { total, rows } = await history.timeline(query({ from: 1, to: 4 }));
  expect(total).toBe(8);
  expect(rows.map(({ kind, at }) => [kind, at])).toEqual([
    ['outage', 300],
    ['outage', 250],
    ['outage', 200],
  ]);
  expect(await idsOf(history, { from: 8, to: 20 })).toEqual([]);
  expect(await idsOf(history, { from: 5, to: 2 })).toEqual([]);
  expect(await idsOf(history, { blindSpots: false })).toEqual([1, 6, 5, 7, 2, 8]);
});

test('rows behind a place come in the same order, whatever is written meanwhile', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 300), outage(2, 100), outage(5, 200), outage(8, 0, { began: { notBefore: null, notAfter: null } })],
    blindSpots: [blindSpot(3, 200), blindSpot(4, 400, { ended: 500 })],
  });
  const filter = query({});
  const idsBehind = async (behind: { at: number; id: number } | null, limit: number) =>
    (await history.timelineFrom(filter, behind, limit)).map((row) => (row.kind === 'outage' ? row.outage.id : row.blindSpot.id));
  expect(await idsBehind(null, 3)).toEqual([4, 1, 5]);
  await history.commit({ outages: [outage(9, 450)] });
  expect(await idsBehind({ at: 200, id: 5 }, 2)).toEqual([3, 2]);
  expect(await idsBehind({ at: 100, id: 2 }, 500)).toEqual([8]);
  expect(await idsBehind({ at: 0, id: 8 }, 500)).toEqual([]);
});

test('a device is shown with the blind spots of its own connection and of all connections', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 10, of('a/b')), outage(2, 20, of('a')), outage(3, 30, of('a/b', 'office'))],
    blindSpots: [blindSpot(4, 40), blindSpot(5, 50, { connectionId: 'office' }), blindSpot(6, 60, { connectionId: null })],
  });
  expect(await idsOf(history, { deviceKey: 'plant/a/b' })).toEqual([6, 4, 1]);
  expect(await idsOf(history, { deviceKey: 'office/a/b' })).toEqual([6, 5, 3]);
  expect(await idsOf(history, { deviceKey: 'plant/a/b', blindSpots: false })).toEqual([1]);
  expect(await history.outageCount('plant/a')).toBe(1);
  expect(await history.outageCount('plant/none')).toBe(0);
});

test('a text finds part of a device id in any case, and takes no character for a wildcard', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, 1, of('Küche_1')),
      outage(2, 2, of('KÜCHE-1')),
      outage(3, 3, of('100%')),
      outage(4, 4, of('Ku\u0308che\\')),
    ],
    blindSpots: [blindSpot(9, 9)],
  });
  expect(await idsOf(history, { text: 'kÜch' })).toEqual([4, 2, 1]);
  expect(await idsOf(history, { text: 'e_1' })).toEqual([1]);
  expect(await idsOf(history, { text: '%' })).toEqual([3]);
  expect(await idsOf(history, { text: '\\' })).toEqual([4]);
  expect(await idsOf(history, { text: "'" })).toEqual([]);
  expect(await idsOf(history, { text: 'x'.repeat(60_000) })).toEqual([]);
});

test('a text also finds the outage that took a gateway of that id down', async () => {
  const history = await newHistory();
  const took = (...ids: string[]) => ({ affectedGateways: ids.length, affectedGatewayIds: ids });
  await history.commit({
    outages: [outage(1, 1, { ...of('router'), ...took('GW-North', 'gw"quoted') }), outage(2, 2, of('gw-south'))],
  });
  expect(await idsOf(history, { text: 'gw-' })).toEqual([2, 1]);
  expect(await idsOf(history, { text: 'NORTH' })).toEqual([1]);
  expect(await idsOf(history, { text: 'gw"q' })).toEqual([1]);
  expect(await idsOf(history, { text: 'North","gw' })).toEqual([]);
});

test('outages are found by whether a person acknowledged them, and blind spots then not at all', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 1), outage(2, 2)],
    blindSpots: [blindSpot(3, 3)],
    acknowledgements: [{ outageId: 1, acknowledged: { at: 5, note: 'fuse' } }],
  });
  expect(await idsOf(history, { acknowledged: true })).toEqual([1]);
  expect(await idsOf(history, { acknowledged: false })).toEqual([2]);
  expect(await idsOf(history, { acknowledged: null })).toEqual([3, 2, 1]);
});

test('verdicts choose among outages and leave blind spots alone', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 1), outage(2, 2, { verdict: 'clean' }), outage(3, 3, { verdict: 'silent' })],
    blindSpots: [blindSpot(4, 4)],
  });
  expect(await idsOf(history, { verdicts: ['clean', 'silent'] })).toEqual([4, 3, 2]);
  expect(await idsOf(history, { verdicts: ['upstream'], blindSpots: false })).toEqual([]);
});

test('a span shows what touches it at either end, also what still lasts', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, 100, ended(200)),
      outage(2, 150),
      outage(3, 0, { began: { notBefore: 250, notAfter: 400 }, ...ended(500) }),
      outage(4, 50, { ended: { notBefore: 60, notAfter: null } }),
      outage(5, 70, { ended: { notBefore: null, notAfter: null } }),
    ],
    blindSpots: [blindSpot(6, 10, { ended: 190 }), blindSpot(7, 320), blindSpot(8, 90, { ended: 90 })],
  });
  expect(await idsOf(history, { since: 200, until: 300 })).toEqual([3, 2, 1, 5]);
  expect(await idsOf(history, { since: 190, until: 190 })).toEqual([2, 1, 5, 6]);
  expect(await idsOf(history, { until: 60 })).toEqual([4, 6]);
  expect(await idsOf(history, { since: 501 })).toEqual([7, 2, 5]);
});

test('only open ones are those that still last, of both kinds', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 1), outage(2, 2, ended(3))],
    blindSpots: [blindSpot(3, 3), blindSpot(4, 4, { ended: 5 })],
  });
  expect(await idsOf(history, { onlyOpen: true })).toEqual([3, 1]);
  await history.commit({ outages: [outage(1, 1, ended(9))] });
  expect(await idsOf(history, { onlyOpen: true })).toEqual([3]);
});

test('the blind spots of a connection are those that lasted since, newest first', async () => {
  const history = await newHistory();
  await history.commit({
    blindSpots: [
      blindSpot(1, 10, { ended: 20 }),
      blindSpot(2, 15, { ended: 30 }),
      blindSpot(3, 16, { connectionId: null, ended: 40 }),
      blindSpot(4, 17, { connectionId: 'office' }),
      blindSpot(5, 5),
    ],
  });
  const ids = async (since: number, limit: number) =>
    (await history.blindSpots({ connectionId: 'plant', since, limit })).map(({ id }) => id);
  expect(await ids(30, 10)).toEqual([3, 2, 5]);
  expect(await ids(0, 2)).toEqual([3, 2]);
});

test('alerts come newest first', async () => {
  const history = await newHistory();
  const alert = (id: number, at: number) =>
    ({
      id,
      at,
      deviceKey: 'plant/a',
      outageId: 1,
      title: 't',
      body: 'b',
      outcome: 'shown',
      reason: null,
      path: '/devices',
    }) as const;
  await history.commit({ alerts: [alert(1, 5), alert(2, 7), alert(3, 5)] });
  expect((await history.alerts(2)).map(({ id }) => id)).toEqual([2, 3]);
});
