/**
 * How fast wills go through the whole pipeline, against MQTT.js that does nothing with them.
 *
 * The publisher must not be what is measured: the consumer is connected and subscribed, then stopped with SIGSTOP. The burst is published
 * and waits in Mosquitto (`max_queued_messages 0`: nothing is dropped). SIGCONT starts the clock, the last PUBACK stops it. So only Mosquitto and
 * the consumer share the cores, and no start-up is counted. It is the same for the bare consumer and for the app.
 *
 * Every will is of another device that was online: each is a message, a device, an outage, an outbox entry, all committed before its PUBACK.
 * Between the bursts every device says online again, a row of its own. The first burst of each consumer is its warm-up. Messages that say nothing of
 * presence are one row each in the history: what receiving, group commit and acknowledging cost without the work of an outage. The first rows let
 * Mosquitto have any number of messages in flight, so that the consumer is measured; by default Mosquitto sends 20 and waits for their PUBACKs,
 * and then each group commit can hold no more than those 20 of the persistent connection.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Settings, type SettingsInput, settingsSchema } from '../../main/contract/settings.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { type AppProcess, profiled, startAppProcess } from './app-process.ts';
import { bareConsumer, type Consumer, drain, type Measured, middle, say } from './burst.ts';
import { type Message, publishAll } from './packets.ts';
import { type Bench, note, type Row, thousands } from './rows.ts';

const RUNS = 3;
const RATIO = 0.7;
const RATE = 40_000;

const wills = say('offline');
const births = say('online');
/** Says nothing of presence: stored and acknowledged, and no more. */
const values = say('21.5');

interface Kinds {
  readonly wills: Measured;
  readonly births: Measured;
  readonly others: Measured;
}

async function measure(broker: Mosquitto, consumer: Consumer, name: string, app: AppProcess | null): Promise<Kinds> {
  const send = (messages: readonly Message[]): Promise<Measured> => drain(broker, consumer, messages);
  await send(births);
  await send(wills);
  const runs: Kinds[] = [];
  for (let run = 0; run < RUNS; run++) {
    const measured = async (kind: string, messages: readonly Message[]): Promise<Measured> => {
      const once = () => send(messages);
      return app !== null && run === RUNS - 1 ? profiled(app, `${kind}, ${name}`.replaceAll(/\W+/g, '-'), once) : once();
    };
    const came = await measured('births', births);
    const went = await measured('wills', wills);
    runs.push({ births: came, wills: went, others: await measured('others', values) });
  }
  for (const kind of ['wills', 'births', 'others'] as const)
    note(`${name}: ${kind} ${runs.map((run) => thousands(run[kind].rate)).join(', ')} a second`);
  return {
    wills: middle(runs.map((run) => run.wills)),
    births: middle(runs.map((run) => run.births)),
    others: middle(runs.map((run) => run.others)),
  };
}

async function bare(broker: Mosquitto, both: boolean): Promise<Kinds> {
  await using consumer = await bareConsumer(broker, 'site/+/status', both);
  return await measure(broker, consumer, bareName(both), null);
}

/** Rules that listen to every will and match none of the messages, as most rules do with most messages: each decodes and looks. */
const rulesOf = (count: number): SettingsInput['rules'] =>
  Array.from({ length: count }, (_, n) => ({
    id: `rule-${n}`,
    name: `Rule ${n}`,
    sql: `SELECT * FROM 'site/+/status' WHERE encode(*, 'base64') = 'rule ${n}'`,
    actions: [{ kind: 'republish', topic: `rules/${n}` }],
  }));

