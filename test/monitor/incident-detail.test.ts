import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeIncident } from '../../main/monitor/incident-detail.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const SITE = [
  ['router', 'gw-1'],
  ['router', 'gw-2'],
  ['router-b', 'gw-2'],
  ['gw-1', 'pump-10'],
  ['gw-1', 'pump-9'],
] as const;

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(plant(SITE));
  await bench.online();
  say('online', 'router', 'router-b', 'gw-1', 'gw-2', 'pump-9', 'pump-10');
  await bench.clock.pass(60_000);
});
afterEach(() => bench[Symbol.asyncDispose]());

const say = (what: string, ...ids: readonly string[]): void => {
  for (const id of ids) bench.link().say(`site/${id}/status`, what);
};
const incident = async (id: string) => {
  const outage = (await bench.outages()).find(({ deviceId }) => deviceId === id);
  return describeIncident(outage?.id ?? 0, { history: bench.history, table: bench.monitor.table });
};
const members = async () =>
  ((await incident('router'))?.members ?? []).map(({ id, status, ended, straggler }) =>
    [id, status, ended === null ? 'missing' : 'back', ...(straggler ? ['late'] : [])].join(' '),
  );

test('an incident tells its root, what it took down and how, and what was told of it, by any outage of it', async () => {
  say('offline', 'pump-9');
  await bench.clock.pass(2000);
  say('offline', 'router');
  await bench.clock.pass(20_000);
  const view = await incident('router');
  expect(view).toMatchObject({
    root: { device: { id: 'router' }, ended: null },
    closedAt: null,
    outages: 2,
    counts: { gateways: 1, devices: 2, confirmed: 1, inferred: 2, degraded: 1, missing: 3, stragglers: 0 },
  });
  expect(await members()).toEqual([
    'gw-1 inferred missing',
    'pump-9 confirmed missing',
    'pump-10 inferred missing',
    'gw-2 degraded missing',
  ]);
  expect(view?.alerts.map(({ title }) => title)).toEqual(['Gateway router: connection lost']);
  expect(await incident('pump-9')).toEqual(view);
});

test('each comes back by its own word, else with the root; what stays away longer is late, and what is still away comes first', async () => {
  say('offline', 'router', 'gw-1', 'pump-9', 'pump-10');
  await bench.clock.pass(20_000);
  say('online', 'router', 'gw-1');
  await bench.clock.pass(300_000);
  say('online', 'pump-9');
  await bench.clock.pass(1000);
  expect(await members()).toEqual([
    'pump-10 confirmed missing late',
    'pump-9 confirmed back late',
    'gw-1 confirmed back',
    'gw-2 degraded back',
  ]);
  expect(await incident('router')).toMatchObject({ closedAt: null, counts: { missing: 1, stragglers: 2 } });
  say('online', 'pump-10');
  await bench.clock.pass(1000);
  const view = await incident('router');
  expect(view?.closedAt).not.toBeNull();
  expect(view?.counts.missing).toBe(0);
});

test('a device that nothing hangs on is an incident of one; what is not in the history is none', async () => {
  say('offline', 'pump-9');
  await bench.clock.pass(20_000);
  say('online', 'pump-9');
  await bench.clock.pass(1000);
  const view = await incident('pump-9');
  expect(view).toMatchObject({ outages: 1, members: [], counts: { missing: 0 } });
  expect(view?.closedAt).not.toBeNull();
  expect(await describeIncident(9_999_999, { history: bench.history, table: bench.monitor.table })).toBeNull();
});
