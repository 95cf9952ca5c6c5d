import { afterEach, beforeEach, expect, test } from 'vitest';
import { LookBack } from '../../main/monitor/look-back.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const SITE = [
  ['router', 'gw'],
  ['router-b', 'gw'],
  ['gw', 'pump'],
  ['router', 'gw-2'],
] as const;

let bench: MonitorBench;
let past: LookBack;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(plant(SITE));
  await bench.online();
  say('online', 'router', 'router-b', 'gw', 'gw-2', 'pump');
  await bench.clock.pass(60_000);
  past = new LookBack({ history: bench.history, table: bench.monitor.table, clock: bench.clock });
});
afterEach(() => bench[Symbol.asyncDispose]());

const say = (what: string, ...ids: readonly string[]): void => {
  for (const id of ids) bench.link().say(`site/${id}/status`, what);
};
const affections = async (id: string) =>
  (await past.affections({ key: `plant/${id}`, since: null, behind: null, limit: 50 })).rows;

test('a gateway tells what affected it and how, also what people did about that', async () => {
  say('offline', 'router');
  await bench.clock.pass(300_000);
  expect((await affections('gw')).map(({ status, outage, ended }) => [status, outage.device.id, ended])).toEqual([
    ['degraded', 'router', null],
  ]);
  expect((await affections('gw-2')).map(({ status }) => status)).toEqual(['inferred']);
  const [open] = await bench.outages();
  await Promise.all([
    bench.monitor.acts.acknowledge({ which: { outageIds: [open?.id ?? 0] }, note: 'on my way' }),
    bench.monitor.acts.rename({ key: 'plant/router', name: 'Main router' }),
    bench.clock.pass(1000),
  ]);
  say('online', 'router');
  await bench.clock.pass(60_000);
  const [row] = await affections('gw-2');
  expect(row).toMatchObject({
    status: 'inferred',
    depth: 1,
    outage: { device: { name: 'Main router' }, acknowledged: { note: 'on my way' } },
    durationMs: 301_000,
  });
  expect(row?.ended).not.toBeNull();
});

test('what said so itself has its own times, whatever its gateway did', async () => {
  say('offline', 'gw', 'pump');
  await bench.clock.pass(60_000);
  say('online', 'gw');
  await bench.clock.pass(60_000);
  say('online', 'pump');
  await bench.clock.pass(1000);
  const [row] = await affections('pump');
  expect(row).toMatchObject({ status: 'confirmed', outage: { device: { id: 'gw' } }, durationMs: 120_000 });
});

test('figures begin where a device is known, and count what it was away for with what it hangs on', async () => {
  say('offline', 'router');
  await bench.clock.pass(60_000);
  say('online', 'router');
  await bench.clock.pass(60_000);
  const { knownSince, spans } = await past.figures('plant/gw-2');
  const now = bench.clock.now();
  expect(knownSince).toBeLessThanOrEqual(now - 180_000);
  expect(spans).toHaveLength(4);
  for (const span of spans) {
    expect(span).toMatchObject({
      from: knownSince,
      to: now,
      outages: 1,
      withUpstream: 1,
      repairMs: { least: 60_000, most: 60_000 },
    });
    expect(span.upstreams).toMatchObject([{ device: { id: 'router' }, times: 1, ms: 60_000 }]);
    expect(span.availability?.least).toBeCloseTo(1 - 60_000 / span.seenMs, 9);
  }
  const nobody = await past.figures('plant/nobody');
  expect(nobody).toMatchObject({ knownSince: null, spans: [{ wholeMs: 0, availability: null }, {}, {}, {}] });
});
