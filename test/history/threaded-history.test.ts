import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { openHistory } from '../../main/history/open.ts';
import { type Commit, type History, HistoryFull } from '../../main/history/port.ts';
import { openHistoryInThread } from '../../main/history/threaded-history.ts';
import { fill, smallDisk, WHY_NO_SMALL_DISK } from '../helpers/small-disk.ts';
import { blindSpot, burst, device, message, mustOpen, newHistory, outage, query, temporaryFolder } from './records.ts';

async function mustOpenInThread(path: string): Promise<History> {
  const opened = await openHistoryInThread(path);
  if (!opened.ok) throw new Error(`refused: ${opened.reason}`);
  onTestFinished(() => opened.history.close());
  return opened.history;
}

/** One of everything, in a burst, with what is hard to carry. */
const commit: Commit = {
  messages: [
    ...burst(100),
    message(1, { payload: new Uint8Array(0), packetId: 7, awaits: 'live' }),
    message(2, { payload: Buffer.alloc(70_000, 5), topic: 'ünï\u0000code/\ud800' }),
    message(3, { deviceKey: null, says: null, redeliveryOf: 2, dup: true }),
    message(6, {
      properties: {
        contentType: 'a\u0000\u{10ffff}',
        userProperties: [
          ['k', '"'],
          ['k', ''],
        ],
      },
    }),
  ],
  twins: [{ id: 1, packetId: 9, qos: 1 }],
  devices: Array.from({ length: 5000 }, (_, n) => device(`pump "${n}"\u0000`, { will: n % 2 === 0 ? null : 'ä\ud83d\ude00"' })),
  outages: [
    outage(4, 10, { affectedGatewayIds: ['a', 'b'], durationMs: 0.5, began: { notBefore: null, notAfter: -5 } }),
    outage(5, 20),
  ],
  regrouped: [{ id: 5, incidentId: 4, causeOutageId: 4 }],
  affected: [{ outageId: 4, deviceKey: 'plant/x', deviceId: 'x', kind: 'gateway', depth: 1, loss: 'lost' }],
  incidents: [
    {
      id: 4,
      rootOutageId: 4,
      rootDeviceKey: 'plant/pump "7"\u0000',
      began: 10,
      rootBackAt: null,
      closedAt: null,
      mergedInto: null,
      outages: 2,
      stragglersTold: false,
    },
  ],
  blindSpots: [blindSpot(6, 10), blindSpot(7, 11, { connectionId: null, reason: { code: 'timeout', detail: null } })],
  alerts: [
    {
      id: 8,
      at: 1,
      deviceKey: null,
      outageId: 4,
      title: 'a',
      body: 'b\nc',
      outcome: 'shown',
      reason: null,
      path: '/',
    },
  ],
  outboxAdd: [{ id: 9, kind: 'alert', outageId: 4, dueAt: 12 }],
  heartbeatAt: 77,
};
const after: Commit = {
  messages: burst(200),
  devices: [device('pump "7"\u0000', { presence: 'online' }), device('new')],
  devicesGone: ['plant/pump "8"\u0000'],
  outboxDone: [9],
};

test('answers the same as without a thread, and leaves the same file', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const threaded = await mustOpenInThread(path);
  const plain = await newHistory();
  for (const one of [commit, after]) {
    await threaded.commit(one);
    await plain.commit(one);
  }
  const { installationId, ...snapshot } = await threaded.load();
  const { installationId: other, ...expected } = await plain.load();
  expect(installationId).not.toBe(other);
  expect(snapshot.devices).toHaveLength(5000);
  // Bytes are bytes, whichever kind of array holds them.
  const plainly = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, one) => (one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one)));
  expect(plainly(snapshot)).toEqual(plainly(expected));
  for (const ask of [
    (history: History) => history.message(1),
    (history: History) => history.message(2),
    (history: History) => history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 10 }),
    (history: History) => history.outage(4),
    (history: History) => history.outage(404),
    (history: History) => history.affected(4),
    (history: History) => history.timeline(query()),
    (history: History) => history.outageCount('plant/pump-7'),
    (history: History) => history.blindSpots({ connectionId: 'plant', since: 0, limit: 10 }),
    (history: History) => history.alerts(10),
    (history: History) => history.prune({ days: 0, megabytes: 0 }, 100),
  ])
    expect(plainly(await ask(threaded))).toEqual(plainly(await ask(plain)));
  expect(await threaded.size()).toBeGreaterThan(100_000);
  await threaded.close();
  await expect(threaded.message(1)).rejects.toThrow('ended');
  expect((await (await mustOpen(path)).load()).devices).toHaveLength(5000);
});

test('a commit that SQLite refuses is told as such, and the next one works', async () => {
  const history = await mustOpenInThread(join(temporaryFolder(), 'history.db'));
  const refused = history.commit({ messages: [message(1), { ...message(2), receivedAt: 'noon' as never }] });
  const taken = history.commit({ messages: [message(3)] });
  await expect(refused).rejects.toThrow(/INTEGER/);
  await taken;
  await expect(history.commit({ messages: [{ ...message(4), qos: undefined as never }] })).rejects.toThrow();
  await history.commit({ messages: [message(5)] });
  const ids = (await history.messages({ deviceKey: 'plant/pump-7', beforeId: null, limit: 10 })).map(({ id }) => id);
  expect(ids).toEqual([5, 3]);
});

