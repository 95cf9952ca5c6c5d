import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { History, RetentionLimits } from '../../main/history/port.ts';
import { blindSpot, device, ended, message, mustOpen, newHistory, outage, query, temporaryFolder } from './records.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const ago = (days: number): number => NOW - days * DAY;

async function prune(history: History, limits: Partial<RetentionLimits>): Promise<number> {
  for (let steps = 1; ; steps++) if (!(await history.prune({ days: 0, megabytes: 0, ...limits }, NOW))) return steps;
}

const outagesOf = async (history: History) =>
  (await history.timeline(query({ blindSpots: false, to: 100_000 }))).rows
    .map((row) => row.kind === 'outage' && row.outage.id)
    .reverse();
const blindSpotsOf = async (history: History) =>
  (await history.timeline(query({ to: 100_000 }))).rows
    .flatMap((row) => (row.kind === 'blind' ? [row.blindSpot.id] : []))
    .reverse();

test('without limits nothing goes', async () => {
  const history = await newHistory();
  await history.commit({
    messages: [message(1, { receivedAt: 1 })],
    outages: [outage(2, 1, ended(2))],
    blindSpots: [blindSpot(3, 1, { ended: 2 })],
  });
  await prune(history, {});
  expect(await history.message(1)).not.toBeNull();
  expect(await outagesOf(history)).toEqual([2]);
  expect(await blindSpotsOf(history)).toEqual([3]);
});

test('what is older than the days goes: messages, closed outages with all they took down, alerts, blind spots', async () => {
  const history = await newHistory();
  const alert = { deviceKey: null, outageId: null, title: 't', body: 'b', outcome: 'shown', reason: null, path: '/' } as const;
  await history.commit({
    messages: [message(1, { receivedAt: ago(40) }), message(2, { receivedAt: ago(20) })],
    outages: [outage(3, ago(40), ended(ago(39))), outage(4, ago(20), ended(ago(19)))],
    affected: [3, 4].map(
      (outageId) => ({ outageId, deviceKey: 'plant/x', deviceId: 'x', kind: 'device', depth: 1, loss: 'lost' as const }) as const,
    ),
    blindSpots: [blindSpot(5, ago(45), { ended: ago(44) }), blindSpot(6, ago(25), { ended: ago(24) })],
    alerts: [
      { id: 7, at: ago(40), ...alert },
      { id: 8, at: ago(20), ...alert },
    ],
  });
  await prune(history, { days: 30 });
  expect([await history.message(1), (await history.message(2))?.id]).toEqual([null, 2]);
  expect(await outagesOf(history)).toEqual([4]);
  expect([await history.affected(3), (await history.affected(4)).length]).toEqual([[], 1]);
  expect(await blindSpotsOf(history)).toEqual([6]);
  expect((await history.alerts(10)).map((one) => one.id)).toEqual([8]);
  expect(await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 10 })).toHaveLength(1);
  expect(await history.outageCount('plant/pump-7')).toBe(1);
});

test('what is still true stays, however old: open outages, long ones, their messages, and those by which devices are known', async () => {
  const history = await newHistory();
  const old = { receivedAt: ago(400) };
  await history.commit({
    messages: [1, 2, 3, 4, 5, 6].map((id) => message(id, { ...old, deviceKey: id === 6 ? 'plant/b' : 'plant/a' })),
    devices: [device('a', { willMessageId: 1, birthMessageId: 2, outageId: 10 })],
    outages: [
      outage(10, ago(400), { messageId: 3, deviceKey: 'plant/a' }),
      outage(11, ago(400), { ...ended(ago(3)), messageId: 6, deviceKey: 'plant/b' }),
    ],
    blindSpots: [],
  });
  await prune(history, { days: 30 });
  const left = await Promise.all([1, 2, 3, 4, 5, 6].map(async (id) => (await history.message(id)) !== null));
  expect(left).toEqual([true, true, true, false, false, true]);
  expect(await outagesOf(history)).toEqual([10, 11]);
});

test('a device that changed a moment ago keeps its messages too', async () => {
  const history = await newHistory();
  const many = Array.from({ length: 40 }, (_, n) => message(n + 1, { receivedAt: ago(400), deviceKey: 'plant/a' }));
  await history.commit({ messages: many, devices: [device('a', { willMessageId: 7, birthMessageId: null, outageId: null })] });
  await prune(history, { days: 30 });
  expect((await history.messages({ deviceKey: 'plant/a', beforeId: null, limit: 100 })).map((one) => one.id)).toEqual([7]);
});

test('a blind spot that touches a kept outage stays, also one within which a later outage may have begun', async () => {
  const history = await newHistory();
  await history.commit({
    outages: [
      outage(1, ago(50)),
      outage(2, ago(20), { began: { notBefore: ago(70), notAfter: ago(20) }, ...ended(ago(19)), connectionId: 'other' }),
    ],
    blindSpots: [
      blindSpot(3, ago(45), { ended: ago(44) }),
      blindSpot(4, ago(60), { ended: ago(55) }),
      blindSpot(5, ago(60), { ended: ago(55), connectionId: 'other' }),
      blindSpot(6, ago(60), { ended: ago(55), connectionId: null }),
      blindSpot(7, ago(90), { ended: ago(80), connectionId: null }),
      blindSpot(8, ago(90)),
    ],
  });
  await prune(history, { days: 30 });
  expect((await blindSpotsOf(history)).sort()).toEqual([3, 5, 6, 8]);
});

