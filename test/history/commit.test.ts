import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MessageRecord } from '../../main/history/port.ts';
import {
  blindSpot,
  burst,
  device,
  ended,
  indexed,
  message,
  mustOpen,
  newHistory,
  outage,
  query,
  temporaryFolder,
} from './records.ts';

test('a commit that fails in its middle leaves nothing behind, and the next one works', async () => {
  const history = await newHistory();
  await history.commit({
    messages: [message(1)],
    devices: [device('pump-7')],
    outboxAdd: [{ id: 2, kind: 'alert', outageId: 1, dueAt: 1 }],
  });
  const before = await history.load();
  const broken = { ...message(4), receivedAt: 'noon' } as unknown as MessageRecord;
  await expect(
    history.commit({
      messages: [message(3), broken, message(5)],
      devices: [device('pump-7', { presence: 'online' }), device('pump-8')],
      outages: [outage(6, 10)],
      outboxDone: [2],
      heartbeatAt: 77,
    }),
  ).rejects.toThrow();
  await expect(
    history.commit({ outboxDone: [2], devicesGone: ['plant/pump-7'], heartbeatAt: Number.NaN, alerts: [{} as never] }),
  ).rejects.toThrow();
  expect(await history.load()).toEqual(before);
  expect(await history.message(3)).toBeNull();
  await history.commit({ messages: [message(3)] });
  expect(await history.message(3)).not.toBeNull();
});

test('a row with a known id or key replaces the older version', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [outage(1, 10)],
    blindSpots: [blindSpot(2, 10)],
    devices: [device('a')],
    messages: [message(3)],
  });
  await history.commit({
    outages: [outage(1, 10, { ...ended(20), durationMs: 10 })],
    blindSpots: [blindSpot(2, 10, { ended: 20 })],
    devices: [device('a', { presence: 'online', verdict: null })],
    messages: [message(3, { dup: true })],
    affected: [{ outageId: 1, deviceKey: 'plant/x', deviceId: 'x', kind: 'device', depth: 2, loss: 'lost' }],
  });
  await history.commit({
    affected: [{ outageId: 1, deviceKey: 'plant/x', deviceId: 'x', kind: 'gateway', depth: 1, loss: 'lost' }],
  });
  const snapshot = await history.load();
  expect(snapshot.openOutages).toEqual([]);
  expect(snapshot.openBlindSpots).toEqual([]);
  expect(snapshot.devices).toEqual([device('a', { presence: 'online', verdict: null })]);
  expect((await history.outage(1))?.durationMs).toBe(10);
  expect((await history.message(3))?.dup).toBe(true);
  expect(await history.affected(1)).toMatchObject([{ kind: 'gateway', depth: 1, loss: 'lost' }]);
});

test('what is done leaves the outbox, and its id is never given again', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const first = await mustOpen(path);
  await first.commit({ outboxAdd: [{ id: 41, kind: 'alert', outageId: 1, dueAt: 1 }] });
  await first.commit({ outboxDone: [41] });
  expect((await first.load()).nextId).toBe(42);
  await first.close();
  const second = await mustOpen(path);
  expect(await second.load()).toMatchObject({ outbox: [], nextId: 42 });
});

test('the snapshot at opening is not given out again after a commit', async () => {
  const history = await newHistory();
  await history.commit({ devices: [device('late')] });
  expect((await history.load()).devices.map(({ id }) => id)).toEqual(['late']);
});

test('messages of a device come newest first in pages, also while some are not indexed yet', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  const mine = (id: number) => message(id, { deviceKey: `plant/${id % 3}` });
  const idsOf = async (beforeId: number | null, limit: number) =>
    (await history.messages({ deviceKey: 'plant/1', beforeId, limit })).map(({ id }) => id);
  await history.commit({ messages: Array.from({ length: 60 }, (_, n) => mine(n + 1)) });
  expect(await idsOf(null, 3)).toEqual([58, 55, 52]);
  await indexed(path, 60);
  expect(await idsOf(null, 3)).toEqual([58, 55, 52]);
  await history.commit({ messages: Array.from({ length: 60 }, (_, n) => mine(n + 61)) });
  expect(await idsOf(null, 3)).toEqual([118, 115, 112]);
  expect(await idsOf(64, 4)).toEqual([61, 58, 55, 52]);
  expect(await idsOf(4, 5)).toEqual([1]);
  expect(await idsOf(null, 0)).toEqual([]);
});

