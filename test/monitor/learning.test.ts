import { afterEach, beforeEach, expect, it } from 'vitest';
import { settingsSchema } from '../../main/contract/settings.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const MINUTE = 60_000;
const settings = plant();
const OTHERS = Array.from({ length: 8 }, (_, i) => `o${i}`);

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(settings);
  await bench.online();
  say('online', 'a', 'b', 'c', ...OTHERS);
  await bench.clock.settle();
});
afterEach(() => bench[Symbol.asyncDispose]());

const say = (what: string, ...ids: readonly string[]): void => {
  for (const id of ids) bench.link().say(`site/${id}/status`, what);
};
const proposed = async (): Promise<string[]> =>
  (await bench.monitor.learning.proposals()).map(({ devices, times }) => `${devices.map(({ id }) => id).join(' ')}: ${times}`);

async function fallAndRise(times: number, ...ids: readonly string[]): Promise<void> {
  for (let i = 0; i < times; i++) {
    say('offline', ...ids);
    await bench.clock.pass(2 * MINUTE);
    say('online', ...ids);
    await bench.clock.pass(8 * MINUTE);
  }
}

it('proposes what fell and rose together three times, also after a restart; with the evidence', async () => {
  await fallAndRise(2, 'a', 'b');
  expect(await proposed()).toEqual([]);
  await fallAndRise(1, 'a', 'b');
  expect(await proposed()).toEqual(['a b: 3']);
  const [group] = await bench.monitor.learning.proposals();
  expect(group?.joint[0]).toMatchObject({ fellWithinMs: 0, roseAt: (group?.joint[0]?.fellAt ?? 0) + 2 * MINUTE });
  await bench.kill();
  await bench.clock.pass(1000);
  await bench.start(settings);
  await bench.online('plant', true);
  expect(await proposed()).toEqual(['a b: 3']);
});

it('asks no more once a person has put them behind something, or dismissed them, until it happened twice as often', async () => {
  await fallAndRise(3, 'a', 'b', 'c');
  const dismissed = [{ devices: ['plant/a', 'plant/b', 'plant/c'], times: 3 }];
  await bench.monitor.apply(settingsSchema.parse({ ...settings, learning: { dismissed } }));
  expect(await proposed()).toEqual([]);
  await fallAndRise(3, 'a', 'b', 'c');
  expect(await proposed()).toEqual(['a b c: 6']);
  const topology = ['a', 'b', 'c'].map((downstream) => ({ upstream: 'Cabinet 7', downstream, connectionId: 'plant' }));
  await bench.monitor.apply(settingsSchema.parse({ ...settings, topology }));
  expect(await proposed()).toEqual([]);
});

it('learns nothing of a connection that ends, nor of goodbyes', async () => {
  for (let i = 0; i < 3; i++) {
    say('offline', 'a', 'b');
    await bench.clock.pass(1000);
    bench.link().cut();
    await bench.clock.pass(MINUTE / 2);
    await bench.online('plant', true);
    await bench.clock.pass(MINUTE);
    say('online', 'a', 'b');
    say('bye', 'o1', 'o2');
    await bench.clock.pass(8 * MINUTE);
    say('online', 'o1', 'o2');
    await bench.clock.pass(MINUTE);
  }
  expect(await proposed()).toEqual([]);
});

it('outages of one cause are told apart by a window that a person can choose', async () => {
  await bench.monitor.apply(
    settingsSchema.parse({ ...plant([['a', 'b']]), notifications: { holdSeconds: 0, incidentSeconds: 2 } }),
  );
  say('offline', 'b');
  await bench.clock.pass(5000);
  say('offline', 'a');
  await bench.clock.pass(5000);
  expect((await bench.outages()).map(({ incidentId, id }) => incidentId === id)).toEqual([true, true]);
});
