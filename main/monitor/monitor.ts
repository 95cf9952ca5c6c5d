import { createHash } from 'node:crypto';
import type { ConnectionView, LinkReason, Overview } from '../contract/model.ts';
import type { BrokerSettings, Settings } from '../contract/settings.ts';
import type { BlindSpotRecord, History, OutageRecord, OutboxRecord, Snapshot } from '../history/port.ts';
import { type Edge, Topology } from '../impact/topology.ts';
import type { Connection, Subscription } from '../mqtt/port.ts';
import { openWatch, type Watch } from '../presence/watch.ts';
import { passwordName, type Secrets } from '../settings/port.ts';
import type { DomainWords, FormatTime } from '../words/domain.en.ts';
import { Announcer } from './announcer.ts';
import { Away } from './away.ts';
import { Committer } from './committer.ts';
import { type Device, DeviceTable, keyOf } from './device-table.ts';
import { DROPPED_TOPIC, DropWatch } from './drop-watch.ts';
import type { MonitorEvent } from './events.ts';
import { HistoryHealth } from './history-health.ts';
import { Housekeeping } from './housekeeping.ts';
import { Ledger } from './ledger.ts';
import { OutageBook } from './outage-book.ts';
import { Pipeline } from './pipeline.ts';
import type { Clock, Logger, Notifier, OpenConnection } from './ports.ts';
import { BLIP_MS, Sight } from './sight.ts';
import { type Sleep, SleepWatch } from './sleep.ts';
import { Teller } from './teller.ts';
import { outageView } from './views.ts';
import { historyPath } from './window-paths.ts';

const SILENCE_SWEEP_MS = 1000;
const HEARTBEAT_MS = 15_000;
/** A gap between two runs that is shorter is no blind spot. */
const RESTART_MS = 5000;
/** How long alerts of an earlier run wait for their broker before they are told as they stand. */
const RESUME_PATIENCE_MS = 60_000;
const OPEN_SHOWN = 3;
/** After a sleep: time to read what waited in our sockets before they are dropped. */
const WAKE_MS = 250;
/** Two readings of the broker's counters (10 s in Mosquitto) after ready: what our own subscription made it drop shows by then. */
const OWN_SNAPSHOT_MS = 25_000;
/** A broker that drops all the time is recorded all the time, and told this often. */
const DROPPED_TELL_AGAIN_MS = 600_000;

export interface MonitorParts {
  readonly history: History;
  readonly secrets: Secrets;
  readonly notifier: Notifier;
  readonly openConnection: OpenConnection;
  readonly clock: Clock;
  readonly log: Logger;
  /** The words of the person's language now. */
  readonly words: () => DomainWords;
  readonly formatTime: FormatTime;
}

interface Live {
  readonly broker: BrokerSettings;
  readonly password: string | null;
  readonly connection: Connection | null;
}

/**
 * Watches brokers: connections in, commits and events out. Owns time.
 * `start` once, `apply` whenever the settings change, `stop` once.
 */
export class Monitor {
  readonly #parts: MonitorParts;
  readonly #sight: Sight;
  readonly #committer: Committer;
  readonly #health: HistoryHealth;
  readonly #housekeeping: Housekeeping;
  readonly #book: OutageBook;
  readonly #pipeline: Pipeline;
  readonly #ledger = new Ledger();
  readonly #announcer: Announcer;
  readonly #teller: Teller;
  readonly #away: Away;
  readonly #live = new Map<string, Live>();
  readonly #listeners = new Set<(event: MonitorEvent) => void>();
  readonly #timers = new Map<string, () => void>();
  readonly table: DeviceTable;
  #watches: readonly Watch[] = [];
  #watchesOf = new Map<string, readonly Watch[]>();
  #settings: Settings;
  #snapshot: Snapshot | null = null;
  #nextId = 1;
  #revision = 0;
  #toldReady = false;
  #waiting: OutboxRecord[] = [];
  readonly #drops = new Map<string, DropWatch>();
  readonly #droppedTold = new Map<string, number>();
  #stopped = false;
  readonly #sleepWatch: SleepWatch;
  /** Just woken up: what arrives had been waiting for us. */
  #isWaking = false;

