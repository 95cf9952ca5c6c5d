/**
 * The page of the gateways in Chromium with 100,000 devices on 5,000 gateways, all of it learned: how soon it is drawn, and how soon a
 * power cut of a gateway with 10,000 devices (and the gateways between) is one incident with one alert, when the gateway's own will comes last of all.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { DeviceCounts } from '../../main/contract/model.ts';
import { openHistory } from '../../main/history/open.ts';
import type { DeviceRecord, EdgeRecord } from '../../main/history/port.ts';
import { endChild } from '../helpers/child.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { type AppProcess, epoch, profiled, spawnHere, startAppProcess, startSite } from './app-process.ts';
import { type Bench, median, ms, type Row, within } from './rows.ts';
import { type OpenWindow, openWindow } from './window.ts';

const SITES = 50;
const GATEWAYS = 100;
const DEVICES = 20;
/** The first gateways of the first sites hang on that of site 0: the cut. */
const CUT_SITES = 5;
const OPENS = 5;
const BATCH = 2000;
const ROOT = 'g0-0';
const OPEN_LIMIT_MS = 1000;
const CUT = CUT_SITES * GATEWAYS * DEVICES;
const CUT_LIMIT_MS = 1000;
const LOOP_LIMIT_MS = 50;
/** After everybody has said `online` once more. */
const SETTLED_MS = 3000;
/** After the hold; another alert of the same cut would have come by then. */
const ALERTS_MS = 10_000;
const MOST_NODES = 300;

/** What a gateway hangs on. */
function above(site: number, gateway: number): string {
  if (gateway > 0) return `g${site}-0`;
  return site > 0 && site < CUT_SITES ? ROOT : 'core';
}

/** `g7-0` is the first gateway of site 7: the others of its site hang on it. */
async function buildPlant(dataDir: string, connectionId: string): Promise<void> {
  const opened = await openHistory({ path: join(dataDir, 'history.db') });
  if (!opened.ok) throw new Error(opened.reason);
  const { history } = opened;
  const at = Date.now();
  const device = (id: string, site: number, gateway: string): DeviceRecord => ({
    key: `${connectionId}/${id}`,
    connectionId,
    id,
    watchId: 'watch-1',
    convention: 'custom',
    presence: 'online',
    verdict: null,
    freshness: 'live',
    since: { notBefore: at, notAfter: at },
    lastHeardAt: at,
    lastHeardTopic: `site-${site}/${gateway}/${id}/status`,
    bornAt: at,
    outageId: null,
    willMessageId: null,
    birthMessageId: null,
    birthMark: null,
    will: null,
  });
  let devices: DeviceRecord[] = [];
  let edges: EdgeRecord[] = [];
  const hang = (upstream: string, downstream: string): void => {
    const [above, below] = [`${connectionId}/${upstream}`, `${connectionId}/${downstream}`];
    edges.push({ upstream: above, downstream: below, source: 'topic', saidBy: 'downstream', seenAt: at });
  };
  const write = async (): Promise<void> => {
    await history.commit({ devices, edges, heartbeatAt: at });
    devices = [];
    edges = [];
  };
  for (let site = 0; site < SITES; site++) {
    for (let g = 0; g < GATEWAYS; g++) {
      const gateway = `g${site}-${g}`;
      devices.push(device(gateway, site, above(site, g)));
      hang(above(site, g), gateway);
      for (let d = 0; d < DEVICES; d++) {
        const id = `d${site}-${g}-${d}`;
        devices.push(device(id, site, gateway));
        hang(gateway, id);
      }
      if (devices.length > BATCH) await write();
    }
  }
  await write();
  await history.close();
}

async function nodesOf(page: Page): Promise<number> {
  return page.locator('.react-flow__node').count();
}

/** The topics of all that loses power with `g0-0`, without itself. */
function topicsBelow(): readonly string[] {
  const topics: string[] = [];
  for (let site = 0; site < CUT_SITES; site++)
    for (let g = 0; g < GATEWAYS; g++) {
      const gateway = `g${site}-${g}`;
      for (let d = 0; d < DEVICES; d++) topics.push(`site-${site}/${gateway}/d${site}-${g}-${d}/status`);
      if (gateway !== ROOT) topics.push(`site-${site}/${above(site, g)}/${gateway}/status`);
    }
  return topics;
}

/** What came on stdout since the cut began. */
interface Told {
  readonly alerts: string[];
  /** The incidents that are open, each with its root. */
  readonly open: Map<number, string>;
  /** When there was one left, of the gateway. Its devices are still being checked then: that it is one does not wait for the hold. */
  readonly grouped: PromiseWithResolvers<number>;
}

function read(text: string, { alerts, open, grouped }: Told): void {
  if (text.startsWith('{"type":"alert"')) alerts.push((JSON.parse(text) as { title: string }).title);
  if (!text.startsWith('{"type":"incident"')) return;
  const { change, id, root } = JSON.parse(text) as { change: string; id: number; root: string };
  if (change === 'closed') open.delete(id);
  else open.set(id, root);
  if (open.size === 1 && open.values().next().value === ROOT) grouped.resolve(epoch());
}

