import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ActOutcome } from '../../main/contract/requests.ts';
import type { OutageRecord } from '../../main/history/port.ts';
import { type Copy, type Handing, ModelBroker, type Published } from '../helpers/model-broker.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

/**
 * The suite plays the same 150 histories each time; `WILLWATCH_MODEL_RUNS=5000` plays others, as many. A failure prints its seed, its path
 * and the shortest history that shows it; `WILLWATCH_MODEL_SEED` and `WILLWATCH_MODEL_PATH` play it again.
 */
const RUNS = Number(process.env.WILLWATCH_MODEL_RUNS ?? 150);
const SEED = process.env.WILLWATCH_MODEL_SEED ?? (process.env.WILLWATCH_MODEL_RUNS === undefined ? '1883' : undefined);
const PATH = process.env.WILLWATCH_MODEL_PATH;

const DEVICES = ['a', 'b', 'c'] as const;
const SILENT_MS = 60_000;
/** A live copy is at most this long on its way. */
const LIVE_LAG_MS = 2000;
const KEPT_LAG_MS = 45_000;
/** What a live time may be off, and how far back the last tick before a sleep may lie. */
const TOLERANCE_MS = LIVE_LAG_MS + 1000;

interface Family {
  /** Its birth and will are retained, or neither. */
  readonly retained: boolean;
  readonly births: boolean;
  readonly silence: boolean;
  /** MQTT 3.1.1: the persistent connection gets the retained messages too. */
  readonly sendsRetainedTwice: boolean;
  readonly jumps: boolean;
}

type Act = { readonly device: string; readonly does: 'birth' | 'die' | 'bye' | 'data' | 'lateWill' };
type Step =
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'deliver'; readonly lane: 'live' | 'kept'; readonly count: number }
  | { readonly kind: 'pass'; readonly ms: number; readonly keptLags: boolean }
  | { readonly kind: 'cut'; readonly acksLost: number; readonly holeMs: number; readonly acts: readonly Act[] }
  | { readonly kind: 'connect'; readonly keepSession: boolean }
  | { readonly kind: 'kill'; readonly acksLost: number; readonly politely: boolean }
  | { readonly kind: 'start' }
  | { readonly kind: 'person'; readonly does: 'mute' | 'unmute' | 'acknowledge' | 'undo'; readonly device: string }
  | {
      readonly kind: 'sleep';
      readonly ms: number;
      readonly acts: readonly Act[];
      readonly first: 'messages' | 'timers' | 'nothing';
    }
  | { readonly kind: 'jump'; readonly ms: number };

type Entry =
  | { readonly kind: 'message'; readonly copy: Copy; readonly mono: number; readonly run: number }
  | { readonly kind: 'silent'; readonly device: string; readonly mono: number };

interface TrueOutage {
  readonly verdict: 'abrupt' | 'clean' | 'silent';
  readonly began: Published | null;
  ended: Published | null;
  isOver: boolean;
  /** Told by a retained message that had told it before. */
  readonly isStale: boolean;
  readonly beganRun: number;
  endedRun: number;
}

interface TrueDevice {
  /** What its newest birth said. */
  birth: string | null;
  presence: 'online' | 'offline';
  silent: boolean;
  clean: boolean;
  lifeMono: number;
  readonly outages: TrueOutage[];
}

const family = fc.oneof(
  fc.record({
    retained: fc.boolean(),
    births: fc.constant(true),
    silence: fc.boolean(),
    sendsRetainedTwice: fc.boolean(),
    jumps: fc.boolean(),
  }),
  fc.record({
    retained: fc.constant(false),
    births: fc.constant(false),
    silence: fc.boolean(),
    sendsRetainedTwice: fc.constant(false),
    jumps: fc.boolean(),
  }),
);

