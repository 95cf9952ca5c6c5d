import type { Actions } from '../actions/actions.ts';
import type { Overview } from '../contract/model.ts';
import type { ActOutcome } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import type { History, OutageRecord, OutboxRecord } from '../history/port.ts';
import { RecentLosses } from '../incidents/recent-losses.ts';
import type { Outgoing } from '../mqtt/port.ts';
import { covers } from '../presence/topic.ts';
import { openWatch, type Watch } from '../presence/watch.ts';
import type { Secrets } from '../settings/port.ts';
import type { DomainWords, FormatTime } from '../words/domain.en.ts';
import type { RulesWords } from '../words/rules.en.ts';
import { Acts } from './acts.ts';
import { Announcer } from './announcer.ts';
import { Away } from './away.ts';
import { blindSince } from './blind-since.ts';
import { Committer } from './committer.ts';
import { DeviceLists } from './device-lists.ts';
import { DeviceTable, idOf } from './device-table.ts';
import { EdgeBook } from './edge-book.ts';
import type { MonitorEvent } from './events.ts';
import { FeedBook } from './feed-book.ts';
import { HistoryHealth } from './history-health.ts';
import { Housekeeping } from './housekeeping.ts';
import { LastDay, LOSSES_SWEEP_MS } from './last-day.ts';
import { Learning } from './learning.ts';
import { Ledger } from './ledger.ts';
import { Links, type PublishOutcome } from './links.ts';
import { Maintenance } from './maintenance.ts';
import { Mutes } from './mutes.ts';
import { OutageBook } from './outage-book.ts';
import { Pipeline } from './pipeline.ts';
import type { Answer, Clock, Logger, Notifier, OpenConnection } from './ports.ts';
import { Rules } from './rules.ts';
import { Sight } from './sight.ts';
import { Sites } from './sites.ts';
import { stormOf } from './storm.ts';
import { Stragglers } from './stragglers.ts';
import { Teller } from './teller.ts';
import { openOutageView } from './views.ts';

const SILENCE_SWEEP_MS = 1000;
/** How often is looked whether a mute or a snooze is over. By the wall clock, which also goes on while the computer sleeps. */
const DUE_SWEEP_MS = 1000;
const HEARTBEAT_MS = 15_000;
const EDGES_SWEEP_MS = 3_600_000;
/** How long alerts of an earlier run wait for their broker before they are told as they stand. */
const RESUME_PATIENCE_MS = 60_000;
/** And so long the losses of the last day wait for the brokers. */
const RECALL_PATIENCE_MS = 2000;
const OPEN_SHOWN = 3;

export interface MonitorParts {
  readonly history: History;
  readonly secrets: Secrets;
  readonly notifier: Notifier;
  readonly openConnection: OpenConnection;
  readonly clock: Clock;
  readonly log: Logger;
  /** The words of the person's language now. */
  readonly words: () => DomainWords;
  /** What is said of rules. */
  readonly rulesWords: () => RulesWords;
  readonly actions: Actions;
  readonly formatTime: FormatTime;
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
  readonly #stragglers: Stragglers;
  readonly #links: Links;
  readonly #listeners = new Set<(event: MonitorEvent) => void>();
  readonly #timers = new Map<string, () => void>();
  readonly #losses = new RecentLosses();
  readonly #lastDay: LastDay;
  readonly feeds = new FeedBook();
  readonly table: DeviceTable;
  readonly edges: EdgeBook;
  readonly sites: Sites;
  readonly lists: DeviceLists;
  readonly mutes: Mutes;
  readonly maintenance: Maintenance;
  readonly learning: Learning;
  readonly acts: Acts;
  readonly rules: Rules;
  #watches: readonly Watch[] = [];
  #watchesOf = new Map<string, readonly Watch[]>();
  #settings: Settings;
  #nextId = 1;
  #revision = 0;
  #toldReady = false;
  #waiting: OutboxRecord[] = [];

