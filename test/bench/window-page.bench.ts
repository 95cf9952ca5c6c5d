/**
 * The window in Chromium on 100,000 devices while 25 of them change four times a second: how soon its first rows are there, whether it stays
 * smooth while a person searches, sorts and scrolls, what a cut of 10,000 devices does to it, and what its page keeps in memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';
import { startAppProcess } from './app-process.ts';
import { buildHistory } from './big-history.ts';
import { publishAll } from './packets.ts';
import { type Bench, median, ms, note, type Row, thousands, within } from './rows.ts';

const DEVICES = 100_000;
const CUT = 10_000;
const UPDATE_MS = 250;
const CHANGES = 25;
const OPENS = 5;
const FIRST_ROWS_LIMIT_MS = 350;
const FRAME_LIMIT_MS = 50;
const WARM_UP_MS = 15_000;
const MEASURE_MS = 10_000;
const MEASURES = 10;
/** Of those that only the cut changes, one in so many says so in its will, behind what the list shows of it. */
const FOUND_EVERY = 100;
const HOUR_MS = 3_600_000;
const MEMORY_LIMIT_MB = 20;

/** What runs in the page: the gaps between its frames, and when the first row of the list was drawn. */
const PROBE = `
  const probe = { gaps: [], firstRow: null };
  window.probe = probe;
  let last = performance.now();
  const frame = (now) => { probe.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  const look = () => {
    if (document.querySelector('[role=row] a')) requestAnimationFrame((now) => { probe.firstRow = now; });
    else setTimeout(look, 1);
  };
  look();
`;

interface Smoothness {
  readonly worst: number;
  readonly over: number;
  readonly frames: number;
}

const topicOf = (device: number): string => `site/device-${device}/status`;