const act: fc.Arbitrary<Act> = fc.record({
  device: fc.constantFrom(...DEVICES),
  does: fc.oneof(
    { weight: 5, arbitrary: fc.constant('birth' as const) },
    { weight: 5, arbitrary: fc.constant('die' as const) },
    { weight: 1, arbitrary: fc.constant('bye' as const) },
    { weight: 2, arbitrary: fc.constant('data' as const) },
    { weight: 1, arbitrary: fc.constant('lateWill' as const) },
  ),
});
const acts = fc.array(act, { maxLength: 6 });
const acksLost = fc.integer({ min: 0, max: 4 });
const ms = (...choices: readonly number[]) => fc.constantFrom(...choices);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('act' as const), act }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      lane: fc.constantFrom('live' as const, 'kept' as const),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: ms(10, 500, 2000, 4000, 20_000, 70_000, 300_000),
      keptLags: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('cut' as const), acksLost, holeMs: ms(0, 0, 500, 12_000, 45_000), acts }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('connect' as const), keepSession: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), acksLost, politely: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('start' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      does: fc.constantFrom('mute' as const, 'unmute' as const, 'acknowledge' as const, 'undo' as const),
      device: fc.constantFrom(...DEVICES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('sleep' as const),
      ms: ms(15_000, 90_000, 3_600_000),
      acts,
      first: fc.constantFrom('messages' as const, 'timers' as const, 'nothing' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), ms: ms(-7_200_000, -3000, 3000, 7_200_000) }) },
);

class World {
  readonly #family: Family;
  readonly #bench = new MonitorBench();
  readonly #broker: ModelBroker;
  readonly #up = new Set<string>();
  /** What was handed to the app, each message once, in the order of first copies; and the silences that it noticed. */
  #log: Entry[] = [];
  /** How much of the log is on disk: what comes after it dies with the process. */
  #settled = 0;
  #seen = new Set<string>();
  /** In which life of the connection each device last said something new. */
  readonly #newsLife = new Map<string, number>();
  #eventsRead = 0;
  #run = 0;
  #isRunning = false;
  #sessionsLost = 0;
  /** A mute of everything is in force, and so many had been shown when it began. */
  #mute: { readonly id: number; readonly shown: number } | null = null;
  #mutesEnded = 0;
  readonly #acknowledged = new Set<number>();
  #undo: { readonly run: number; readonly id: number; readonly outageId: number } | null = null;

  constructor(family: Family) {
    this.#family = family;
    this.#broker = new ModelBroker(this.#bench.clock, family.sendsRetainedTwice, (copy, handing) => this.#note(copy, handing));
  }

  async play(steps: readonly Step[]): Promise<void> {
    await this.#start();
    await this.#connect(false);
    for (const one of steps) await this.#step(one);
    await this.#finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bench[Symbol.asyncDispose]();
  }

  async #step(one: Step): Promise<void> {
    const { clock } = this.#bench;
    switch (one.kind) {
      case 'act':
        return this.#act(one.act);
      case 'deliver':
        return this.#broker.deliver(one.lane, one.count);
      case 'pass':
        return this.#pass(one.ms, one.keptLags);
      case 'cut':
        return this.#cut(one.acksLost, one.holeMs, one.acts);
      case 'connect':
        return this.#connect(one.keepSession);
      case 'kill':
        return this.#kill(one.acksLost, one.politely);
      case 'start':
        return this.#start();
      case 'sleep':
        return this.#sleep(one.ms, one.acts, one.first);
      case 'person':
        return this.#person(one.does, one.device);
      case 'jump':
        if (this.#family.jumps) clock.jump(one.ms);
    }
  }