  constructor(parts: MonitorParts, settings: Settings) {
    this.#parts = parts;
    this.#settings = settings;
    const { clock, log, history } = parts;
    const nextId = (): number => this.#nextId++;
    this.#sight = new Sight(clock);
    this.table = new DeviceTable(this.#sight.has, this.#sight.isBlind);
    this.sites = new Sites(this.table, () => this.#watches);
    this.lists = new DeviceLists({
      table: this.table,
      losses: this.#losses,
      clock,
      siteOf: ({ record }) => this.sites.of(record),
      history,
      searched: (keys) => this.#tell({ type: 'changed', topics: ['devices'], deviceKeys: keys }),
    });
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
      muted: () => this.mutes.reasonForConnection(null),
      emit: (event) => this.#emit(event),
      words: parts.words,
      formatTime: parts.formatTime,
    });
    const { trouble, leftOut } = this.#health;
    this.#committer = new Committer({
      history,
      clock,
      log,
      nextId,
      trouble,
      leftOut,
      changed: (topics, deviceKeys) => this.#emit({ type: 'changed', topics, deviceKeys }),
    });
    this.#lastDay = new LastDay({
      history,
      clock,
      log,
      losses: this.#losses,
      changed: (deviceKeys) => this.#emit({ type: 'changed', topics: ['devices'], deviceKeys }),
    });
    const isBusy = (): boolean => this.#committer.isBusy();
    this.#housekeeping = new Housekeeping({ history, clock, log, limits: () => this.#settings.retention, isBusy });
    this.edges = new EdgeBook({
      clock,
      log,
      committer: this.#committer,
      isOnline: (key) => {
        const record = this.table.get(key)?.record;
        return record?.presence === 'online' && this.#sees(record.connectionId);
      },
      own: this.table.ownKey,
      changed: () => this.#treeChanged(),
    });
    this.table.followTopology(() => this.edges.topology);
    this.#book = new OutageBook({
      clock,
      committer: this.#committer,
      table: this.table,
      announcer: this.#announcer,
      nextId,
      holdMs: (watchId) => {
        const watch = this.#watches.find((one) => one.id === watchId);
        return 1000 * (watch?.holdSeconds ?? this.#settings.notifications.holdSeconds);
      },
      words: parts.words,
      uncountedMs: () => this.#sight.uncountedMs,
      wasBrokerStop: ({ connectionId, began }) => this.#sight.wasBrokerStop(connectionId, began.notAfter),
      losses: this.#losses,
      feedOf: (key) => this.feeds.of(key),
      ended: (record) => this.learning.ended(record),
      changed: (key) => {
        const { draft } = this.#committer;
        draft.changed.add(key);
        draft.outagesChanged = true;
      },
    });
    this.rules = new Rules({
      clock,
      log,
      history,
      committer: this.#committer,
      secrets: parts.secrets,
      announcer: this.#announcer,
      actions: parts.actions,
      publish: (id, message) => this.#links.publish(id, message),
      nextId,
      emit: (event) => this.#emit(event),
      settings: () => this.#settings,
      muted: (deviceKey, connectionId) =>
        deviceKey === null ? this.mutes.reasonForConnection(connectionId) : this.mutes.reasonFor(deviceKey, connectionId),
      words: parts.rulesWords,
    });
    this.#pipeline = new Pipeline({
      clock,
      committer: this.#committer,
      table: this.table,
      sight: this.#sight,
      ledger: this.#ledger,
      book: this.#book,
      feeds: this.feeds,
      edges: this.edges,
      emit: (event) => this.#emit(event),
      nextId,
      watchesOf: (id) => this.#watchesOf.get(id) ?? [],
      rules: this.rules,
    });
    this.mutes = new Mutes({
      clock,
      committer: this.#committer,
      table: this.table,
      book: this.#book,
      announcer: this.#announcer,
      sees: (id) => this.#sees(id),
      siteOf: this.sites.ofKey,
      isWatched: this.#sight.has,
      emit: (event) => this.#emit(event),
      words: parts.words,
      formatTime: parts.formatTime,
    });
    this.table.isMuted = this.mutes.isMuted;
    this.maintenance = new Maintenance({ clock, mutes: this.mutes, table: this.table, nextId, words: parts.words });
    this.mutes.sync = this.maintenance.sync;
    this.learning = new Learning({ history, clock, log, table: this.table, settings: () => this.#settings });
    this.acts = new Acts({
      clock,
      committer: this.#committer,
      history,
      table: this.table,
      matching: (filter) => this.lists.matching(filter),
      book: this.#book,
      mutes: this.mutes,
      maintenance: this.maintenance,
      nextId,
      emit: (event) => this.#emit(event),
      words: parts.words,
      connections: () => this.#settings.brokers.map(({ id }) => id),
      siteOf: this.sites.ofKey,
    });
    const source = {
      muted: ({ deviceKey, connectionId }: OutageRecord) => this.mutes.reasonFor(deviceKey, connectionId),
      keptSilent: (records: readonly OutageRecord[]) => this.mutes.keptSilent(records),
      called: (key: string) => {
        const name = this.table.nameOf(key);
        return { full: parts.words().deviceName(name, idOf(key)), short: name ?? idOf(key) };
      },
      open: (id: number) => this.#book.get(id),
      isPartOf: ({ id }: OutageRecord) => this.#book.incidents.isPart(id),
      rootOf: (id: number) => this.#book.incidents.rootOf(id),
      words: parts.words,
      formatTime: parts.formatTime,
    };
    const told = this.#book.told.bind(this.#book);
    this.#teller = new Teller(
      clock,
      this.#announcer,
      {
        ...source,
        brokerStop: ({ connectionId, freshness }, willMono) =>
          this.#sight.brokerStop(connectionId, willMono, freshness !== 'live'),
        connection: (id) => {
          const link = this.#sight.get(id);
          return { isConnected: link?.state === 'connected', connectedMono: link?.connectedMono ?? null };
        },
        isWatched: this.#sight.has,
        postponed: (id, forMs) => this.#book.postponed(id, forMs),
        storm: (outages) =>
          stormOf(outages, { table: this.table, siteOf: this.sites.ofKey, connectionName: this.#connectionName }),
        look: () => void this.#links.isAwake(),
        wokeMono: (id) => this.#sight.get(id)?.wokeMono ?? null,
        holdOver: (id) => this.#book.holdOver(id),
      },
      told,
    );
    this.#away = new Away(clock, this.#announcer, {
      ...source,
      told,
      mutedConnection: (id) => this.mutes.reasonForConnection(id),
      connectionName: this.#connectionName,
    });
    this.#stragglers = new Stragglers({
      clock,
      table: this.table,
      book: this.#book,
      incidents: this.#book.incidents,
      announcer: this.#announcer,
      muted: (deviceKey, connectionId) => this.mutes.reasonFor(deviceKey, connectionId),
      called: source.called,
      words: parts.words,
    });
    this.#book.attach(this.#teller, this.#away);
    this.#links = new Links({
      clock,
      log,
      secrets: parts.secrets,
      openConnection: parts.openConnection,
      committer: this.#committer,
      sight: this.#sight,
      ledger: this.#ledger,
      pipeline: this.#pipeline,
      away: this.#away,
      announcer: this.#announcer,
      muted: (id) => this.mutes.reasonForConnection(id),
      table: this.table,
      nextId,
      emit: (event) => this.#emit(event),
      words: parts.words,
      ready: (id) => this.#ready(id),
    });
  }

  /** Calls the listener with every event from now on; returns its unsubscribe. */
  subscribe(listener: (event: MonitorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Whether a burst is being worked off. */
  hasBacklog(): boolean {
    return this.#committer.hasBacklog();
  }

  get revision(): number {
    return this.#revision;
  }

  /** Takes up where the last run stopped, then opens the connections. */
  async start(): Promise<void> {
    const { history, clock } = this.#parts;
    const [snapshot] = await Promise.all([history.load(), this.rules.load(this.#settings)]);
    this.#nextId = snapshot.nextId;
    const open = new Map(snapshot.openOutages.map((outage) => [outage.id, outage]));
    for (const record of snapshot.devices)
      this.#pipeline.restore(record, record.outageId === null ? null : (open.get(record.outageId) ?? null));
    this.edges.restore(snapshot.edges);
    this.#book.incidents.restore(snapshot.openIncidents, snapshot.openOutages);
    for (const [key, name] of snapshot.names) this.table.rename(key, name);
    for (const { outageId, acknowledged } of snapshot.acknowledgements) this.#book.restoreMarks(outageId, { acknowledged });
    for (const { outageId, muteId } of snapshot.muted) this.#book.restoreMarks(outageId, { mutedBy: muteId });
    this.mutes.restore(snapshot.mutes);
    this.maintenance.restore(snapshot.maintenance);
    for (const entry of snapshot.outbox) if (entry.kind === 'snooze') this.#book.snoozes.restore(entry);
    this.#waiting = snapshot.outbox.filter(({ kind }) => kind !== 'snooze');
    const { heartbeatAt, openBlindSpots, installationId } = snapshot;
    const since = new Map<string, number>();
    if (heartbeatAt !== null) {
      for (const { id } of this.#settings.brokers) {
        const spot = openBlindSpots.find((one) => one.connectionId === id);
        since.set(id, await blindSince(history, id, spot?.began ?? heartbeatAt));
      }
      this.#ledger.restore(snapshot.recent, (id) => since.get(id) ?? heartbeatAt, clock.mono() - clock.now());
    }
    const now = clock.now();
    if (snapshot.heartbeatAt !== null && now > snapshot.heartbeatAt) {
      const spot = {
        id: this.#nextId++,
        connectionId: null,
        began: snapshot.heartbeatAt,
        ended: now,
        reason: { code: 'not-running', detail: null } as const,
      };
      this.#committer.draft.blindSpots.set(spot.id, spot);
    }
    await this.rules.apply(this.#settings);
    this.rules.restore(snapshot.rules);
    this.#links.start({ installationId, heartbeatAt, openBlindSpots, blindSince: since });
    await this.apply(this.#settings);
    this.#housekeeping.start();
    this.#every('silence', SILENCE_SWEEP_MS, () => {
      // What a sleeping laptop did not hear is no silence, nor what waits to be read while the disk stands still.
      const isListening = this.#links.isAwake() && !this.#committer.isHeldUp();
      if (isListening && this.#watches.some((watch) => watch.silentAfterSeconds > 0)) this.#pipeline.sweepSilence();
    });
    this.#every('edges', EDGES_SWEEP_MS, () => this.edges.sweep());
    this.#every('losses', LOSSES_SWEEP_MS, () => this.#lastDay.sweep());
    this.#lastDay.start(snapshot.nextId);
    this.#timers.set(
      'losses-before',
      clock.after(RECALL_PATIENCE_MS, () => this.#lastDay.recall()),
    );
    this.#every('due', DUE_SWEEP_MS, () => {
      this.mutes.sweep();
      this.#book.snoozes.sweep((id) => this.#sees(id));
      for (const outageId of this.#book.incidents.takeGrown()) this.#teller.grown(outageId);
      this.#stragglers.sweep((id) => this.#sees(id));
    });
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
    this.#book.incidents.windowMs = 1000 * settings.notifications.incidentSeconds;
    this.#watches = settings.watches.flatMap((one) => {
      const outcome = openWatch(one);
      if (!outcome.ok) this.#parts.log.warn({ watch: one.id, reason: outcome.reason }, 'watch left out');
      return outcome.ok ? [outcome.watch] : [];
    });
    this.#watchesOf = new Map(
      settings.brokers.map(({ id }) => [id, this.#watches.filter((one) => one.connectionId === null || one.connectionId === id)]),
    );
    this.sites.forget();
    this.edges.apply(settings);
    this.lists.touch(null);
    await this.rules.apply(settings);
    await this.#links.apply(settings.brokers, (id) => this.#filters(id));
    if (before !== settings)
      this.#emit({ type: 'changed', topics: ['settings', 'connections', 'topology', 'devices', 'outages'], deviceKeys: [] });
    this.#checkReady();
  }

  /** Connects again now; false when there is no such connection. */
  reconnect(connectionId: string): boolean {
    return this.#links.reconnect(connectionId);
  }

  /** Publishes on the connection that watches; see `Links.publish`. */
  publish(connectionId: string, message: Outgoing): Promise<PublishOutcome> {
    return this.#links.publish(connectionId, message);
  }

  /** For the rehearsal: what a sleep of the computer does, to one connection alone. */
  woke(connectionId: string, asleepSince: number): void {
    this.#links.woke(connectionId, asleepSince);
  }

  /** For a shell that the system tells: it is about to sleep. */
  suspended(): void {
    this.#links.suspended();
  }

  /** It woke up: every connection is made anew at once. */
  resumed(): void {
    this.#links.resumed();
  }

  /** The network came back or is another one: tries again at once, and drops sockets that only look alive. */
  networkChanged(): void {
    this.#links.networkChanged();
    this.rules.retry(null);
  }

  async stop(): Promise<void> {
    await this.#housekeeping.stop();
    for (const cancel of this.#timers.values()) cancel();
    await this.rules.stop();
    await this.#links.stop();
    this.edges.stop();
    this.#teller.stop();
    this.#away.stop();
    await this.#announcer.idle();
    await this.#lastDay.idle();
    void this.#committer.draft;
    await this.#committer.stop();
  }

  overview(): Overview {
    const open = this.lists.incidents(OPEN_SHOWN);
    const nameOf = (key: string): string | null => this.table.nameOf(key);
    return {
      revision: this.#revision,
      counts: this.lists.counts(),
      flapping: this.lists.flapping(),
      connections: this.#links.views(),
      open: open.first.map((outage) => openOutageView(outage, nameOf)),
      openTotal: open.total,
      acknowledgedTotal: open.acknowledged,
      ...this.mutes.views(),
      failingRules: this.rules.failing(),
      notices: this.#health.notices(),
    };
  }

  /** A button of a notification was pressed. */
  answered(answer: Answer, outageIds: readonly number[]): Promise<ActOutcome> {
    return this.acts.answered(answer, outageIds);
  }

  /** Whether what a connection says of its devices holds now. */
  #sees(connectionId: string): boolean {
    const link = this.#sight.get(connectionId);
    return link?.state === 'connected' && link.ready;
  }

  isBlind(connectionId: string): boolean {
    return this.#sight.isBlind(connectionId);
  }

  #ready(id: string): void {
    // Behind everything the snapshot brought: ready is told when it is on disk.
    this.#committer.draft.afterwards.push(() => {
      const slept = this.#sight.get(id)?.wokeMono != null;
      this.#sight.ready(id);
      this.rules.connected();
      if (slept) this.#teller.returned(id, (held, { began }) => this.#away.adopts(id, held, began.notBefore));
      else this.#teller.connected();
      this.#away.ready(id, 1000 * this.#settings.notifications.holdSeconds);
      this.#resume(id);
      this.#checkReady();
    });
  }

  #checkReady(): void {
    if (this.#toldReady || !this.#sight.allReady()) return;
    this.#toldReady = true;
    this.#committer.draft.afterwards.push(() => {
      this.#emit({ type: 'ready', at: this.#parts.clock.now() });
      this.#lastDay.recall();
    });
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

  readonly #connectionName = (id: string): string => this.#settings.brokers.find((one) => one.id === id)?.name ?? id;

  #treeChanged(): void {
    this.sites.forget();
    this.#emit({ type: 'changed', topics: ['topology', 'devices'], deviceKeys: [] });
  }

  #filters(connectionId: string): readonly string[] {
    const watches = this.#watchesOf.get(connectionId) ?? [];
    const ofWatches = new Set(watches.flatMap((watch) => watch.conventions.flatMap((convention) => convention.filters)));
    return withRuleFilters([...ofWatches], this.rules.filters(connectionId));
  }

  #every(name: string, ms: number, call: () => void): void {
    const again = (): void => {
      this.#timers.set(name, this.#parts.clock.after(ms, again));
      call();
    };
    this.#timers.set(name, this.#parts.clock.after(ms, again));
  }

  #emit(event: MonitorEvent): void {
    if (event.type === 'changed' && event.topics.includes('devices'))
      this.lists.touch(event.deviceKeys.length === 0 ? null : event.deviceKeys);
    this.#tell(event);
  }

  #tell(event: MonitorEvent): void {
    if (event.type === 'changed') this.#revision++;
    for (const listener of this.#listeners) listener(event);
  }
}

/** What no watch listens to yet: a broker may send a message once for each filter of ours that means it. */
function withRuleFilters(ofWatches: readonly string[], ofRules: readonly string[]): readonly string[] {
  return [...ofWatches, ...ofRules.filter((filter) => !ofWatches.some((wider) => covers(wider, filter)))];
}
