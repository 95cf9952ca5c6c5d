import { createHash } from 'node:crypto';
import { isAwsIot } from '../contract/aws-iot.ts';
import type { ConnectionView, LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { BlindSpotRecord } from '../history/port.ts';
import { ownClientId } from '../mqtt/client-id.ts';
import type { Connection, Outgoing, Subscription } from '../mqtt/port.ts';
import { passphraseName, passwordName, type Secrets } from '../settings/port.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { Announcer } from './announcer.ts';
import type { Away } from './away.ts';
import type { Committer } from './committer.ts';
import type { DeviceTable } from './device-table.ts';
import { DROPPED_TOPIC, DropWatch } from './drop-watch.ts';
import type { MonitorEvent } from './events.ts';
import type { Ledger } from './ledger.ts';
import type { Pipeline } from './pipeline.ts';
import type { Clock, Logger, OpenConnection } from './ports.ts';
import { BLIP_MS, type Sight } from './sight.ts';
import { type Sleep, SleepWatch } from './sleep.ts';
import { historyPath } from './window-paths.ts';

/** After a sleep: time to read what waited in our sockets before they are dropped. */
const WAKE_MS = 250;
/** The system's own word that it woke up may come this long after our clocks have shown it. */
const JUST_WOKEN_MS = 5000;
/** Two readings of the broker's counters (10 s in Mosquitto) after ready: what our own subscription made it drop shows by then. */
const OWN_SNAPSHOT_MS = 25_000;
/** A broker that drops all the time is recorded all the time, and told this often. */
const DROPPED_TELL_AGAIN_MS = 600_000;

export interface LinksParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly openConnection: OpenConnection;
  readonly committer: Committer;
  readonly sight: Sight;
  readonly ledger: Ledger;
  readonly pipeline: Pipeline;
  readonly away: Away;
  readonly announcer: Announcer;
  /** Why a mute keeps all of a connection silent now; null: none does. */
  readonly muted: (connectionId: string) => string | null;
  readonly table: DeviceTable;
  readonly nextId: () => number;
  readonly emit: (event: MonitorEvent) => void;
  readonly words: () => DomainWords;
  /** The retained snapshot of a connection has been handed on. */
  readonly ready: (connectionId: string) => void;
}

/** What history knows of the time before this run. */
export interface Before {
  readonly installationId: string;
  readonly heartbeatAt: number | null;
  readonly openBlindSpots: readonly BlindSpotRecord[];
  /** Per connection: since when what the broker kept may have happened. */
  readonly blindSince: ReadonlyMap<string, number>;
}

/** `no-connection`: there is none of this id, or it is switched off. */
export type PublishOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'no-connection' | 'not-connected' | 'lost' };

interface Live {
  readonly broker: BrokerSettings;
  readonly password: string | null;
  readonly passphrase: string | null;
  readonly connection: Connection | null;
}

/** The connections to the brokers: opened and closed as the settings say, blind and back, asleep and awake. */
export class Links {
  readonly #parts: LinksParts;
  readonly #live = new Map<string, Live>();
  readonly #timers = new Map<string, () => void>();
  readonly #drops = new Map<string, DropWatch>();
  readonly #droppedTold = new Map<string, number>();
  readonly #sleepWatch: SleepWatch;
  /** Connections just woken up: what arrives had been waiting for us. */
  readonly #waking = new Set<string>();
  #isStopped = false;
  /** When the system said that it goes to sleep, until it woke up. */
  #suspendedAt: number | null = null;
  #wokeMono = Number.NEGATIVE_INFINITY;
  #before: Before = { installationId: '', heartbeatAt: null, openBlindSpots: [], blindSince: new Map() };

  constructor(parts: LinksParts) {
    this.#parts = parts;
    this.#sleepWatch = new SleepWatch(parts.clock, (sleep) => this.#wokeUp(sleep));
  }

  start(before: Before): void {
    this.#before = before;
    this.#sleepWatch.start();
  }