async function cut(app: AppProcess, port: number, window: OpenWindow, told: Told): Promise<readonly Row[]> {
  const topics = topicsBelow();
  const site = await startSite(port, false, topics);
  const root = await startSite(port, false, [`site-0/${above(0, 0)}/${ROOT}/status`]);
  const witness = spawnHere('witness.ts', [String(port), '+/+/+/status', 'offline', String(topics.length + 1)]);
  await once(witness, 'message');
  await sleep(SETTLED_MS);
  const sent = once(witness, 'message') as Promise<[{ lastAt: number }]>;
  const isCut = ({ online }: DeviceCounts): boolean =>
    online === SITES * GATEWAYS * (1 + DEVICES) - CUT_SITES * GATEWAYS * (1 + DEVICES);
  await app.ask({ kind: 'loop-begin' }, 'ready');
  const [shownAt, groupedAt] = await profiled(app, 'gateways-page', () =>
    Promise.all([
      window.counted(isCut),
      told.grouped.promise,
      // Mosquitto finds closed sockets in their order, so that the will of the root is the last one.
      endChild(site, 'SIGKILL').then(() => endChild(root, 'SIGKILL')),
    ]),
  );
  const loop = await app.ask({ kind: 'loop-end' }, 'loop');
  const [{ lastAt }] = await sent;
  await sleep(ALERTS_MS);
  const { openTotal, open } = await window.ask('overview.get', {});
  const roots = [...told.open.values()];
  const isOne = openTotal === 1 && roots.length === 1 && roots[0] === ROOT;
  const name = `gateways: cut of ${CUT.toLocaleString('en-US')} devices with a learned topology, last will ->`;
  const grouped = Math.max(0, groupedAt - lastAt);
  const shown = Math.max(0, shownAt - lastAt);
  return [
    {
      what: `${name} one incident told`,
      measured: `${ms(grouped)}, ${openTotal} of root ${open[0]?.device.id}`,
      limit: ms(CUT_LIMIT_MS),
      ...within(isOne ? grouped : Number.POSITIVE_INFINITY, CUT_LIMIT_MS),
    },
    { what: `${name} window consistent`, measured: ms(shown), limit: ms(CUT_LIMIT_MS), ...within(shown, CUT_LIMIT_MS) },
    {
      what: 'gateways: what is told of that cut',
      measured: `${told.alerts.length}: ${told.alerts.slice(0, 3).join('; ')}`,
      limit: '1, of g0-0',
      ok: told.alerts.length === 1 && (told.alerts[0] ?? '').includes(ROOT),
    },
    {
      what: 'gateways: event loop during that cut, window open',
      measured: `p99 ${ms(loop.p99)}, worst ${ms(loop.max)}, ${ms(loop.cpuMs)} of its processor`,
      limit: `p99 ${ms(LOOP_LIMIT_MS)}`,
      ...within(loop.p99, LOOP_LIMIT_MS),
    },
  ];
}

async function open(url: string): Promise<Row> {
  const browser = await launchChromium();
  try {
    await using opened = await openPage(browser, url);
    const { page } = opened;
    // The address with the token goes on to the window.
    await page.getByRole('navigation').waitFor();
    const opens: number[] = [];
    for (let n = 0; n <= OPENS; n++) {
      await page.goto(`${new URL(url).origin}/history`);
      await sleep(500);
      const begun = performance.now();
      await page.goto(`${new URL(url).origin}/gateways`);
      await page.locator('.react-flow__node').first().waitFor({ state: 'attached', timeout: 60_000 });
      if (n > 0) opens.push(performance.now() - begun);
    }
    const nodes = await nodesOf(page);
    if (opened.errors.length > 0) throw new Error(opened.errors.join('; '));
    return {
      what: 'gateways: page loaded -> drawn, 100,000 devices on 5,000 gateways',
      measured: `${ms(median(opens))} (${opens.map((one) => Math.round(one)).join(', ')}), ${nodes} nodes`,
      limit: `${ms(OPEN_LIMIT_MS)}, ${MOST_NODES} nodes`,
      ...within(nodes <= MOST_NODES ? median(opens) : Number.POSITIVE_INFINITY, OPEN_LIMIT_MS),
    };
  } finally {
    await browser.close();
  }
}

async function run(): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = join(home, 'data');
  const told: Told = { alerts: [], open: new Map(), grouped: Promise.withResolvers() };
  try {
    await using broker = await startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    await mkdir(dataDir, { recursive: true });
    await buildPlant(dataDir, `127.0.0.1:${broker.port}`);
    const watch = ['--broker', broker.url, '--watch', '{site}/{gateway}/{device}/status'];
    await using app = await startAppProcess({
      args: ['watch', '--json', ...watch, '--no-notify', '--port', '0'],
      dataDir,
      onLine: (text) => read(text, told),
    });
    await app.line('ready');
    const url = await app.windowUrl();
    const drawn = await open(url);
    const window = await openWindow(await app.windowUrl(), true);
    const rows = [drawn, ...(await cut(app, broker.port, window, told))];
    window.close();
    return rows;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'gateways-page', run };
