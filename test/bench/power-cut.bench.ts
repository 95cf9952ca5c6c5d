/**
 * Ten thousand devices, each a connection with a will, lose power at once: their process is killed. Mosquitto keeps its default limits, under
 * which it drops most of the QoS 1 copies. A window is open on the list of devices and asks again for what it shows at every push.
 *
 * The clock starts when a bare subscriber in a process of its own has the last will; the table also tells the time from the kill. It stops
 * when every outage is a line on stdout, and when a push tells the window that no device is online any more. The history is read after the app
 * has ended. The event loop is watched from the kill to that moment.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild } from '../helpers/child.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { epoch, profiled, spawnHere, startAppProcess, startSite } from './app-process.ts';
import { type Bench, ms, note, type Row, within } from './rows.ts';
import { openWindow } from './window.ts';

const DEVICES = 10_000;
const LIMIT_MS = 1000;
const LOOP_LIMIT_MS = 50;
/** Copies of the slower connection come after the news: they must not be recorded again. */
const LATE_COPIES_MS = 3000;

async function cut(retained: boolean): Promise<readonly Row[]> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const name = `power cut of ${DEVICES.toLocaleString('en-US')}, wills ${retained ? 'retained' : 'not retained'}`;
  const lines = { outages: 0, lastAt: 0 };
  const allTold = Promise.withResolvers<void>();
  try {
    await using broker = await startMosquitto();
    await using app = await startAppProcess({
      args: ['watch', '--json', '--broker', broker.url, '--watch', 'site/{device}/status', '--port', '0', '--no-notify'],
      dataDir: join(home, 'data'),
      onLine: (text) => {
        if (!text.startsWith('{"type":"outage"')) return;
        lines.lastAt = epoch();
        if (++lines.outages === DEVICES) allTold.resolve();
      },
    });
    await app.line('ready');
    const window = await openWindow(await app.windowUrl(), true);
    const topics = Array.from({ length: DEVICES }, (_, n) => `site/device-${n}/status`);
    const site = await startSite(broker.port, retained, topics);
    await window.counted((counts) => counts.online === DEVICES);
    const witness = spawnHere('witness.ts', [String(broker.port), 'site/+/status', 'offline', String(DEVICES)]);
    await once(witness, 'message');
    await sleep(1000);

    const sent = once(witness, 'message') as Promise<[{ firstAt: number; lastAt: number }]>;
    let killedAt = 0;
    let shownAt = 0;
    await profiled(app, name.replaceAll(/\W+/g, '-'), async () => {
      await app.ask({ kind: 'loop-begin' }, 'ready');
      killedAt = epoch();
      await endChild(site, 'SIGKILL');
      const patience = AbortSignal.timeout(60_000);
      patience.addEventListener('abort', () => allTold.resolve());
      shownAt = await window.counted((counts) => counts.online === 0 && counts.checking + counts.abrupt === DEVICES);
      await allTold.promise;
    });
    const loop = await app.ask({ kind: 'loop-end' }, 'loop');
    const [{ firstAt, lastAt }] = await sent;
    await endChild(witness, 'SIGKILL');
    await sleep(LATE_COPIES_MS);
    window.close();
    await app.stop();
    const recorded = readHistory(join(home, 'data', 'history.db'));
    const told = lines.lastAt - lastAt;
    const shown = shownAt - lastAt;
    note(`${name}: the broker sent the wills ${ms(firstAt - killedAt)} to ${ms(lastAt - killedAt)} after the kill`);
    return [
      {
        what: `${name}: last will -> all outages told`,
        measured: `${ms(Math.max(0, told))} (${ms(lines.lastAt - killedAt)} after the kill)`,
        limit: ms(LIMIT_MS),
        ...within(lines.outages === DEVICES ? told : Number.POSITIVE_INFINITY, LIMIT_MS),
      },
      {
        what: `${name}: last will -> window consistent`,
        measured: `${ms(Math.max(0, shown))} (${ms(shownAt - killedAt)} after the kill)`,
        limit: ms(LIMIT_MS),
        ...within(shown, LIMIT_MS),
      },
      {
        what: `${name}: recorded`,
        measured: `${recorded.devices} devices, ${recorded.outages} outages, ${recorded.wills} wills`,
        limit: `${DEVICES}, each once`,
        ok: recorded.devices === DEVICES && recorded.outages === DEVICES && recorded.wills === DEVICES,
      },
      {
        what: `${name}: event loop, window open`,
        measured: `p99 ${ms(loop.p99)}, worst ${ms(loop.max)}`,
        limit: `p99 ${ms(LOOP_LIMIT_MS)}`,
        ...within(loop.p99, LOOP_LIMIT_MS),
      },
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Straight from the file: what is counted must not depend on the code that is judged. */
function readHistory(path: string): { outages: number; devices: number; wills: number } {
  const db = new DatabaseSync(path, { readOnly: true });
  const count = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
  try {
    return {
      outages: count('SELECT count(*) FROM outage'),
      devices: count('SELECT count(DISTINCT device_key) FROM outage'),
      wills: count("SELECT count(*) FROM message WHERE says = 'offline'"),
    };
  } finally {
    db.close();
  }
}

export const bench: Bench = { name: 'power-cut', run: async () => [...(await cut(false)), ...(await cut(true))] };
