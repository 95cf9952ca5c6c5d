import { expect, test } from 'vitest';
import { HistoryFull } from '../../main/history/port.ts';
import { Housekeeping } from '../../main/monitor/housekeeping.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const DAY_S = 86_400;

function housekeeping(steps: (boolean | Error)[]) {
  const clock = new FakeClock();
  const at: number[] = [];
  const began = clock.mono();
  const burst = { isOn: false };
  const one = new Housekeeping({
    history: {
      prune: async () => {
        at.push(clock.mono() - began);
        const step = steps.shift() ?? false;
        if (step instanceof Error) throw step;
        return step;
      },
    },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    limits: () => ({ days: 30, megabytes: 0 }),
    isBusy: () => burst.isOn,
  });
  one.start();
  return { clock, at, burst };
}

test('works step by step until nothing is left, and looks again later', async () => {
  const { clock, at } = housekeeping([true, true, false]);
  await clock.pass(400_000);
  expect(at).toEqual([60_000, 60_025, 60_050, 360_050]);
});

test('waits for a burst to end, but not for ever', async () => {
  const { clock, at, burst } = housekeeping([true, true, true]);
  burst.isOn = true;
  await clock.pass(69_000);
  expect(at).toEqual([]);
  await clock.pass(6000);
  expect(at).toHaveLength(1);
  burst.isOn = false;
  await clock.pass(30_000);
  expect(at).toHaveLength(4);
});

test('a full disk does not end it', async () => {
  const { clock, at } = housekeeping([new HistoryFull('full')]);
  await clock.pass(400_000);
  expect(at).toEqual([60_000, 360_000]);
});

test('the monitor forgets what is older than the settings say, and at once when they change', async () => {
  await using bench = new MonitorBench();
  await bench.start(plant([], { retention: { days: 0 } }));
  await bench.online();
  bench.link().say('site/gw1/status', 'offline');
  bench.link().say('site/gw1/status', 'online');
  bench.link().say('site/gw2/status', 'offline');
  await bench.clock.settle();
  bench.clock.jump(40 * DAY_S * 1000);
  await bench.clock.pass(400_000);
  expect(await bench.outages()).toHaveLength(2);
  await bench.monitor.apply({ ...bench.monitor.settings, retention: { days: 30, megabytes: 1000 } });
  await bench.clock.pass(10_000);
  expect((await bench.outages()).map((one) => one.deviceId)).toEqual(['gw2']);
});
