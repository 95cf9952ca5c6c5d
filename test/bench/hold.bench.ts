/**
 * From the end of a hold to the notification on a session bus of the benchmark's own, for single losses. More than three in ten seconds would be told
 * as one summary, so several apps watch the same broker, each its own devices, and each is asked three times. The time of the outage is that of its line.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startSessionBus } from '../helpers/dbus.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { epoch, startAppProcess } from './app-process.ts';
import { connectPacket, connectRaw, publishPacket } from './packets.ts';
import { type Bench, ms, percentile, type Row, within } from './rows.ts';

const APPS = 8;
/** The first of each app is its warm-up. */
const PER_APP = 3;
const ROUNDS = 2;
const HOLD_MS = 300;
const QUIET_MS = 10_500;
const LIMIT_MS = 50;

async function run(): Promise<readonly Row[]> {
  await using broker = await startMosquitto();
  await using bus = await startSessionBus();
  await using apps = new AsyncDisposableStack();
  const lostAt = new Map<string, number>();
  for (let index = 0; index < APPS; index++) {
    const app = apps.use(
      await startAppProcess({
        args: [
          'watch',
          '--json',
          '--broker',
          broker.url,
          '--watch',
          `app-${index}/{device}/status`,
          '--hold',
          String(HOLD_MS / 1000),
          '--port',
          'off',
        ],
        env: bus.env,
        onLine: (text) => {
          if (!text.startsWith('{"type":"outage"')) return;
          const { device, notAfter } = JSON.parse(text) as { device: string; notAfter: number };
          lostAt.set(device, notAfter);
        },
      }),
    );
    await app.line('ready');
  }
  const device = await connectRaw(broker.port, connectPacket('hold'));
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await sleep(QUIET_MS);
    for (let nth = 0; nth < PER_APP; nth++) {
      for (let index = 0; index < APPS; index++) {
        const id = `device-${index}-${round}-${nth}`;
        device.write(publishPacket({ topic: `app-${index}/${id}/status`, payload: 'offline' }, 1));
        await bus.notification(({ title }) => title.includes(id), 20_000);
        const shownAt = epoch();
        const at = lostAt.get(id);
        if (at === undefined) throw new Error(`no line about ${id}`);
        if (round > 0 || nth > 0) took.push(shownAt - at - HOLD_MS);
      }
    }
  }
  device.destroy();
  return [
    {
      what: 'hold over -> notification on the bus',
      measured: `p50 ${ms(percentile(took, 0.5))}, p99 ${ms(percentile(took, 0.99))}`,
      limit: `p99 ${ms(LIMIT_MS)}`,
      ...within(percentile(took, 0.99), LIMIT_MS),
    },
  ];
}

export const bench: Bench = { name: 'hold', run };
