import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { type Device, openDevice } from '../../main/mqtt/device.ts';
import { type AppLine, startApp } from '../helpers/app.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';

/** A router, three gateways, forty devices on each; the first ten of g3 hang on g2 as well. */
const GATEWAYS = ['g1', 'g2', 'g3'];
const devicesOf = (gateway: string): string[] => Array.from({ length: 40 }, (_, i) => `${gateway}-${i}`);
const TWICE = devicesOf('g3').slice(0, 10);
const EDGES = [
  ...GATEWAYS.flatMap((gateway) => [['router', gateway], ...devicesOf(gateway).map((device) => [gateway, device])]),
  ...TWICE.map((device) => ['g2', device]),
];
const DEVICES = GATEWAYS.flatMap(devicesOf);
const ALL = ['router', ...GATEWAYS, ...DEVICES];
const HOLD_MS = 7000;

interface Site {
  readonly broker: Mosquitto;
  /** The power of these goes. */
  kill(...ids: readonly string[]): void;
  /** What was told from here on, until nothing more can be due, and everything is back. */
  play(
    killed: readonly string[],
    act: () => Promise<void>,
    /** After the last outage. */
    quietMs?: number,
  ): Promise<{ readonly alerts: readonly AppLine[]; readonly lines: readonly AppLine[] }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** One of its own for each test: a router that is lost four times within ten minutes would rightly be told as one that comes and goes. */
async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'willwatch-site-'));
  const broker = await startMosquitto({ persistence: true });
  const config = join(folder, 'config.json');
  const watch = { topic: 'site/{device}/status', online: 'online', offline: 'offline' };
  const notifications = { holdSeconds: HOLD_MS / 1000 };
  writeFileSync(config, JSON.stringify({ brokers: [{ url: broker.url }], watches: [watch], topology: EDGES, notifications }));
  const app = await startApp({ args: ['--config', config, '--no-notify'] });
  const clients = new Map<string, Device>();
  const rise = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      const topic = `site/${id}/status`;
      const device = await openDevice({
        url: broker.url,
        clientId: id,
        will: { topic, payload: 'offline', qos: 1, retain: true },
      });
      if ('code' in device) throw new Error(`${id}: ${device.code} ${device.detail}`);
      clients.set(id, device);
      await device.publish(topic, 'online', { qos: 1, retain: true });
    }
  };
  await app.line('ready');
  await rise(ALL);
  return {
    broker,
    kill: (...ids) => {
      for (const id of ids) clients.get(id)?.pull();
    },
    play: async (killed, act, quietMs = HOLD_MS + 3000) => {
      const from = app.lines.length;
      const since = (type: string) => app.lines.slice(from).filter((line) => line.type === type);
      const all = async (type: string): Promise<void> => {
        for (const deadline = Date.now() + 120_000; since(type).length < killed.length; await sleep(100))
          if (Date.now() > deadline) throw new Error(`${since(type).length} of ${killed.length} lines ${type}`);
      };
      await act();
      await all('outage');
      await sleep(quietMs);
      const alerts = since('alert');
      await rise(killed);
      await all('recovery');
      await sleep(1000);
      return { alerts, lines: app.lines.slice(from) };
    },
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const shuffled = (ids: readonly string[]): string[] =>
  ids
    .map((id, i) => ({ id, at: (i * 7919) % 127 }))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
const incidents = (lines: readonly AppLine[], change: string): readonly AppLine[] =>
  lines.filter((line) => line.type === 'incident' && line.change === change);
/** The incident as it was known at last: its root, and the status of everything that it affects. */
function outcome(lines: readonly AppLine[], root: string) {
  const status = new Map<string, unknown>();
  const ids = new Set(incidents(lines, 'opened').map(({ id }) => id));
  for (const line of lines) {
    if (line.type !== 'incident' || line.root !== root || line.change === 'closed') continue;
    for (const one of line.affected as { device: string; status: string }[]) status.set(one.device, one.status);
  }
  status.delete(root);
  const open = new Set(ids);
  for (const { id } of incidents(lines, 'closed')) open.delete(id);
  return { affected: [...status].sort(([a], [b]) => (a < b ? -1 : 1)), open: [...open] };
}
const confirmed = (ids: readonly string[]) => [...ids].sort().map((id) => [id, 'confirmed']);

const BELOW = ALL.filter((id) => id !== 'router');
// They mostly wait: for holds, and for windows to pass.
describe.concurrent('a site', { timeout: 180_000 }, () => {
  it.for<[string, (site: Site) => Promise<void>]>([
    ['the router first', async ({ kill }) => kill('router', ...GATEWAYS, ...DEVICES)],
    ['the devices first', async ({ kill }) => kill(...DEVICES, ...GATEWAYS, 'router')],
    ['in any order', async ({ kill }) => kill(...shuffled(ALL))],
    [
      'spread over the window',
      async ({ kill }) => {
        kill(...DEVICES.slice(0, 60));
        await sleep(1500);
        kill('g1', ...DEVICES.slice(60));
        await sleep(1500);
        kill('g3', 'router', 'g2');
      },
    ],
    [
      'with followers before and after the edge of the window',
      async ({ kill }) => {
        kill('router', ...GATEWAYS);
        await sleep(8000);
        kill(...DEVICES.slice(0, 60));
        await sleep(4000);
        kill(...DEVICES.slice(60));
      },
    ],
    [
      'each level later than the one below, the router when the window of the devices is over',
      async ({ kill }) => {
        kill(...DEVICES);
        await sleep(5500);
        kill(...GATEWAYS);
        await sleep(5500);
        kill('router');
      },
    ],
  ])(
    'that loses everything, %s, is one alert with the router as its root and all of it affected',
    async ([_order, act], { expect }) => {
      await using site = await openSite();
      const { alerts, lines } = await site.play(ALL, () => act(site));
      expect(alerts.map(({ title }) => title)).toEqual(['Gateway router: connection lost']);
      expect(alerts[0]?.body).toContain('3 downstream gateways (g1, g2, g3) and 120 devices');
      expect(outcome(lines, 'router')).toEqual({ affected: confirmed(BELOW), open: [] });
    },
  );

  it('that loses everything while the broker restarts is one alert with the router as its root', async ({ expect }) => {
    await using site = await openSite();
    const restart = async (): Promise<void> => {
      await site.broker.stop();
      site.kill(...shuffled(ALL));
      await site.broker.restart();
    };
    // Devices of a broker that was stopped have half a minute to come back with it.
    const { alerts, lines } = await site.play(ALL, restart, 35_000);
    expect(alerts.map(({ title }) => title)).toEqual(['Gateway router: connection lost']);
    expect(alerts[0]?.body).toContain('3 downstream gateways (g1, g2, g3) and 120 devices');
    expect(outcome(lines, 'router')).toEqual({ affected: confirmed(BELOW), open: [] });
  });

  it('one gateway of three is one alert; what hangs on another one too only lost its redundancy, and nothing else is touched', async ({
    expect,
  }) => {
    await using site = await openSite();
    const alone = devicesOf('g3').filter((id) => !TWICE.includes(id));
    const killed = ['g3', ...alone];
    const { alerts, lines } = await site.play(killed, async () => site.kill(...alone.slice(0, 15), 'g3', ...alone.slice(15)));
    expect(alerts.map(({ title }) => title)).toEqual(['Gateway g3: connection lost']);
    expect(alerts[0]?.body).toContain('Affects 30 devices. 30 confirmed by their own news. 10 devices have lost redundancy.');
    const { affected, open } = outcome(lines, 'g3');
    expect(affected).toEqual(
      [...confirmed(alone), ...TWICE.map((id) => [id, 'degraded'])].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
    expect(open).toEqual([]);
  });

  it('a device that fails alone is one alert of its own', async ({ expect }) => {
    await using site = await openSite();
    const { alerts, lines } = await site.play(['g1-7'], async () => site.kill('g1-7'));
    expect(alerts.map(({ title }) => title)).toEqual(['g1-7: connection lost']);
    expect(incidents(lines, 'opened')).toMatchObject([{ root: 'g1-7', affected: [] }]);
    expect(incidents(lines, 'closed')).toHaveLength(1);
  });
});