test('a kept outage whose cause has gone stands for itself', async () => {
  const history = await newHistory();
  await history.commit({ outages: [outage(1, ago(50), ended(ago(49))), outage(2, ago(50), { causeOutageId: 1 })] });
  await prune(history, { days: 30 });
  expect((await history.outage(2))?.causeOutageId).toBeNull();
});

test('a message dated by a wrong clock keeps nothing else alive', async () => {
  const history = await newHistory();
  const messages = Array.from({ length: 1500 }, (_, n) =>
    message(n + 1, { receivedAt: n % 500 === 0 ? NOW + 900 * DAY : ago(60) }),
  );
  await history.commit({ messages });
  await prune(history, { days: 30 });
  expect((await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 2000 })).map((one) => one.id)).toEqual([
    1001, 501, 1,
  ]);
});

test('above the size messages go first and outages last, the file shrinks, and all that is left can be read', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpen(path);
  const telemetry = (n: number) => message(n, { says: 'heard', receivedAt: ago(10) + n, payload: Buffer.alloc(3000, n) });
  for (let n = 1; n <= 6000; n += 500) {
    await history.commit({ messages: Array.from({ length: 500 }, (_, i) => telemetry(n + i)) });
  }
  await history.commit({ outages: [outage(6001, ago(9), { ...ended(ago(8)), messageId: 6002 })], messages: [message(6002)] });
  const before = statSync(path).size;
  expect(before).toBeGreaterThan(15_000_000);
  const steps = await prune(history, { megabytes: 5 });
  expect(steps).toBeGreaterThan(10);
  expect(statSync(path).size).toBeLessThan(7_000_000);
  expect(await outagesOf(history)).toEqual([6001]);
  expect(await history.message(6002)).not.toBeNull();
  const left = await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 10_000 });
  expect(left.length).toBeGreaterThan(600);
  expect(left.at(-1)?.id).toBeGreaterThan(3000);
  expect(left.every((one) => one.says === 'offline' || one.payload.every((byte) => byte === one.id % 256))).toBe(true);
  expect(await history.size()).toBeLessThan(before);
});

test('when outages alone are too many the oldest closed ones go, with their wills, and open ones stay', async () => {
  const history = await newHistory();
  for (let n = 0; n < 4000; n += 400)
    await history.commit({
      messages: Array.from({ length: 400 }, (_, i) =>
        message(20_000 + n + i, { receivedAt: ago(10) + n + i, deviceKey: `plant/${n + i}`, payload: Buffer.alloc(300) }),
      ),
      outages: Array.from({ length: 400 }, (_, i) =>
        outage(1 + n + i, ago(10) + n + i, {
          ...((n + i) % 1000 > 0 && ended(ago(9))),
          messageId: 20_000 + n + i,
          deviceKey: `plant/${n + i}`,
        }),
      ),
      devices: Array.from({ length: 4 }, (_, i) =>
        device(`${n + i}`, { key: `plant/${n + i}`, outageId: (n + i) % 1000 > 0 ? null : 1 + n + i }),
      ),
    });
  await prune(history, { megabytes: 1 });
  const left = await outagesOf(history);
  expect(left.length).toBeLessThan(3000);
  expect(left.slice(0, 3)).toEqual([1, 1001, 2001]);
  expect(left.at(-1)).toBe(4000);
  expect(await history.message(20_001)).toBeNull();
  expect(await history.message(20_000)).not.toBeNull();
  expect(await history.message(23_999)).not.toBeNull();
});

test('an outage that took down thousands goes in several steps', async () => {
  const history = await newHistory();
  const affected = Array.from(
    { length: 2000 },
    (_, n) =>
      ({ outageId: 1, deviceKey: `plant/${n}`, deviceId: `${n}`, kind: 'device', depth: 1, loss: 'lost' as const }) as const,
  );
  await history.commit({ outages: [outage(1, ago(50), ended(ago(49)))], affected });
  expect(await prune(history, { days: 30 })).toBeGreaterThan(4);
  expect(await history.affected(1)).toEqual([]);
  expect(await outagesOf(history)).toEqual([]);
});

test('between the steps commits are taken as ever', async () => {
  const history = await newHistory();
  await history.commit({ messages: Array.from({ length: 3000 }, (_, n) => message(n + 1, { receivedAt: ago(60) })) });
  for (let n = 3001; await history.prune({ days: 30, megabytes: 0 }, NOW); n++)
    await history.commit({ messages: [message(n, { receivedAt: NOW })] });
  const left = await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 5000 });
  expect(left.every((one) => one.id > 3000)).toBe(true);
  expect(left.length).toBeGreaterThan(3);
});