  #act({ device, does }: Act): void {
    const { retained, births } = this.#family;
    const say = (says: string) => this.#broker.publish(device, `site/${device}/status`, says, retained);
    const data = () => this.#broker.publish(device, `site/${device}/data`, 'data', false);
    const isUp = this.#up.has(device);
    switch (does) {
      case 'birth':
        this.#up.add(device);
        if (births) say('online');
        else data();
        return;
      case 'die':
        if (isUp) say('offline');
        this.#up.delete(device);
        return;
      case 'bye':
        if (isUp) say('bye');
        this.#up.delete(device);
        return;
      case 'data':
        if (isUp) data();
        return;
      case 'lateWill':
        // Of an older session of a device that is back already. A family without births cannot be told from a new loss.
        if (isUp && births) say('offline');
    }
  }

  async #person(does: 'mute' | 'unmute' | 'acknowledge' | 'undo', device: string): Promise<void> {
    if (!this.#isRunning) return;
    await this.#settle();
    const { acts, table, mutes } = this.#bench.monitor;
    const answered = async (asked: Promise<ActOutcome>) => {
      await this.#settle();
      const outcome = await asked;
      return outcome.ok ? outcome.undo : null;
    };
    if (does === 'mute' && this.#mute === null) {
      await answered(acts.mute({ scope: { kind: 'all' }, until: null }));
      const { id } = mutes.views().mutes[0]!;
      this.#mute = { id, shown: this.#bench.shown.length };
    } else if (does === 'unmute' && this.#mute !== null) {
      const { id, shown } = this.#mute;
      expect(this.#bench.shown.length, 'nothing is shown while muted').toBe(shown);
      this.#mute = null;
      this.#mutesEnded++;
      await answered(acts.endMute({ id }));
    } else if (does === 'acknowledge') {
      const outageId = table.get(`plant/${device}`)?.outage?.record.id;
      if (outageId === undefined || this.#acknowledged.has(outageId)) return;
      const undo = await answered(acts.acknowledge({ which: { outageIds: [outageId] }, note: null }));
      this.#acknowledged.add(outageId);
      if (undo !== null) this.#undo = { run: this.#run, id: undo, outageId };
    } else if (does === 'undo' && this.#undo?.run === this.#run) {
      this.#acknowledged.delete(this.#undo.outageId);
      await answered(acts.undo({ id: this.#undo.id }));
      this.#undo = null;
    }
  }

  async #pass(ms: number, keptLags: boolean): Promise<void> {
    const broker = this.#broker;
    if (broker.age('live') + ms > LIVE_LAG_MS || broker.age('kept') + ms > KEPT_LAG_MS) broker.drain();
    if (broker.age('live') + ms > LIVE_LAG_MS) broker.deliver('live');
    if (!keptLags || broker.age('kept') + ms > KEPT_LAG_MS) broker.deliver('kept');
    await this.#elapse(ms);
    if (this.#isRunning && !broker.isConnected) {
      // Attempts go on to fail.
      this.#bench.link().cut('refused', null);
      await this.#settle();
    }
    await this.#check();
  }

  async #cut(acksLost: number, holeMs: number, doings: readonly Act[]): Promise<void> {
    if (!this.#isRunning || !this.#broker.isConnected) return;
    // A line that is dead before anyone knows: nothing comes any more, and nothing tells us so.
    for (const one of doings) this.#act(one);
    const { seenAt } = this.#broker;
    const isShort = Math.max(this.#broker.age('kept'), this.#broker.age('live')) + holeMs <= KEPT_LAG_MS;
    if (holeMs > 0 && isShort) await this.#elapse(holeMs);
    this.#broker.cut(acksLost);
    this.#bench.link().cut(holeMs > 0 ? 'keep-alive' : 'reset', seenAt);
    // A process that ends before it noted a dead line does not know of it: not promised.
    if (holeMs > 0) await this.#settle();
  }

  async #connect(keepSession: boolean): Promise<void> {
    if (!this.#isRunning || this.#broker.isConnected) return;
    if (!keepSession) this.#sessionsLost++;
    this.#broker.connect(this.#bench.link(), keepSession);
    await this.#elapse(1);
  }

  async #start(): Promise<void> {
    if (this.#isRunning) return;
    const { silence, births } = this.#family;
    const settings = plant();
    const watches = (settings.watches ?? []).map((watch) => ({
      ...watch,
      online: births ? [{ kind: 'json' as const, path: 'state', equals: 'online' }] : [],
      offline: [{ kind: 'json' as const, path: 'state', equals: 'offline' }],
      goodbye: [{ kind: 'json' as const, path: 'state', equals: 'bye' }],
      ...(silence && { silentAfterSeconds: SILENT_MS / 1000 }),
    }));
    this.#run++;
    await this.#bench.start({ ...settings, watches });
    this.#isRunning = true;
    await this.#check();
  }

  async #kill(acksLost: number, politely: boolean): Promise<void> {
    if (!this.#isRunning) return;
    if (politely) {
      await this.#settle();
      await this.#bench.monitor.stop();
      await this.#bench.history.close();
    } else await this.#bench.kill();
    this.#isRunning = false;
    if (this.#broker.isConnected) this.#broker.cut(politely ? 0 : acksLost);
    // What was not on disk is not known to the next run.
    this.#log.length = this.#settled;
    this.#seen = new Set(this.#log.flatMap((entry) => (entry.kind === 'message' ? [nameOf(entry.copy)] : [])));
  }

  async #sleep(ms: number, doings: readonly Act[], first: 'messages' | 'timers' | 'nothing'): Promise<void> {
    const { clock } = this.#bench;
    await this.#settle();
    const part = ms / (doings.length + 1);
    for (const one of doings) {
      clock.sleep(part);
      this.#act(one);
    }
    clock.sleep(part);
    if (!this.#isRunning) return;
    const link = this.#bench.link();
    const before = link.reconnects.length;
    const deliver = () => {
      this.#broker.drain();
      this.#broker.deliver('live');
      this.#broker.deliver('kept');
    };
    if (first === 'messages') deliver();
    await this.#elapse(200);
    if (first === 'timers') deliver();
    await this.#elapse(2000);
    expect(link.reconnects.slice(before), 'a sleep is noticed').toMatchObject([{ code: 'asleep' }]);
    if (!this.#broker.isConnected) {
      link.cut('timeout', null);
      return;
    }
    this.#broker.cut(0);
    link.cut('asleep', this.#bench.clock.now());
    await this.#settle();
    await this.#check();
  }

  /** Everything is up, connected, handed over, and told. */
  async #finish(): Promise<void> {
    await this.#start();
    await this.#connect(true);
    await this.#pass(5000, false);
    await this.#pass(300_000, false);
    this.#checkOrder();
    const outages = await this.#bench.outages();
    expect(outages.filter((one) => one.alertOutcome === null)).toEqual([]);
    const alerts = await this.#bench.history.alerts(1000);
    const told = alerts.flatMap((one) => one.outageId ?? []);
    expect(new Set(told).size, 'each outage is told once').toBe(told.length);
    // A silence that a goodbye explained later was told as what it was.
    const losses = outages.filter((one) => one.verdict !== 'clean' || this.#family.silence);
    for (const alert of alerts)
      if (alert.outageId !== null) expect(losses.map((one) => one.id)).toContain(alert.outageId);
      else if (!alert.body.includes('forgotten our session')) expect(losses).not.toEqual([]);
    expect(alerts.length, 'nothing is told that is no loss').toBeLessThanOrEqual(
      losses.length + this.#sessionsLost + this.#mutesEnded,
    );
    const acknowledged = await this.#bench.history.acknowledgements(outages.map(({ id }) => id));
    expect([...acknowledged.keys()].sort()).toEqual([...this.#acknowledged].sort());
  }

  /** Where every message came in the end, and no retained one that says otherwise, the devices are as they last said, in the broker's order. */
  #checkOrder(): void {
    if (this.#sessionsLost > 1 || this.#family.retained || this.#family.silence) return;
    const last = new Map(this.#broker.published.map((one) => [one.device, one.says]));
    for (const [id, says] of last) {
      const presence = says === 'offline' || says === 'bye' ? 'offline' : 'online';
      expect(this.#bench.monitor.table.get(`plant/${id}`)?.record.presence, `${id} in the end`).toBe(presence);
    }
  }

  async #elapse(ms: number): Promise<void> {
    await this.#bench.clock.pass(ms);
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await this.#bench.clock.settle();
    this.#settled = this.#log.length;
    for (const event of this.#bench.events.slice(this.#eventsRead))
      if (event.type === 'outage' && event.verdict === 'silent') this.#fellSilent(event.deviceId);
    this.#eventsRead = this.#bench.events.length;
    this.#settled = this.#log.length;
  }

  #note(copy: Copy, { life, queued, isReady }: Handing): void {
    const { device } = copy.message;
    // Of the SUBSCRIBE before: what is retained now is on its way.
    if (copy.snapshot !== null && queued) return;
    if (copy.snapshot === null && !queued) this.#newsLife.set(device, life);
    // Retained before this connection, and overtaken by what came on the other one.
    else if (copy.snapshot !== null && !isReady && this.#newsLife.get(device) === life) return;
    if (this.#seen.has(nameOf(copy))) return;
    this.#seen.add(nameOf(copy));
    this.#log.push({ kind: 'message', copy, mono: this.#bench.clock.mono(), run: this.#run });
  }

  #fellSilent(device: string): void {
    const mono = this.#bench.clock.mono();
    const known = this.#truth().get(device);
    expect(known?.presence, `${device} is silent only when it was there`).toBe('online');
    expect(this.#broker.isConnected, `${device} is silent only while we listen`).toBe(true);
    const listened = mono - Math.max(known?.lifeMono ?? 0, this.#broker.connectedMono);
    expect(listened, `${device} is silent only when it said nothing for long`).toBeGreaterThanOrEqual(SILENT_MS);
    this.#log.push({ kind: 'silent', device, mono });
  }

  /** What the messages that were handed over say, one after the other. */
  #truth(): Map<string, TrueDevice> {
    const devices = new Map<string, TrueDevice>();
    const told = new Set<number>();
    for (const entry of this.#log) {
      if (entry.kind === 'silent') {
        const device = devices.get(entry.device);
        if (device === undefined) continue;
        device.outages.push({
          verdict: 'silent',
          began: null,
          ended: null,
          isOver: false,
          isStale: false,
          beganRun: 0,
          endedRun: 0,
        });
        Object.assign(device, { presence: 'offline', silent: true, clean: false });
        continue;
      }
      const { message, snapshot } = entry.copy;
      const isRetained = snapshot !== null;
      const isStale = told.has(message.n);
      told.add(message.n);
      const isNew = !devices.has(message.device);
      const device: TrueDevice = devices.get(message.device) ?? {
        birth: null,
        presence: 'online',
        silent: false,
        clean: false,
        lifeMono: entry.mono,
        outages: [],
      };
      devices.set(message.device, device);
      const last = device.outages.at(-1);
      const end = (): void => {
        if (device.presence === 'offline' && last !== undefined) {
          last.ended = message;
          last.isOver = true;
          last.endedRun = entry.run;
          if (isStale) last.ended = null;
        }
      };
      if (message.says === 'offline' || message.says === 'bye') {
        const clean = message.says === 'bye';
        const isBackBetween = !this.#family.births && !isRetained && !clean;
        if (device.presence === 'offline' && !isNew) {
          if (device.silent) {
            device.silent = false;
            device.clean = clean;
            continue;
          }
          if (!isBackBetween) continue;
          end();
          if (last !== undefined) last.ended = null;
        }
        Object.assign(device, { presence: 'offline', silent: false, clean });
        const verdict = clean ? ('clean' as const) : ('abrupt' as const);
        device.outages.push({ verdict, began: message, ended: null, isOver: false, isStale, beganRun: entry.run, endedRun: 0 });
      } else {
        // A birth that the broker still holds says nothing of now.
        if (isRetained && device.silent && device.birth === message.payload) continue;
        if (message.says === 'online') device.birth = message.payload;
        end();
        device.presence = 'online';
        device.silent = false;
        if (!isRetained) device.lifeMono = entry.mono;
      }
    }
    return devices;
  }

  async #check(): Promise<void> {
    if (!this.#isRunning) return;
    await this.#settle();
    const truth = this.#truth();
    const outages = await this.#bench.outages();
    for (const id of DEVICES) {
      const mine = outages.filter((one) => one.deviceId === id).sort((a, b) => a.id - b.id);
      const device = truth.get(id);
      const record = this.#bench.monitor.table.get(`plant/${id}`)?.record;
      expect(record?.presence, `presence of ${id}`).toBe(device?.presence);
      const expected = device?.outages ?? [];
      expect(mine.length, `outages of ${id}`).toBe(expected.length);
      for (const [index, outage] of mine.entries()) this.#compare(outage, expected[index]);
      const listened = this.#bench.clock.mono() - Math.max(device?.lifeMono ?? 0, this.#broker.connectedMono);
      if (this.#family.silence && this.#broker.isConnected && device !== undefined && listened > SILENT_MS + 3000)
        expect(record?.presence, `${id} has been silent`).toBe('offline');
    }
    const open = outages.filter((one) => one.ended === null).map((one) => one.id);
    expect(open.sort()).toEqual([...this.#bench.monitor.table.values()].flatMap((one) => one.record.outageId ?? []).sort());
    if (this.#mute !== null) expect(this.#bench.shown.length, 'nothing is shown while muted').toBe(this.#mute.shown);
    for (const spot of await this.#bench.blindSpots())
      if (spot.ended !== null) expect(spot.ended).toBeGreaterThanOrEqual(spot.began);
  }

  #compare(outage: OutageRecord, truth: TrueOutage | undefined): void {
    const about = `outage ${outage.id} of ${outage.deviceId}`;
    for (const interval of [outage.began, outage.ended ?? outage.began])
      expect(interval.notBefore ?? Number.NEGATIVE_INFINITY, about).toBeLessThanOrEqual(
        interval.notAfter ?? Number.POSITIVE_INFINITY,
      );
    if (outage.durationMs !== null) expect(outage.durationMs, about).toBeGreaterThanOrEqual(0);
    expect(outage.ended !== null, `${about} is over`).toBe(truth?.isOver);
    if (truth === undefined || this.#family.jumps) return;
    const holds = (
      interval: { readonly notBefore: number | null; readonly notAfter: number | null },
      at: number,
      end: string,
    ) => {
      expect(interval.notBefore ?? 0, `${about} ${end} not before`).toBeLessThanOrEqual(at + TOLERANCE_MS);
      expect(interval.notAfter ?? at, `${about} ${end} not after`).toBeGreaterThanOrEqual(at - TOLERANCE_MS);
    };
    if (truth.verdict !== 'silent') expect(outage.verdict, about).toBe(truth.verdict);
    if (truth.began !== null && !truth.isStale) holds(outage.began, truth.began.at, 'began');
    if (truth.ended !== null && outage.ended !== null) holds(outage.ended, truth.ended.at, 'ended');
    if (outage.durationMs !== null && truth.began !== null && truth.ended !== null)
      expect(Math.abs(outage.durationMs - (truth.ended.at - truth.began.at)), `${about} lasted`).toBeLessThanOrEqual(
        2 * TOLERANCE_MS,
      );
  }
}

const nameOf = ({ message, snapshot }: Copy): string => `${message.n}/${snapshot ?? ''}`;

it('any history of devices, broker, network and app leaves the outages that the broker told of, each once, and no others', async () => {
  await fc.assert(
    fc.asyncProperty(family, fc.array(step, { minLength: 5, maxLength: 50, size: 'max' }), async (kind, steps) => {
      await using world = new World(kind);
      await world.play(steps);
    }),
    {
      numRuns: RUNS,
      ...(SEED !== undefined && { seed: Number(SEED) }),
      ...(PATH !== undefined && { path: PATH }),
    },
  );
}, 3_600_000);