test('a row that is committed after higher ids were indexed is found all the same', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  await history.commit({ messages: [message(10)], outages: [outage(20, 5)] });
  await indexed(path, 20);
  await history.commit({ messages: [message(3)], outages: [outage(4, 6)] });
  expect((await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 9 })).map(({ id }) => id)).toEqual([10, 3]);
  expect(await history.outageCount('plant/pump-7')).toBe(2);
  expect((await history.timeline(query({ deviceKey: 'plant/pump-7' }))).total).toBe(2);
});

test('an affected device is confirmed by an outage of its own at that time, indexed or not', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  const of = (name: string) => ({ deviceKey: `plant/${name}`, deviceId: name });
  const below = ['own', 'before', 'after', 'concluded', 'silent', 'open-since-long'];
  await history.commit({
    messages: burst(100),
    outages: [
      outage(1, 1000, { ...of('gw'), ...ended(2000) }),
      outage(2, 1001, { ...of('own'), ...ended(2001), messageId: 50 }),
      outage(3, 100, { ...of('before'), ...ended(900) }),
      outage(4, 2500, of('after')),
      outage(5, 1000, { ...of('concluded'), verdict: 'upstream' }),
      outage(6, 1500, { ...of('silent'), verdict: 'silent' }),
      outage(7, 10, of('open-since-long')),
    ],
    affected: below.map((name) => ({ outageId: 1, ...of(name), kind: 'device' as const, depth: 1, loss: 'lost' })),
  });
  const confirmed = async () => (await history.affected(1)).filter((row) => row.confirmed).map(({ deviceId }) => deviceId);
  expect(await confirmed()).toEqual(['open-since-long', 'own', 'silent']);
  await indexed(path, 139);
  expect(await confirmed()).toEqual(['open-since-long', 'own', 'silent']);
});

test('the state of a device is the newest one, whether it came alone, in a burst, or before one was put in its place', async () => {
  const path = join(temporaryFolder(), 'history.db');
  let history = await mustOpen(path);
  const heardAt = async () =>
    Object.fromEntries((await history.load()).devices.map(({ id, lastHeardAt }) => [id, lastHeardAt] as const));
  const state = (id: string, lastHeardAt: number) => device(id, { lastHeardAt });
  await history.commit({ devices: [state('a', 1), state('b', 1), state('gone', 1)] });
  await history.commit({ messages: burst(1), devices: [state('a', 2), state('gone', 2), state('c', 2)] });
  await history.commit({ devices: [state('c', 3)], devicesGone: ['plant/gone'] });
  expect(await heardAt()).toEqual({ a: 2, b: 1, c: 3 });
  await history.close();
  history = await mustOpen(path);
  expect(await heardAt()).toEqual({ a: 2, b: 1, c: 3 });
  await indexed(path, 40);
  await history.commit({ devices: [state('a', 4)] });
  expect(await heardAt()).toEqual({ a: 4, b: 1, c: 3 });
  await history.close();
  history = await mustOpen(path);
  expect(await heardAt()).toEqual({ a: 4, b: 1, c: 3 });
});

test('a burst that fails leaves the states as they were', async () => {
  const history = await newHistory();
  await history.commit({ messages: burst(1), devices: [device('a')] });
  const before = await history.load();
  const devices = [device('a', { lastHeardAt: 5 }), device('b')];
  await expect(history.commit({ messages: burst(50), devices, heartbeatAt: 0.5 })).rejects.toThrow();
  expect(await history.load()).toEqual(before);
  await history.commit({ devices: [device('a', { lastHeardAt: 6 })] });
  expect((await history.load()).devices).toEqual([device('a', { lastHeardAt: 6 })]);
});

test('closing twice is no fault, and a closed history refuses', async () => {
  const history = await newHistory();
  await history.close();
  await history.close();
  await expect(history.commit({ heartbeatAt: 1 })).rejects.toThrow();
  await expect(history.load()).rejects.toThrow();
});