test('a full disk is HistoryFull on this side too', async (context) => {
  const folder = smallDisk();
  if (folder === null) {
    context.skip(WHY_NO_SMALL_DISK);
    return;
  }
  const history = await mustOpenInThread(join(folder, 'history.db'));
  await history.commit({ messages: [message(1)] });
  const ballast = join(folder, 'ballast');
  fill(ballast);
  const big = { messages: Array.from({ length: 256 }, (_, n) => message(n + 3, { payload: Buffer.alloc(4000, n) })) };
  await expect(history.commit(big)).rejects.toBeInstanceOf(HistoryFull);
  rmSync(ballast);
  await history.commit({ messages: [message(2)] });
  expect(await history.message(2)).not.toBeNull();
});

test('what cannot be opened is the same refusal, and ends the thread', async () => {
  const path = join(temporaryFolder(), 'history.db');
  await (await mustOpen(path)).close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 1000');
  db.close();
  expect(await openHistoryInThread(path)).toEqual(await openHistory({ path }));
  expect(await openHistoryInThread(path)).toMatchObject({ ok: false, reason: 'newer', found: 1000 });
});

test.each([
  ['a device with a time that no clock shows', 'UPDATE device SET last_heard_at = 9007199254740991 WHERE key LIKE ?', '%13%'],
  [
    'a device that is only among the news',
    'INSERT INTO device_news SELECT NULL, * FROM device WHERE key LIKE ?; UPDATE device_news SET since_not_after = 9007199254740991',
    '%13%',
  ],
])('a damaged file is set aside at the start: %s', async (_, damage, like) => {
  const path = join(temporaryFolder(), 'history.db');
  const before = await mustOpen(path);
  await before.commit({ messages: [message(1)], devices: Array.from({ length: 20 }, (_, n) => device(`pump-${n}`)) });
  await before.close();
  const db = new DatabaseSync(path);
  for (const sql of damage.split(';')) db.prepare(sql).run(...(sql.includes('?') ? [like] : []));
  db.close();
  const opened = await openHistoryInThread(path);
  if (!opened.ok) throw new Error(opened.reason);
  onTestFinished(() => opened.history.close());
  expect(opened.notices).toMatchObject([{ kind: 'set-aside', reason: 'corrupt' }]);
  expect((await opened.history.load()).devices).toEqual([]);
  await opened.history.commit({ messages: [message(1)] });
  expect(await opened.history.message(1)).not.toBeNull();
});

/** Of all threads that are started until the test is over. */
function newThreads(): Worker[] {
  const threads: Worker[] = [];
  const add = (thread: Worker): void => void threads.push(thread);
  process.on('worker', add);
  onTestFinished(() => void process.off('worker', add));
  return threads;
}

test('a thread that dies is told by what it was asked, and the next question has a new one', async () => {
  const threads = newThreads();
  const history = await mustOpenInThread(join(temporaryFolder(), 'history.db'));
  await history.commit({ messages: [message(1)], devices: [device('pump-7')] });
  const asked = Promise.all(Array.from({ length: 20_000 }, () => history.message(1)));
  const dies = threads[0]?.terminate();
  await expect(asked).rejects.toThrow('thread ended');
  await dies;
  await Promise.all([history.commit({ messages: [message(2)] }), history.commit({ messages: [message(3)] })]);
  expect(threads).toHaveLength(2);
  expect((await history.messages({ deviceKey: 'plant/pump-7', beforeId: 4, limit: 10 })).map(({ id }) => id)).toEqual([3, 2, 1]);
  expect((await history.load()).devices).toHaveLength(1);
  await history.close();
  await expect(history.commit({ messages: [message(4)] })).rejects.toThrow('ended');
  expect(threads).toHaveLength(2);
});

test('a file that is found damaged by the new thread is set aside, and nothing is written into the new one unsaid', async () => {
  const threads = newThreads();
  const path = join(temporaryFolder(), 'history.db');
  const history = await mustOpenInThread(path);
  await history.commit({ messages: [message(1)] });
  await threads[0]?.terminate();
  writeFileSync(path, 'no database at all');
  await expect(history.commit({ messages: [message(2)] })).rejects.toThrow('set aside');
  await expect(history.commit({ messages: [message(2)] })).rejects.toThrow('set aside');
  await history.close();
  expect((await (await mustOpen(path)).load()).recent).toEqual([]);
});

test('closing ends as well when the thread is dead, or dies of it', async () => {
  const threads = newThreads();
  const path = join(temporaryFolder(), 'history.db');
  const dead = await mustOpenInThread(path);
  await threads[0]?.terminate();
  await dead.close();
  const dying = await mustOpenInThread(path);
  const closes = dying.close();
  void threads[1]?.terminate();
  await closes;
});