  constructor(parts: MonitorParts, settings: Settings) {
    this.#parts = parts;
    this.#settings = settings;
    const { clock, log, history } = parts;
    const nextId = (): number => this.#nextId++;
    this.#sight = new Sight(clock);
    this.table = new DeviceTable(this.#sight.has, this.#sight.isBlind);
    this.#announcer = new Announcer({
      clock,
      notifier: parts.notifier,
      draft: () => this.#committer.draft,
      nextId,
      emit: (event) => this.#emit(event),
      notificationsOn: () => this.#settings.notifications.enabled,
      words: parts.words,
    });
    this.#health = new HistoryHealth({
      clock,
      announcer: this.#announcer,
      emit: (event) => this.#emit(event),
      words: parts.words,
      formatTime: parts.formatTime,
    });
    const { trouble, leftOut } = this.#health;
    this.#committer = new Committer({ history, clock, log, nextId, trouble, leftOut });
    const isBusy = (): boolean => this.#committer.isBusy();
    this.#housekeeping = new Housekeeping({ history, clock, log, limits: () => this.#settings.retention, isBusy });
    this.#book = new OutageBook({
      clock,
      committer: this.#committer,
      table: this.table,
      nextId,
      holdMs: (watchId) => {
        const watch = this.#watches.find((one) => one.id === watchId);
        return 1000 * (watch?.holdSeconds ?? this.#settings.notifications.holdSeconds);
      },
      words: parts.words,
      changed: (key) =>
        this.#committer.draft.afterwards.push(() =>
          this.#emit({ type: 'changed', topics: ['devices', 'outages'], deviceKeys: [key] }),
        ),
    });
    this.#pipeline = new Pipeline({
      clock,
      committer: this.#committer,
      table: this.table,
      sight: this.#sight,
      ledger: this.#ledger,
      book: this.#book,
      emit: (event) => this.#emit(event),
      nextId,
      watchesOf: (id) => this.#watchesOf.get(id) ?? [],
    });
    const source = {
      open: (id: number) => this.#book.get(id),
      isPartOf: (record: OutageRecord) => this.table.topology.cutOffBy(record.deviceKey, this.table.isDown) !== null,
      words: parts.words,
      formatTime: parts.formatTime,
    };
    const told = this.#book.told.bind(this.#book);
    this.#teller = new Teller(
      clock,
      this.#announcer,
      {
        ...source,
        blindSinceMono: (id) => {
          const link = this.#sight.get(id);
          return link?.state === 'blind' ? link.sinceMono : null;
        },
        holdOver: (id) => this.#book.holdOver(id),
      },
      told,
    );
    this.#away = new Away(clock, this.#announcer, {
      ...source,
      told,
      connectionName: (id) => this.#settings.brokers.find((one) => one.id === id)?.name ?? id,
    });
    this.#book.attach(this.#teller, this.#away);
    this.#sleepWatch = new SleepWatch(clock, (sleep) => this.#woke(sleep));
  }

  /** Calls the listener with every event from now on; returns its unsubscribe. */
  subscribe(listener: (event: MonitorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get settings(): Settings {
    return this.#settings;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Takes up where the last run stopped, then opens the connections. */
  async start(): Promise<void> {
    const { history, clock } = this.#parts;
    const snapshot = await history.load();
    this.#snapshot = snapshot;
    this.#nextId = snapshot.nextId;
    const open = new Map(snapshot.openOutages.map((outage) => [outage.id, outage]));
    for (const record of snapshot.devices)
      this.#pipeline.restore(record, record.outageId === null ? null : (open.get(record.outageId) ?? null));
    this.#waiting = [...snapshot.outbox];
    if (snapshot.heartbeatAt !== null) this.#ledger.restore(snapshot.recent, snapshot.heartbeatAt, clock.mono() - clock.now());
    const now = clock.now();
    if (snapshot.heartbeatAt !== null && now - snapshot.heartbeatAt > RESTART_MS) {
      const spot = {
        id: this.#nextId++,
        connectionId: null,
        began: snapshot.heartbeatAt,
        ended: now,
        reason: { code: 'not-running', detail: null } as const,
      };
      this.#committer.draft.blindSpots.set(spot.id, spot);
    }
    await this.apply(this.#settings);
    this.#sleepWatch.start();
    this.#housekeeping.start();
    this.#every('silence', SILENCE_SWEEP_MS, () => this.#pipeline.sweepSilence());
    // An empty draft writes the heartbeat: what the next start takes as the end of this run.
    this.#every('heartbeat', HEARTBEAT_MS, () => void this.#committer.draft);
    this.#timers.set(
      'resume',
      clock.after(RESUME_PATIENCE_MS, () => this.#resume(null)),
    );
  }

  /** Puts settings in force: opens, closes and changes only what differs. */
  async apply(settings: Settings): Promise<void> {
    const before = this.#settings;
    this.#settings = settings;
    this.#housekeeping.soon();
    this.#watches = settings.watches.flatMap((one) => {
      const outcome = openWatch(one);
      if (!outcome.ok) this.#parts.log.warn({ watch: one.id, reason: outcome.reason }, 'watch left out');
      return outcome.ok ? [outcome.watch] : [];
    });
    this.#watchesOf = new Map(
      settings.brokers.map(({ id }) => [id, this.#watches.filter((one) => one.connectionId === null || one.connectionId === id)]),
    );
    this.table.topology = new Topology(edgesOf(settings));
    const wanted = new Map(settings.brokers.map((broker) => [broker.id, broker]));
    for (const id of this.#live.keys()) if (!wanted.has(id)) await this.#close(id);
    for (const broker of settings.brokers) await this.#open(broker);
    if (before !== settings)
      this.#emit({ type: 'changed', topics: ['settings', 'connections', 'devices', 'outages'], deviceKeys: [] });
    this.#checkReady();
  }

  /** Connects again now, dropping a socket that may only look alive. */
  reconnect(connectionId: string): boolean {
    const connection = this.#live.get(connectionId)?.connection;
    connection?.reconnect({ code: 'connecting', detail: null });
    return connection != null;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sleepWatch.stop();
    await this.#housekeeping.stop();
    for (const cancel of this.#timers.values()) cancel();
    await Promise.all([...this.#live.values()].map((live) => live.connection?.stop()));
    this.#teller.stop();
    this.#away.stop();
    await this.#announcer.idle();
    void this.#committer.draft;
    await this.#committer.stop();
  }

  overview(): Overview {
    const open: Device[] = [];
    for (const device of this.table.values()) if (this.#isIncident(device)) open.push(device);
    open.sort((a, b) => (b.outage?.record.id ?? 0) - (a.outage?.record.id ?? 0));
    return {
      revision: this.#revision,
      counts: this.table.counts(),
      connections: this.connections(),
      open: open.slice(0, OPEN_SHOWN).flatMap((device) => (device.outage === null ? [] : [outageView(device.outage.record)])),
      openTotal: open.length,
      notices: this.#health.notices(),
    };
  }

  connections(): readonly ConnectionView[] {
    return this.#settings.brokers.flatMap((broker) => {
      const link = this.#sight.get(broker.id);
      if (link === undefined) return [];
      const { state, since, reason, retryAt, refused } = link;
      const counts = { deviceCount: this.table.count(broker.id), unrecognised: this.#pipeline.unrecognised(broker.id) };
      return [
        { id: broker.id, name: broker.name, url: broker.url, state, since, reason, retryAt, refusedFilters: refused, ...counts },
      ];
    });
  }

  isBlind(connectionId: string): boolean {
    return this.#sight.isBlind(connectionId);
  }

  /** A settled loss that nothing above explains and that is not old news: what the strip and the tray show. */
  #isIncident(device: Device): boolean {
    const { outage } = device;
    if (outage === null || outage.heldUntil !== null || outage.record.verdict === 'clean') return false;
    if (outage.record.freshness === 'retained' && outage.record.began.notBefore === null) return false;
    return this.table.topology.cutOffBy(device.record.key, this.table.isDown) === null;
  }

  /** A closed laptop is a blind spot. Its sockets may look alive and are not: they are made anew. */
  #woke(sleep: Sleep): void {
    this.#parts.log.info(sleep, 'woke up');
    this.#isWaking = true;
    this.#sight.slept(sleep.began);
    for (const id of this.#live.keys()) this.#away.begin(id, sleep.began, false);
    this.#timers.set(
      'wake',
      this.#parts.clock.after(WAKE_MS, () => {
        this.#isWaking = false;
        for (const { connection } of this.#live.values()) connection?.reconnect({ code: 'asleep', detail: null });
      }),
    );
  }

  /** The broker's own count of dropped messages. A rise is a blind spot, told, and answered by reading the retained messages again. */
  #counted(id: string, payload: Uint8Array): void {
    const { clock, words, log } = this.#parts;
    const watch = this.#drops.get(id) ?? new DropWatch();
    this.#drops.set(id, watch);
    const before = watch.readAt ?? clock.now();
    const dropped = watch.read(payload, clock.now());
    const link = this.#sight.get(id);
    if (dropped === 0 || link === undefined) return;
    // An MQTT 3.1.1 broker sends its retained messages to our QoS 1 subscription too, and drops those above its queue; we have read them at QoS 0.
    if (link.readyMono === null || clock.mono() - link.readyMono < OWN_SNAPSHOT_MS) return;
    log.warn({ connection: id, dropped }, 'the broker dropped messages');
    const spot: BlindSpotRecord = {
      id: this.#nextId++,
      connectionId: id,
      began: Math.min(before, clock.now()),
      ended: clock.now(),
      reason: { code: 'dropped', detail: String(dropped) },
    };
    this.#committer.draft.blindSpots.set(spot.id, spot);
    void this.#live.get(id)?.connection?.resync();
    if (clock.mono() - (this.#droppedTold.get(id) ?? Number.NEGATIVE_INFINITY) < DROPPED_TELL_AGAIN_MS) return;
    this.#droppedTold.set(id, clock.mono());
    const name = this.#live.get(id)?.broker.name ?? id;
    const body = words().droppedBody(dropped);
    void this.#announcer.announce({
      title: words().droppedTitle(name),
      body,
      urgency: 'normal',
      path: historyPath(spot.began, clock.now()),
    });
  }

  async #open(broker: BrokerSettings): Promise<void> {
    const { secrets, openConnection, clock } = this.#parts;
    const password = await secrets.read(passwordName(broker.id));
    const live = this.#live.get(broker.id);
    const filters = this.#filters(broker.id);
    if (live !== undefined) {
      if (sameConnection(live, broker, password)) {
        this.#live.set(broker.id, { ...live, broker });
        // Not awaited: a connection that is down takes the filters up when it is back.
        void live.connection?.watch(filters);
        return;
      }
      await this.#close(broker.id);
    }
    const spot = this.#snapshot?.openBlindSpots.find((one) => one.connectionId === broker.id) ?? null;
    this.#sight.add(broker.id, spot, this.#snapshot?.heartbeatAt ?? null);
    if (!broker.enabled) {
      this.#live.set(broker.id, { broker, password, connection: null });
      this.#blind(broker.id, { code: 'stopped', detail: null }, null);
      return;
    }
    const id = broker.id;
    const connection = openConnection(
      {
        settings: broker,
        password,
        clientId: clientIdOf(this.#snapshot?.installationId ?? '', id),
        filters,
        liveFilters: [DROPPED_TOPIC],
      },
      {
        message: (message, settle) => {
          this.#sleepWatch.check();
          if (message.topic === DROPPED_TOPIC) {
            this.#counted(id, message.payload);
            settle();
            return { isTwin: false };
          }
          return this.#pipeline.receive(this.#isWaking ? { ...message, queued: true } : message, settle);
        },
        connected: ({ sessionPresent }) => {
          this.#ledger.begin(id, sessionPresent, clock.mono());
          this.#away.begin(id, this.#sight.get(id)?.blindSince ?? null, !sessionPresent && this.table.count(id) > 0);
          this.#pipeline.link(id, 'connected', null, this.#sight.connected(id));
        },
        subscribed: (granted) => this.#subscribed(id, granted),
        ready: () => this.#ready(id),
        blind: ({ reason, retryAt }) => {
          this.#ledger.end(id, clock.mono());
          this.#away.lostAgain(id);
          this.#blind(id, reason, retryAt);
        },
      },
    );
    this.#live.set(id, { broker, password, connection });
    connection.start();
    // Shown as unknown once it is no blip any more: nothing else would tell the window.
    this.#blipOver(id, clock);
  }

  async #close(id: string): Promise<void> {
    await this.#live.get(id)?.connection?.stop();
    this.#live.delete(id);
    this.#sight.remove(id);
  }

  #blind(id: string, reason: LinkReason, retryAt: number | null): void {
    const { spot, news } = this.#sight.blind(id, reason, retryAt, () => this.#nextId++);
    if (news && !this.#stopped) this.#pipeline.link(id, 'blind', reason, spot);
    else if (spot !== null) this.#committer.draft.blindSpots.set(spot.id, spot);
    this.#emit({ type: 'changed', topics: ['connections'], deviceKeys: [] });
    this.#blipOver(id, this.#parts.clock);
  }

  #blipOver(id: string, clock: Clock): void {
    this.#timers.get(`blip:${id}`)?.();
    const tell = (): void => this.#emit({ type: 'changed', topics: ['devices', 'connections'], deviceKeys: [] });
    this.#timers.set(`blip:${id}`, clock.after(BLIP_MS, tell));
  }

  #subscribed(id: string, granted: readonly Subscription[]): void {
    const refused = granted.filter((one) => one.code >= 128);
    this.#sight.refused(
      id,
      refused.map(({ filter, code }) => ({
        filter,
        code,
        reason: { code: 'subscribe-refused', detail: `${filter}, code ${code}` },
      })),
    );
    for (const { filter, code } of refused) this.#parts.log.warn({ connection: id, filter, code }, 'subscription refused');
    this.#emit({ type: 'changed', topics: ['connections'], deviceKeys: [] });
  }

  #ready(id: string): void {
    // Behind everything the snapshot brought: ready is told when it is on disk.
    this.#committer.draft.afterwards.push(() => {
      this.#sight.ready(id);
      this.#away.ready(id, 1000 * this.#settings.notifications.holdSeconds);
      this.#resume(id);
      this.#checkReady();
    });
  }

  #checkReady(): void {
    if (this.#toldReady || !this.#sight.allReady()) return;
    this.#toldReady = true;
    this.#committer.draft.afterwards.push(() => this.#emit({ type: 'ready', at: this.#parts.clock.now() }));
  }

  /** Holds the alerts of an earlier run again, now that their connection can tell whether they are still true. Null: all of them. */
  #resume(connectionId: string | null): void {
    const due = this.#waiting.filter((entry) => {
      const outage = this.#book.get(entry.outageId);
      return connectionId === null || outage === null || outage.record.connectionId === connectionId;
    });
    this.#waiting = this.#waiting.filter((entry) => !due.includes(entry));
    for (const entry of due) this.#book.resume(entry);
  }

  #filters(connectionId: string): readonly string[] {
    const watches = this.#watchesOf.get(connectionId) ?? [];
    return [...new Set(watches.flatMap((watch) => watch.conventions.flatMap((convention) => convention.filters)))];
  }

  #every(name: string, ms: number, call: () => void): void {
    const again = (): void => {
      this.#timers.set(name, this.#parts.clock.after(ms, again));
      call();
    };
    this.#timers.set(name, this.#parts.clock.after(ms, again));
  }

  #emit(event: MonitorEvent): void {
    if (event.type === 'changed') this.#revision++;
    for (const listener of this.#listeners) listener(event);
  }
}

function sameConnection(live: Live, broker: BrokerSettings, password: string | null): boolean {
  const { name: _before, ...before } = live.broker;
  const { name: _after, ...after } = broker;
  return live.password === password && JSON.stringify(before) === JSON.stringify(after);
}

function edgesOf(settings: Settings): readonly Edge[] {
  return settings.topology.flatMap(({ upstream, downstream, connectionId }) =>
    settings.brokers
      .filter(({ id }) => connectionId === null || connectionId === id)
      .map(({ id }) => ({ upstream: keyOf(id, upstream), downstream: keyOf(id, downstream) })),
  );
}

/**
 * Stable per installation and connection, so that the broker finds our session again; 22 letters and digits,
 * which every 3.1.1 broker must accept [MQTT-3.1.3-5].
 */
export function clientIdOf(installationId: string, connectionId: string): string {
  return `willwatch${createHash('sha256').update(`${installationId}\n${connectionId}`).digest('hex').slice(0, 13)}`;
}