/** The frames while something is done. */
async function frames(page: Page, work: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate('void (window.probe.gaps.length = 0)');
  await work();
  // Three ticks of 60 Hz are 50.00 ms, give or take what the clock does not tell.
  const gaps = (await page.evaluate<readonly number[]>('window.probe.gaps')).map((gap) => Math.round(gap));
  return { worst: Math.max(0, ...gaps), over: gaps.filter((gap) => gap > FRAME_LIMIT_MS).length, frames: gaps.length };
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

function smoothRow(what: string, { worst, over, frames: count }: Smoothness, took: string): Row {
  return {
    what,
    measured: `${took}worst frame ${ms(worst)}, ${over} of ${thousands(count)} over`,
    limit: `${FRAME_LIMIT_MS} ms`,
    ok: worst <= FRAME_LIMIT_MS,
  };
}

async function run(): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = join(home, 'data');
  const rows: Row[] = [];
  try {
    await using broker = await startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    await buildHistory(dataDir, {
      devices: DEVICES,
      messages: 2 * DEVICES,
      connectionId: `127.0.0.1:${broker.port}`,
      willOf: (device) =>
        `{"state":"offline","fill":"${'-'.repeat(400)}","says":"${device < CUT && device % FOUND_EVERY === 7 ? 'battery empty' : 'no power'}"}`,
    });
    await using app = await startAppProcess({
      args: ['watch', '--json', '--broker', broker.url, '--watch', 'site/{device}/status', '--no-notify', '--port', '0'],
      dataDir,
      preload: false,
    });
    await app.line('ready');
    await using speaker = await openSpeaker(broker.plainUrl);
    const say = (n: number, text: string) => speaker.publishAsync(topicOf(n), text, { qos: 0 });
    const down = new Set<number>();
    const updates = setInterval(() => {
      for (let i = 0; i < CHANGES; i++) {
        // Above those of the cut, so that its count stays its own.
        const n = CUT + Math.floor(Math.random() * (DEVICES - CUT));
        const isDown = down.delete(n);
        if (!isDown) down.add(n);
        void say(n, isDown ? 'online' : 'offline');
      }
    }, UPDATE_MS);
    const browser = await launchChromium();
    try {
      const url = await app.windowUrl();
      await using opened = await openPage(browser, url);
      const { page } = opened;
      await page.addInitScript(PROBE);
      const opens: number[] = [];
      for (let n = 0; n <= OPENS; n++) {
        await page.goto(`${new URL(url).origin}/devices`);
        const firstRow = await until('the first row', () => page.evaluate<number | null>('window.probe.firstRow'), 60_000);
        // Time for what follows the first rows.
        await sleep(1000);
        if (n > 0) opens.push(firstRow);
      }
      rows.push({
        what: 'window: opened -> first rows, 100,000 devices, 4 updates a second',
        measured: `${ms(median(opens))} (${opens.map((one) => Math.round(one)).join(', ')})`,
        limit: ms(FIRST_ROWS_LIMIT_MS),
        ...within(median(opens), FIRST_ROWS_LIMIT_MS),
      });
      rows.push(...(await use(page)));
      rows.push(await cut(page, broker.port));
      rows.push(await keep(page));
      if (opened.errors.length > 0) throw new Error(opened.errors.join('; '));
    } finally {
      clearInterval(updates);
      await browser.close();
    }
    return rows;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** What a person does with the list. */
async function use(page: Page): Promise<readonly Row[]> {
  const took = async (work: () => Promise<void>): Promise<string> => {
    const begun = performance.now();
    await work();
    return `${ms(performance.now() - begun)}, `;
  };
  const shown = (count: RegExp) => page.getByText(count).waitFor({ timeout: 60_000 });
  let said = '';
  await page.getByRole('searchbox').focus();
  const search = await frames(page, async () => {
    await page.keyboard.type('device-9999', { delay: 80 });
    said = await took(() => shown(/^11 of 100,000 devices/));
    await sleep(500);
  });
  // Their wills are still being read meanwhile.
  await shown(/^11 of 100,000 devices$/);
  await page.getByRole('searchbox').fill('');
  await shown(/^100,000 devices$/);
  await sleep(1000);
  let read = '';
  const wills = await frames(page, async () => {
    await page.keyboard.type('battery empty', { delay: 80 });
    read = await took(() => shown(/^100 of 100,000 devices$/));
    await sleep(500);
  });
  await page.getByRole('searchbox').fill('');
  await shown(/^100,000 devices$/);
  await sleep(1000);
  const sorts: string[] = [];
  const sort = await frames(page, async () => {
    for (const column of ['Name', 'Since', 'Last will', 'State']) {
      const header = page.getByRole('columnheader', { name: column });
      sorts.push(
        await took(async () => {
          await header.getByRole('button').click();
          await page.locator('[role=columnheader][aria-sort]').filter({ hasText: column }).waitFor();
        }),
      );
      await sleep(700);
    }
  });
  await page.mouse.move(640, 500);
  const scroll = await frames(page, async () => {
    for (let n = 0; n < 60; n++) {
      await page.mouse.wheel(0, n < 30 ? 400 : 40_000);
      await sleep(40);
    }
    await sleep(500);
  });
  await page.mouse.move(5, 5);
  return [
    smoothRow('window: search as one types, 11 of 100,000', search, `found ${said}`),
    smoothRow('window: search in the wills of 100,000, 100 found', wills, `found ${read}`),
    smoothRow('window: sort by name, since, will, state', sort, ''),
    smoothRow('window: scroll through 100,000', scroll, ''),
  ];
}

/** 10,000 devices go at once, seen in the page. */
async function cut(page: Page, brokerPort: number): Promise<Row> {
  const counted = async (): Promise<number> => {
    const tiles = await page
      .locator('[aria-pressed]')
      .evaluateAll((all) => all.slice(0, 4).map((tile) => tile.querySelector('b')?.textContent ?? '0'));
    return tiles.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
  };
  const before = await counted();
  let ended = 0;
  let seen = 0;
  const smooth = await frames(page, async () => {
    const wills = Array.from({ length: CUT }, (_, n) => ({ topic: topicOf(n), payload: 'offline' }));
    await publishAll(brokerPort, wills);
    ended = performance.now();
    // The updates go on meanwhile, by some tens each way.
    while ((await counted()) < before + CUT - 500) await sleep(20);
    seen = performance.now();
    await sleep(2000);
  });
  return smoothRow('window: cut of 10,000 devices', smooth, `last message -> counted on screen ${ms(seen - ended)}, `);
}

/** What the page keeps while updates come: what an hour of them would add, by the median of what any two measures say. One alone may fall on a busy moment. */
async function keep(page: Page): Promise<Row> {
  const session = await page.context().newCDPSession(page);
  await sleep(WARM_UP_MS);
  const measures: { readonly at: number; readonly mb: number }[] = [];
  for (let n = 0; n < MEASURES; n++) {
    if (n > 0) await sleep(MEASURE_MS);
    // What the bench itself keeps in the page.
    await page.evaluate('void (window.probe.gaps.length = 0)');
    const mb = await heapMb(session);
    measures.push({ at: performance.now(), mb });
  }
  const slopes = measures.flatMap((one, n) => measures.slice(n + 1).map((later) => (later.mb - one.mb) / (later.at - one.at)));
  const hour = median(slopes) * HOUR_MS;
  note(`page heap ${measures.map(({ mb }) => mb.toFixed(2)).join(', ')} MB`);
  return {
    what: 'window: page heap, and what an hour of updates adds (from 90 s)',
    measured: `${(measures.at(-1)?.mb ?? 0).toFixed(1)} MB, ${hour >= 0 ? '+' : ''}${hour.toFixed(1)} MB an hour`,
    limit: `+${MEMORY_LIMIT_MB} MB`,
    ok: hour < MEMORY_LIMIT_MB,
  };
}

export const bench: Bench = { name: 'window', run };
