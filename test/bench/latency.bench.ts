/**
 * An idle app: a will is written to the broker's socket, a push with its device reaches the window. Mosquitto's part is counted too. Holds are long,
 * so that nothing else is pushed, and wills are further apart than the quarter of a second in which pushes are gathered. The sync of the disk is
 * measured in the same folder in the same run, as SQLite does it: some pages appended, then fsync.
 */
import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { epoch, startAppProcess } from './app-process.ts';
import { connectPacket, connectRaw, publishPacket } from './packets.ts';
import { type Bench, ms, percentile, type Row, within } from './rows.ts';
import { openWindow } from './window.ts';

const WARM_UP = 20;
const SAMPLES = 150;
const APART_MS = 270;
const LIMIT_MS = 20;
const SYNCS = 200;
/** What a commit of one will appends to the log: a few pages with their frames. */
const SYNC_BYTES = 8 * 4120;

function measureSync(folder: string): readonly number[] {
  const file = openSync(join(folder, 'sync-test'), 'w');
  const bytes = Buffer.alloc(SYNC_BYTES, 7);
  const took = Array.from({ length: SYNCS }, () => {
    const begun = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  return took;
}

async function run(): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = join(home, 'data');
  mkdirSync(dataDir);
  try {
    await using broker = await startMosquitto();
    await using app = await startAppProcess({
      args: [
        'watch',
        '--json',
        '--broker',
        broker.url,
        '--watch',
        'site/{device}/status',
        '--hold',
        '900',
        '--port',
        '0',
        '--no-notify',
      ],
      dataDir,
    });
    await app.line('ready');
    const window = await openWindow(await app.windowUrl(), false);
    const device = await connectRaw(broker.port, connectPacket('latency'));
    const took: number[] = [];
    for (let n = 0; n < WARM_UP + SAMPLES; n++) {
      // Not in step with anything that happens every so many milliseconds.
      await sleep(APART_MS + Math.random() * 20);
      const id = `device-${n}`;
      const pushed = new Promise<number>((resolve) => {
        window.onPush = (push, at) => {
          if (push.type === 'changed' && push.deviceKeys?.some((key) => key.endsWith(`/${id}`))) resolve(at);
        };
      });
      const begun = epoch();
      device.write(publishPacket({ topic: `site/${id}/status`, payload: 'offline' }, n + 1));
      const at = await pushed;
      if (n >= WARM_UP) took.push(at - begun);
    }
    const syncs = measureSync(dataDir);
    device.destroy();
    window.close();
    // The sync of this disk is allowed for as it is: only the rest goes by the pace.
    const sync = percentile(syncs, 0.99);
    return [
      {
        what: 'sync of the disk (33 KB appended)',
        measured: `p50 ${ms(percentile(syncs, 0.5))}, p99 ${ms(percentile(syncs, 0.99))}`,
        limit: null,
        ok: true,
      },
      {
        what: 'idle: will on the socket -> pushed to the window',
        measured: `p50 ${ms(percentile(took, 0.5))}, p99 ${ms(percentile(took, 0.99))}`,
        limit: `p99 ${LIMIT_MS} ms + sync = ${ms(LIMIT_MS + sync)}`,
        ...within(percentile(took, 0.99) - sync, LIMIT_MS),
      },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'latency', run };
