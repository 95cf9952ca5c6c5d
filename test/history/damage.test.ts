import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHistory } from '../../main/history/open.ts';
import type { History, Snapshot } from '../../main/history/port.ts';
import { blindSpot, device, ended, message, mustOpen, outage, query, temporaryFolder } from './records.ts';

/** A history with some of everything, all of it in the file itself. */
async function written(path: string): Promise<void> {
  const history = await mustOpen(path);
  for (let n = 0; n < 60; n++) {
    const id = n * 10 + 1;
    await history.commit({
      messages: [message(id, { deviceKey: `plant/d${n}` }), message(id + 1)],
      devices: [device(`d${n}`, { outageId: n % 2 ? id + 2 : null })],
      outages: [outage(id + 2, n, { deviceKey: `plant/d${n}`, affectedGatewayIds: ['g'], ...(n % 2 === 0 && ended(n + 5)) })],
      affected: [{ outageId: id + 2, deviceKey: 'plant/x', deviceId: 'x', kind: 'device', depth: 1, loss: 'lost' }],
      blindSpots: [blindSpot(id + 3, n, { ended: n + 1 })],
      outboxAdd: [{ id: id + 4, kind: 'alert', outageId: id + 2, dueAt: 5 }],
    });
  }
  await history.close();
}

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const presences = new Set(['online', 'offline', 'unknown']);
const verdicts = new Set([null, 'abrupt', 'clean', 'silent', 'upstream', 'unspecified']);
const freshnesses = new Set(['live', 'queued', 'retained']);

function expectSensible({ devices, openOutages, nextId }: Snapshot): void {
  expect(Number.isSafeInteger(nextId)).toBe(true);
  for (const one of devices) {
    expect([one.key, one.id, one.connectionId, one.watchId].every((text) => typeof text === 'string')).toBe(true);
    expect([presences.has(one.presence), verdicts.has(one.verdict), freshnesses.has(one.freshness)]).toEqual([true, true, true]);
  }
  for (const one of openOutages) {
    expect([verdicts.has(one.verdict), freshnesses.has(one.freshness)]).toEqual([true, true]);
    expect(Array.isArray(one.affectedGatewayIds)).toBe(true);
  }
}

/** Every question, each answered or refused with an Error. */
async function ask(history: History): Promise<void> {
  const questions = [
    history.timeline(query({ to: 500 })),
    history.alerts(100),
    history.messages({ deviceKey: 'plant/d3', beforeId: null, limit: 100 }),
    history.affected(33),
    history.blindSpots({ connectionId: 'plant', since: 0, limit: 100 }),
    history.commit({ messages: [message(5000)], outages: [outage(5001, 1)], devices: [device('d1')], heartbeatAt: 1 }),
    history.prune({ days: 1, megabytes: 1 }, Date.now()),
  ];
  for (const outcome of await Promise.allSettled(questions)) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Error);
  }
}

test('whichever bits flip, the history opens with its data or anew, and again after that', async () => {
  const folder = temporaryFolder();
  const sound = join(folder, 'sound.db');
  await written(sound);
  const bytes = readFileSync(sound);
  const kinds = { sound: 0, aside: 0 };
  for (let seed = 0; seed < 150; seed++) {
    const below = numbers(seed);
    const directory = join(folder, `seed-${seed}`);
    mkdirSync(directory);
    const path = join(directory, 'history.db');
    copyFileSync(sound, path);
    const damaged = Buffer.from(bytes);
    const flips = 1 + below(20);
    // From the 101st byte on: what is before says whose file it is, and has tests of its own.
    for (let n = 0; n < flips; n++) {
      const offset = 100 + below(damaged.length - 100);
      damaged[offset] = damaged[offset]! ^ (1 << below(8));
    }
    writeFileSync(path, damaged);
    for (let start = 0; start < 2; start++) {
      const opened = await openHistory({ path });
      if (!opened.ok) throw new Error(`seed ${seed}, start ${start}: ${opened.reason}`);
      expectSensible(await opened.history.load());
      await ask(opened.history);
      await opened.history.close();
      kinds[opened.notices.length > 0 ? 'aside' : 'sound']++;
    }
  }
  expect(kinds.sound).toBeGreaterThan(10);
  expect(kinds.aside).toBeGreaterThan(10);
});
