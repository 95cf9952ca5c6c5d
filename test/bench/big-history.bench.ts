/**
 * The app on a history of a million messages of 100,000 devices, which is made once per run: how long from the start of the process to the `ready` line
 * (every SUBACK and the retained snapshot are in), and how much memory stays resident: settled, then with a window that lists, searches and
 * sorts the devices and reads the history. Collections of garbage are left to the engine.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { type AppProcess, profiled, startAppProcess } from './app-process.ts';
import { buildHistory } from './big-history.ts';
import { type Bench, median, ms, note, type Row, within } from './rows.ts';
import { openWindow } from './window.ts';

const DEVICES = 100_000;
const MESSAGES = 1_000_000;
const STARTS = 5;
const START_LIMIT_MS = 1000;
const MEMORY_LIMIT_MB = 300;
const SETTLE_MS = 5000;

async function residentMb(app: AppProcess): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${app.child.pid}/status`, 'utf8');
  const mb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { now: mb('VmRSS'), peak: mb('VmHWM') };
}

async function run(): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = join(home, 'data');
  try {
    await using broker = await startMosquitto();
    const begun = performance.now();
    await buildHistory(dataDir, { devices: DEVICES, messages: MESSAGES, connectionId: `127.0.0.1:${broker.port}` });
    const { size } = await stat(join(dataDir, 'history.db'));
    note(`history made in ${ms(performance.now() - begun)}, ${Math.round(size / 1e6)} MB`);
    const args = ['watch', '--json', '--broker', broker.url, '--watch', 'site/{device}/status', '--no-notify'];

    // The first start is the warm-up: it reads the file into the system's cache.
    const took: number[] = [];
    for (let n = 0; n <= STARTS; n++) {
      await using app = await startAppProcess({ args: [...args, '--port', 'off'], dataDir, preload: false });
      const { at } = await app.line('ready');
      if (n > 0) took.push(at - app.startedAt);
      await app.stop();
    }
    await using app = await startAppProcess({
      args: [...args, '--port', '0'],
      dataDir,
      preload: process.env.BENCH_PROFILE !== undefined,
    });
    await app.line('ready');
    await sleep(SETTLE_MS);
    const settled = await residentMb(app);
    const window = await openWindow(await app.windowUrl(), false);
    await profiled(app, 'device-list-of-100000', async () => {
      for (const by of ['state', 'id', 'since'] as const)
        await window.ask('devices.query', { from: 0, to: 60, filter: {}, sort: { by } });
      await window.ask('devices.query', { from: 0, to: 60, filter: { text: 'device-99' }, sort: {} });
      await window.ask('history.query', { from: 0, to: 60, filter: {} });
    });
    await sleep(SETTLE_MS);
    const used = await residentMb(app);
    window.close();
    return [
      {
        what: 'start -> subscribed, a million messages, 100,000 devices',
        measured: `${ms(median(took))} (${took.map((one) => Math.round(one)).join(', ')})`,
        limit: ms(START_LIMIT_MS),
        ...within(median(took), START_LIMIT_MS),
      },
      {
        what: 'resident memory, the same history, settled',
        measured: `${settled.now.toFixed(0)} MB (peak ${settled.peak.toFixed(0)} MB)`,
        limit: `${MEMORY_LIMIT_MB} MB`,
        ok: settled.now < MEMORY_LIMIT_MB,
      },
      {
        what: 'resident memory, the same, after a window listed all of it',
        measured: `${used.now.toFixed(0)} MB (peak ${used.peak.toFixed(0)} MB)`,
        limit: `${MEMORY_LIMIT_MB} MB`,
        ok: used.now < MEMORY_LIMIT_MB,
      },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'big-history', run };
