/**
 * Hours of work in a row: devices that speak all the time, and now and then lose and regain their power, against the built app. Prints a line of
 * memory, file size and counts every so often, and says at the end whether memory stayed flat after the first third.
 *
 * Arguments: --minutes 10, --rate 3000 (messages a second), --devices 2000, --window (an open window that looks at every push).
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { startAppProcess } from './app-process.ts';
import { connectPacket, connectRaw, type Message, publishPacket } from './packets.ts';
import { median, thousands } from './rows.ts';
import { openWindow } from './window.ts';

const TICK_MS = 20;
/** One message in so many is a will; the birth follows two seconds later, and the device is silent until then. */
const WILL_EVERY = 50;
const BACK_AFTER_TICKS = 100;
const FLAT_SHARE = 0.1;
const FLAT_MB = 10;
const MB = 1e6;

interface Sample {
  readonly rss: number;
  readonly heap: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '3000' },
    devices: { type: 'string', default: '2000' },
    window: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const devices = Number(values.devices);
if (!(minutes > 0 && rate > 0 && devices > 0)) {
  console.error('Usage: npm run soak -- [--minutes 10] [--rate 3000] [--devices 2000] [--window]');
  process.exit(2);
}

const home = await mkdtemp(join(tmpdir(), 'willwatch-soak-'));
const counts = { outage: 0, recovery: 0, alert: 0, presence: 0 };
const samples: Sample[] = [];
try {
  await using broker = await startMosquitto();
  const config = join(home, 'config.json');
  const settings: SettingsInput = {
    brokers: [{ id: 'plant', name: 'plant', url: broker.url }],
    watches: [
      {
        id: 'status',
        convention: 'custom',
        topic: 'site/{device}/status',
        online: [{ kind: 'text', text: 'online' }],
        offline: [{ kind: 'text', text: 'offline' }],
        lifeTopics: ['site/{device}/data'],
      },
    ],
    notifications: { holdSeconds: 1 },
  };
  await writeFile(config, JSON.stringify(settings));
  await using app = await startAppProcess({
    args: ['watch', '--json', '--config', config, '--port', '0', '--no-notify'],
    dataDir: join(home, 'data'),
    execArgv: ['--expose-gc'],
    onLine: (text) => {
      const type = text.slice(9, text.indexOf('"', 9));
      if (type in counts) counts[type as keyof typeof counts]++;
    },
  });
  await app.line('ready');
  const window = values.window ? await openWindow(await app.windowUrl(), true) : null;
  const sent = await talk(broker.port, async (messages, elapsedMs, left) => {
    const { rss, heapUsed, external } = await app.ask({ kind: 'memory', collect: true }, 'memory');
    samples.push({ rss, heap: heapUsed });
    const file = await sizeOf(join(home, 'data', 'history.db'));
    const log = await sizeOf(join(home, 'data', 'history.db-wal'));
    if (samples.length === 1)
      console.log(
        '| minute | messages | a second | outages | back | RSS MB | heap MB | external MB | history MB | log MB |\n|---|---|---|---|---|---|---|---|---|---|',
      );
    const cells = [
      (elapsedMs / 60_000).toFixed(1),
      thousands(messages),
      thousands((messages / elapsedMs) * 1000),
      thousands(counts.outage),
      thousands(counts.recovery),
      ...[rss, heapUsed, external, file, log].map((bytes) => (bytes / MB).toFixed(1)),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    return left > 0;
  });
  window?.close();
  console.log(
    `\n${thousands(sent)} messages, ${counts.outage} outages, ${counts.recovery} ended, ${counts.alert} alerts. ${verdict()}`,
  );
  await app.stop();
} finally {
  await rm(home, { recursive: true, force: true });
}
process.exit(isFlat() ? 0 : 1);

/** Telemetry of all devices in turn, wills and births among it. `look` is called between; says how many were sent. */
async function talk(
  port: number,
  look: (messages: number, elapsedMs: number, leftMs: number) => Promise<boolean>,
): Promise<number> {
  const socket = await connectRaw(port, connectPacket('soak'));
  socket.resume();
  const begun = performance.now();
  const totalMs = minutes * 60_000;
  const everyMs = Math.max(2000, totalMs / 30);
  let lookAt = everyMs;
  let messages = 0;
  let wills = 0;
  const silent = new Set<number>();
  const away: { readonly device: number; readonly tick: number }[] = [];
  for (let tick = 0; ; tick++) {
    const elapsed = performance.now() - begun;
    const due = Math.min(Math.floor((elapsed * rate) / 1000) - messages, rate);
    const packets: Buffer[] = [];
    for (let n = 0; n < due; n++) {
      const back = away[0] !== undefined && tick - away[0].tick >= BACK_AFTER_TICKS ? away.shift() : undefined;
      let message: Message;
      if (back !== undefined) {
        silent.delete(back.device);
        message = { topic: `site/device-${back.device}/status`, payload: 'online' };
      } else if (messages % WILL_EVERY === 0) {
        // A prime: every device has its turn.
        const device = (wills++ * 7919) % devices;
        away.push({ device, tick });
        silent.add(device);
        message = { topic: `site/device-${device}/status`, payload: 'offline' };
      } else {
        let device = messages % devices;
        while (silent.has(device) && silent.size < devices) device = (device + 1) % devices;
        message = { topic: `site/device-${device}/data`, payload: `{"temperature":${messages % 100},"n":${messages}}` };
      }
      packets.push(publishPacket(message, (messages % 65_535) + 1));
      messages++;
    }
    if (packets.length > 0) socket.write(Buffer.concat(packets));
    if (elapsed >= lookAt) {
      lookAt += everyMs;
      if (!(await look(messages, elapsed, totalMs - elapsed - everyMs / 2))) break;
    }
    await sleep(TICK_MS);
  }
  socket.destroy();
  return messages;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** After the first third: its middle against the end. */
function growth(of: (sample: Sample) => number): { readonly from: number; readonly to: number } {
  const third = Math.ceil(samples.length / 3);
  return { from: median(samples.slice(third, 2 * third).map(of)), to: median(samples.slice(2 * third).map(of)) };
}

function isFlat(): boolean {
  return [growth(({ rss }) => rss), growth(({ heap }) => heap)].every(
    ({ from, to }) => to - from < Math.max(FLAT_MB * MB, from * FLAT_SHARE),
  );
}

function verdict(): string {
  if (samples.length < 9) return 'Too short for a verdict.';
  const said = (
    [
      ['RSS', growth(({ rss }) => rss)],
      ['heap', growth(({ heap }) => heap)],
    ] as const
  ).map(([name, { from, to }]) => `${name} ${(from / MB).toFixed(1)} -> ${(to / MB).toFixed(1)} MB`);
  return `Memory ${isFlat() ? 'is flat' : 'grows'} after the first third: ${said.join(', ')}.`;
}