async function willwatch(
  broker: Mosquitto,
  liveListener: boolean,
  name: string,
  rules = 0,
): Promise<Kinds & { readonly peakMb: number }> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-bench-'));
  const dataDir = join(home, 'data');
  await mkdir(dataDir);
  const settings: Settings = settingsSchema.parse({
    brokers: [{ id: 'plant', name: 'plant', url: broker.url, liveListener }],
    watches: [
      {
        id: 'status',
        convention: 'custom',
        topic: 'site/{device}/status',
        online: [{ kind: 'text', text: 'online' }],
        offline: [{ kind: 'text', text: 'offline' }],
      },
    ],
    rules: rulesOf(rules),
  });
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings));
  try {
    await using app = await startAppProcess({ args: ['start', '--port', 'off', '--no-notify'], dataDir });
    const consumer: Consumer = {
      child: app.child,
      expect: async (count) => {
        await app.ask({ kind: 'acknowledge', count }, 'ready');
        return { done: app.next('acknowledged') };
      },
    };
    await subscribed(broker, consumer);
    const kinds = await measure(broker, consumer, name, app);
    const status = await readFile(`/proc/${app.child.pid}/status`, 'utf8');
    return { ...kinds, peakMb: Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024 };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** `start` tells nobody when it has subscribed: the first acknowledgement does. */
async function subscribed(broker: Mosquitto, consumer: Consumer): Promise<void> {
  const { done } = await consumer.expect(1);
  let waiting = true;
  const acknowledged = done.then(() => {
    waiting = false;
  });
  while (waiting) {
    await publishAll(broker.port, [{ topic: 'site/probe/status', payload: 'online' }]);
    await Promise.race([acknowledged, sleep(200)]);
  }
  await sleep(500);
}

function row(what: string, { rate, cpuMicroseconds }: Measured, yardstick: Measured): Row {
  const ratio = rate / yardstick.rate;
  return {
    what,
    measured: `${thousands(rate)}/s, ratio ${ratio.toFixed(2)} (${cpuMicroseconds.toFixed(0)} µs CPU each)`,
    limit: `ratio ${RATIO}, ${thousands(RATE)}/s`,
    ok: ratio >= RATIO && rate >= RATE,
  };
}

const bareName = (both: boolean): string => `bare MQTT.js, ${both ? 'both connections' : 'one connection'}`;

async function compare(inFlight: number): Promise<readonly Row[]> {
  await using broker = await startMosquitto({ config: ['max_queued_messages 0', `max_inflight_messages ${inFlight}`] });
  const window = inFlight === 0 ? 'any number in flight' : `${inFlight} in flight`;
  const rows: Row[] = [];
  for (const liveListener of [true, false]) {
    // The same burst for both: where Willwatch gets every message twice, so does the yardstick.
    const { wills: yardstick } = await bare(broker, liveListener);
    rows.push({
      what: `${bareName(liveListener)}, ${window}`,
      measured: `${thousands(yardstick.rate)}/s (${yardstick.cpuMicroseconds.toFixed(0)} µs CPU each)`,
      limit: null,
      ok: true,
    });
    const name = `${liveListener ? 'both connections' : 'one connection'}, ${window}`;
    const { wills, births, others, peakMb } = await willwatch(broker, liveListener, name);
    rows.push(row(`wills, ${name}`, wills, yardstick));
    rows.push({ ...row(`births that end them, ${name}`, births, yardstick), limit: null });
    rows.push({ ...row(`other messages, ${name}`, others, yardstick), limit: null });
    rows.push({ what: `resident memory at most, ${name}`, measured: `${peakMb.toFixed(0)} MB`, limit: null, ok: true });
  }
  return rows;
}

/** What rules cost: presence must not wait for them, however many there are. */
async function withRules(): Promise<readonly Row[]> {
  await using broker = await startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] });
  const rows: Row[] = [];
  for (const count of [0, 1, 100]) {
    const name = `one connection, ${count} rules`;
    const { wills, peakMb } = await willwatch(broker, false, name, count);
    const cpu = `${wills.cpuMicroseconds.toFixed(0)} µs CPU each, ${peakMb.toFixed(0)} MB at most`;
    rows.push({ what: `wills, ${name}`, measured: `${thousands(wills.rate)}/s (${cpu})`, limit: null, ok: true });
  }
  return rows;
}

export const bench: Bench = {
  name: 'throughput',
  run: async () => [...(await compare(0)), ...(await compare(20)), ...(await withRules())],
};