  /** Opens, closes and changes what differs. `filters` of each broker's watches. */
  async apply(brokers: readonly BrokerSettings[], filters: (connectionId: string) => readonly string[]): Promise<void> {
    const wanted = new Set(brokers.map(({ id }) => id));
    for (const id of this.#live.keys())
      if (!wanted.has(id)) {
        await this.#live.get(id)?.connection?.stop();
        // Not watched any more: not seeing it is no blindness.
        this.#endSpot(id);
        await this.#close(id);
      }
    for (const broker of brokers) await this.#open(broker, filters(broker.id));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#sleepWatch.stop();
    for (const cancel of this.#timers.values()) cancel();
    await Promise.all([...this.#live.values()].map((live) => live.connection?.stop()));
  }

  /** False just after a sleep, also one that nobody has noticed yet. */
  isAwake(): boolean {
    this.#sleepWatch.check();
    return this.#waking.size === 0;
  }

  /** Connects again now, dropping a socket that may only look alive. */
  reconnect(connectionId: string): boolean {
    const connection = this.#live.get(connectionId)?.connection;
    connection?.reconnect({ code: 'connecting', detail: null });
    return connection != null;
  }

  /** Publishes on the connection that watches. `lost`: sent, but the connection ended before the broker said that it has it. */
  async publish(connectionId: string, message: Outgoing): Promise<PublishOutcome> {
    const connection = this.#live.get(connectionId)?.connection;
    if (connection == null) return { ok: false, reason: 'no-connection' };
    if (this.#parts.sight.get(connectionId)?.state !== 'connected') return { ok: false, reason: 'not-connected' };
    return (await connection.publish(message)) ? { ok: true } : { ok: false, reason: 'lost' };
  }

  /** The system is about to sleep. */
  suspended(): void {
    this.#suspendedAt = this.#parts.clock.now();
  }

  /** The system says that it woke up. A nap too short for our clocks to show has killed the sockets too. */
  resumed(): void {
    const { clock } = this.#parts;
    this.#sleepWatch.check();
    // Our own clocks were faster, and everything is being made anew.
    if (clock.mono() - this.#wokeMono < JUST_WOKEN_MS) return;
    const ended = clock.now();
    this.#wokeUp({ began: Math.min(this.#suspendedAt ?? ended, ended), ended, uncountedMs: 0 });
  }

  /** The network came back or is another one: who waits tries now, and who is connected must show that it is alive. */
  networkChanged(): void {
    for (const { connection } of this.#live.values()) connection?.check();
  }

  views(): readonly ConnectionView[] {
    const { sight, table, pipeline } = this.#parts;
    return [...this.#live.values()].flatMap(({ broker }) => {
      const link = sight.get(broker.id);
      if (link === undefined) return [];
      const { state, since, reason, retryAt, refused } = link;
      const counts = { deviceCount: table.count(broker.id), unrecognised: pipeline.unrecognised(broker.id) };
      return [
        { id: broker.id, name: broker.name, url: broker.url, state, since, reason, retryAt, refusedFilters: refused, ...counts },
      ];
    });
  }

  #wokeUp(sleep: Sleep): void {
    this.#suspendedAt = null;
    this.#wokeMono = this.#parts.clock.mono();
    this.#woke(sleep, [...this.#live.keys()]);
  }

  /** As after a sleep since then, for one connection. */
  woke(id: string, since: number): void {
    if (this.#live.has(id)) this.#woke({ began: since, ended: this.#parts.clock.now(), uncountedMs: 0 }, [id]);
  }

  /** A closed laptop is a blind spot. Its sockets may look alive and are not: they are made anew. */
  #woke(sleep: Sleep, ids: readonly string[]): void {
    this.#parts.log.info({ ...sleep, connections: ids }, 'woke up');
    for (const id of ids) this.#waking.add(id);
    this.#parts.sight.slept(sleep, ids);
    for (const id of ids) this.#parts.away.begin(id, sleep.began, false);
    this.#timers.get('wake')?.();
    this.#timers.set(
      'wake',
      this.#parts.clock.after(WAKE_MS, () => {
        const woken = [...this.#waking];
        this.#waking.clear();
        for (const id of woken) this.#live.get(id)?.connection?.reconnect({ code: 'asleep', detail: null });
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
    const link = this.#parts.sight.get(id);
    if (dropped === 0 || link === undefined) return;
    // An MQTT 3.1.1 broker sends its retained messages to our QoS 1 subscription too, and drops those above its queue; we have read them at QoS 0.
    if (link.readyMono === null || clock.mono() - link.readyMono < OWN_SNAPSHOT_MS) return;
    log.warn({ connection: id, dropped }, 'the broker dropped messages');
    const spot: BlindSpotRecord = {
      id: this.#parts.nextId(),
      connectionId: id,
      began: Math.min(before, clock.now()),
      ended: clock.now(),
      reason: { code: 'dropped', detail: String(dropped) },
    };
    this.#parts.committer.draft.blindSpots.set(spot.id, spot);
    void this.#live.get(id)?.connection?.resync();
    if (clock.mono() - (this.#droppedTold.get(id) ?? Number.NEGATIVE_INFINITY) < DROPPED_TELL_AGAIN_MS) return;
    this.#droppedTold.set(id, clock.mono());
    const name = this.#live.get(id)?.broker.name ?? id;
    const body = words().droppedBody(dropped);
    void this.#parts.announcer.announce(
      { title: words().droppedTitle(name), body, urgency: 'normal', path: historyPath(spot.began, clock.now()) },
      undefined,
      this.#parts.muted(id),
    );
  }

  async #open(broker: BrokerSettings, filters: readonly string[]): Promise<void> {
    const { secrets, openConnection, clock } = this.#parts;
    const password = await secrets.read(passwordName(broker.id));
    const passphrase = await secrets.read(passphraseName(broker.id));
    const live = this.#live.get(broker.id);
    if (live !== undefined) {
      if (sameConnection(live, { broker, password, passphrase })) {
        this.#live.set(broker.id, { ...live, broker });
        // Not awaited: a connection that is down takes the filters up when it is back.
        void live.connection?.watch(filters);
        return;
      }
      await this.#close(broker.id);
    }
    const spot = this.#before.openBlindSpots.find((one) => one.connectionId === broker.id) ?? null;
    const { heartbeatAt, blindSince } = this.#before;
    this.#parts.sight.add(broker.id, spot, heartbeatAt, blindSince.get(broker.id) ?? spot?.began ?? heartbeatAt);
    // Switched off or on by a person: another blindness than the one before.
    const open = this.#parts.sight.get(broker.id)?.spot;
    const isStopped = open?.reason.code === 'stopped';
    if (broker.enabled ? isStopped && live?.broker.enabled !== true : !isStopped) this.#endSpot(broker.id);
    if (!broker.enabled) {
      this.#live.set(broker.id, { broker, password, passphrase, connection: null });
      this.#blind(broker.id, { code: 'stopped', detail: null }, null, null);
      return;
    }
    const id = broker.id;
    const connection = openConnection(
      {
        settings: broker,
        password,
        passphrase,
        clientId: clientIdOf(this.#before.installationId, broker),
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
          if (message.side !== 'live' && !message.retain && !message.queued && !this.#waking.has(id))
            this.#parts.sight.caughtUp(id);
          return this.#parts.pipeline.receive(
            this.#waking.has(id) && !message.retain ? { ...message, queued: true } : message,
            settle,
          );
        },
        connected: ({ sessionPresent }) => {
          this.#parts.ledger.begin(id, sessionPresent, clock.mono());
          this.#parts.away.begin(
            id,
            this.#parts.sight.get(id)?.awaySince ?? null,
            !sessionPresent && this.#parts.table.count(id) > 0,
          );
          this.#parts.pipeline.link(id, 'connected', null, this.#parts.sight.connected(id, sessionPresent));
        },
        subscribed: (granted) => this.#subscribed(id, granted),
        ready: () => this.#parts.ready(id),
        blind: ({ reason, retryAt, seenAt }) => {
          this.#parts.ledger.end(id, clock.mono());
          this.#parts.away.lostAgain(id);
          this.#blind(id, reason, retryAt, seenAt);
        },
      },
    );
    this.#live.set(id, { broker, password, passphrase, connection });
    connection.start();
    // Shown as unknown once it is no blip any more: nothing else would tell the window.
    this.#blipOver(id, clock);
  }

  async #close(id: string): Promise<void> {
    await this.#live.get(id)?.connection?.stop();
    this.#live.delete(id);
    this.#parts.sight.remove(id);
  }

  #endSpot(id: string): void {
    const ended = this.#parts.sight.endSpot(id);
    if (ended !== null) this.#parts.committer.draft.blindSpots.set(ended.id, ended);
  }

  #blind(id: string, reason: LinkReason, retryAt: number | null, seenAt: number | null): void {
    // The end of this run is no blindness of its own: the next start sees the gap between the two.
    if (this.#isStopped) return;
    const { spot, news } = this.#parts.sight.blind(id, reason, retryAt, seenAt, this.#parts.nextId);
    if (news) this.#parts.pipeline.link(id, 'blind', reason, spot);
    else if (spot !== null) this.#parts.committer.draft.blindSpots.set(spot.id, spot);
    this.#parts.emit({ type: 'changed', topics: ['connections'], deviceKeys: [] });
    this.#blipOver(id, this.#parts.clock);
  }

  #blipOver(id: string, clock: Clock): void {
    this.#timers.get(`blip:${id}`)?.();
    const tell = (): void => this.#parts.emit({ type: 'changed', topics: ['devices', 'connections'], deviceKeys: [] });
    this.#timers.set(`blip:${id}`, clock.after(BLIP_MS, tell));
  }

  #subscribed(id: string, granted: readonly Subscription[]): void {
    const answered = new Set(granted.map(({ filter }) => filter));
    const refused = granted.filter((one) => one.code >= 128);
    // They come in batches, each about its own filters.
    this.#parts.sight.refused(id, [
      ...(this.#parts.sight.get(id)?.refused ?? []).filter(({ filter }) => !answered.has(filter)),
      ...refused.map(({ filter, code }) => ({
        filter,
        code,
        reason: { code: 'subscribe-refused', detail: `${filter}, code ${code}` } as const,
      })),
    ]);
    for (const { filter, code } of refused) this.#parts.log.warn({ connection: id, filter, code }, 'subscription refused');
    this.#parts.emit({ type: 'changed', topics: ['connections'], deviceKeys: [] });
  }
}

function sameConnection(live: Live, wanted: Omit<Live, 'connection'>): boolean {
  const { name: _before, ...before } = live.broker;
  const { name: _after, ...after } = wanted.broker;
  const isSameSecret = live.password === wanted.password && live.passphrase === wanted.passphrase;
  return isSameSecret && JSON.stringify(before) === JSON.stringify(after);
}

/** Stable per installation and connection, so that the broker finds our session again. */
export function clientIdOf(installationId: string, broker: BrokerSettings): string {
  return ownClientId(createHash('sha256').update(`${installationId}\n${broker.id}`).digest('hex').slice(0, 13), isAwsIot(broker));
}
