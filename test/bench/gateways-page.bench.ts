/**
 * The page of the gateways in Chromium with 100,000 devices on 5,000 gateways, all of it learned: how soon it is drawn, how often its frames
 * wait, and how soon a cut of a gateway with 10,000 devices is one incident.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openHistory } from '../../main/history/open.ts';
import type { DeviceRecord, EdgeRecord } from '../../main/history/port.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';
import { startAppProcess } from './app-process.ts';
import { type Bench, median, ms, type Row } from './rows.ts';

const SITES = 50;
const GATEWAYS = 100;
const DEVICES = 20;
/** The first gateways of the first sites hang on that of site 0: the cut. */
const CUT_SITES = 5;
const OPENS = 5;
const BATCH = 2000;
const OPEN_LIMIT_MS = 1000;
const CUT_LIMIT_MS = 1000;
const MOST_NODES = 300;

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
    if (site < CUT_SITES && site > 0) hang('g0-0', `g${site}-0`);
    for (let g = 0; g < GATEWAYS; g++) {
      const gateway = `g${site}-${g}`;
      devices.push(device(gateway, site, 'core'));
      if (g > 0) hang(`g${site}-0`, gateway);
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

async function run(): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = join(home, 'data');
  const rows: Row[] = [];
  try {
    await using broker = await startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    await mkdir(dataDir, { recursive: true });
    await buildPlant(dataDir, `127.0.0.1:${broker.port}`);
    await using app = await startAppProcess({
      args: [
        'watch',
        '--json',
        '--broker',
        broker.url,
        '--watch',
        '{site}/{gateway}/{device}/status',
        '--no-notify',
        '--port',
        '0',
      ],
      dataDir,
      preload: false,
    });
    await app.line('ready');
    await using speaker = await openSpeaker(broker.plainUrl);
    const browser = await launchChromium();
    try {
      const url = await app.windowUrl();
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
      rows.push({
        what: 'gateways: page loaded -> drawn, 100,000 devices on 5,000 gateways',
        measured: `${ms(median(opens))} (${opens.map((one) => Math.round(one)).join(', ')}), ${nodes} nodes`,
        limit: `${ms(OPEN_LIMIT_MS)}, ${MOST_NODES} nodes`,
        ok: median(opens) < OPEN_LIMIT_MS && nodes <= MOST_NODES,
      });
      const say = (topic: string) => speaker.publishAsync(`${topic}/status`, 'offline', { qos: 0 });
      const wills: Promise<unknown>[] = [];
      for (let site = 0; site < CUT_SITES; site++)
        for (let g = 0; g < GATEWAYS; g++)
          for (let d = 0; d < DEVICES; d++) wills.push(say(`site-${site}/g${site}-${g}/d${site}-${g}-${d}`));
      await Promise.all(wills);
      await say('site-0/core/g0-0');
      const ended = performance.now();
      const isGrouped = () =>
        page.evaluate(async () => {
          const response = await fetch('/api/overview.get', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{}',
          });
          const { counts, openTotal } = (await response.json()) as { counts: Record<string, number>; openTotal: number };
          return openTotal === 1 && (counts.upstream ?? 0) >= 10_000 ? true : null;
        });
      await until('one incident', isGrouped, 60_000);
      rows.push({
        what: 'gateways: cut of 10,000 devices, last will -> one incident in the window, with a learned topology',
        measured: ms(performance.now() - ended),
        limit: ms(CUT_LIMIT_MS),
        ok: performance.now() - ended < CUT_LIMIT_MS,
      });
      if (opened.errors.length > 0) throw new Error(opened.errors.join('; '));
    } finally {
      await browser.close();
    }
    return rows;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'gateways-page', run };
