import type { ConnectionView, LinkReason } from '../contract/model.ts';
import type { BlindSpotRecord } from '../history/port.ts';
import { AWAY_MS } from './away.ts';
import type { Clock } from './ports.ts';
import type { Sleep } from './sleep.ts';

/** A lost connection is shown as blindness only after this: a blip changes nothing. */
export const BLIP_MS = 5000;
/** After a return the broker may take this long to hand over what it kept; nothing says when it is done. */
export const CATCH_UP_MS = 120_000;

/** When a connection ends this soon after a will, the broker may be going down: it publishes everybody's will just before it drops us. */
const BROKER_STOP_MS = 2000;
/** We ended the connection ourselves. */
const OUR_OWN: ReadonlySet<LinkReason['code']> = new Set(['asleep', 'connecting', 'stopped']);
/** Said or shown by a broker that goes down. */
const BY_BROKER: ReadonlySet<LinkReason['code']> = new Set(['closed-by-broker', 'server-unavailable', 'refused']);
const MOST_DROPS = 20;

/** Whether nothing was seen then; where the broker or the disk dropped something we saw the rest. */
export function isBlindness({ code }: LinkReason): boolean {
  return code !== 'dropped' && code !== 'history-full' && code !== 'history-failing';
}

interface Link {
  state: 'connecting' | 'connected' | 'blind';
  since: number;
  sinceMono: number;
  reason: LinkReason | null;
  retryAt: number | null;
  /** The open row, once there is something to say about it. */
  spot: BlindSpotRecord | null;
  /** Since when we do not see, or did not before the present connection; null when we never saw before. */
  awaySince: number | null;
  /**
   * Since when what the broker hands over as old may have happened. As `awaySince`; earlier when the connection before ended before
   * everything was handed over that the broker had kept.
   */
  blindSince: number | null;
  /** When the connection was lost, not by ourselves, monotonic; the oldest first, only the last ones. */
  readonly drops: { readonly mono: number; byBroker: boolean }[];
  /** When the present one began, or the last one; null: not yet. */
  connectedMono: number | null;
  /** The blind spot that was open when an earlier run stopped. */
  readonly spotBefore: BlindSpotRecord | null;
  /** What the broker had kept for us is behind us. */
  caughtUp: boolean;
  ready: boolean;
  /** When we noticed that we had slept, monotonic; null once the connection made anew after it has told what happened meanwhile. */
  wokeMono: number | null;
  /** When the retained snapshot was in, monotonic; null before. */
  readyMono: number | null;
  refused: ConnectionView['refusedFilters'];
}

/** What we can see, per connection, and since when we cannot. Blindness is never written per device. */
export class Sight {
  readonly #links = new Map<string, Link>();
  /** Connections that were closed in this run. */
  readonly #removed = new Map<string, Pick<Link, 'spot' | 'awaySince' | 'blindSince' | 'drops' | 'spotBefore'>>();
  readonly #clock: Clock;
  #uncountedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A connection that is about to be opened. One that was closed in this run goes on from there.
   * @param spot the blind spot that was open when we last stopped, or null
   * @param lastSeen when a writer last ran, if ever: nothing was seen since
   * @param blindSince as for a `Link`
   */
  add(id: string, spot: BlindSpotRecord | null, lastSeen: number | null, blindSince: number | null): void {
    const before = this.#removed.get(id) ?? {
      spot,
      awaySince: spot?.began ?? lastSeen,
      blindSince,
      drops: [],
      spotBefore: spot,
    };
    this.#removed.delete(id);
    this.#links.set(id, {
      state: 'connecting',
      since: this.#clock.now(),
      sinceMono: this.#clock.mono(),
      reason: null,
      retryAt: null,
      spot: before.spot,
      awaySince: before.awaySince,
      blindSince: before.blindSince,
      drops: before.drops,
      connectedMono: null,
      spotBefore: before.spotBefore,
      caughtUp: false,
      ready: false,
      readyMono: null,
      wokeMono: null,
      refused: [],
    });
  }

  /** Slept in this run, milliseconds that the monotonic clock did not count. */
  get uncountedMs(): number {
    return this.#uncountedMs;
  }

  remove(id: string): void {
    const link = this.#links.get(id);
    if (link !== undefined) this.#removed.set(id, link);
    this.#links.delete(id);
  }

  readonly has = (id: string): boolean => this.#links.has(id);

  get(id: string): Readonly<Link> | undefined {
    return this.#links.get(id);
  }

  /** @returns the blind spot that ends with this connection, or null */
  connected(id: string, sessionPresent: boolean): BlindSpotRecord | null {
    const link = this.#links.get(id);
    if (link === undefined) return null;
    const now = this.#clock.now();
    const ended = link.spot === null ? null : { ...link.spot, ended: Math.max(now, link.spot.began) };
    Object.assign(link, {
      state: 'connected',
      since: now,
      sinceMono: this.#clock.mono(),
      connectedMono: this.#clock.mono(),
      reason: null,
      retryAt: null,
      spot: null,
      caughtUp: !sessionPresent,
      ready: false,
      readyMono: null,
    });
    return ended;
  }

  /** A message came that the broker had not kept: nothing older waits there. */
  caughtUp(id: string): void {
    const link = this.#links.get(id);
    if (link !== undefined) link.caughtUp = true;
  }

  /** We slept: whatever reaches us now may be as old as that. */
  slept({ began, uncountedMs }: Sleep, ids: readonly string[]): void {
    this.#uncountedMs += uncountedMs;
    for (const id of ids) {
      const link = this.#links.get(id);
      if (link === undefined) continue;
      link.wokeMono = this.#clock.mono();
      if (link.state === 'connected') this.#lostSight(link, began);
    }
  }

  #lostSight(link: Link, at: number): void {
    const isBehindUs = link.ready && (link.caughtUp || this.#clock.mono() - link.sinceMono >= CATCH_UP_MS);
    if (isBehindUs || link.blindSince === null) link.blindSince = at;
    link.awaySince = at;
  }

  /**
   * The connection was lost, or an attempt failed.
   * @param seenAt when the broker was last heard, where it is known: a dead line is noticed long after
   * @returns the blind spot that begins or, with a new reason, goes on; null when nothing changed that history should know
   */
  blind(
    id: string,
    reason: LinkReason,
    retryAt: number | null,
    seenAt: number | null,
    nextId: () => number,
  ): { readonly spot: BlindSpotRecord | null; readonly news: boolean } {
    const link = this.#links.get(id);
    if (link === undefined) return { spot: null, news: false };
    const now = this.#clock.now();
    const news = link.state !== 'blind' || link.reason?.code !== reason.code || link.reason.detail !== reason.detail;
    const lastSeen = Math.min(now, seenAt ?? now);
    // Dropped after a sleep: we have seen nothing since before it, or since the line was dead before that.
    const from = link.state === 'connecting' ? link.since : reason.code === 'asleep' ? link.awaySince : null;
    const since = Math.min(lastSeen, from ?? lastSeen);
    if (link.state === 'connected') this.#lostSight(link, since);
    this.#noteDrop(link, reason);
    if (link.state !== 'blind') {
      link.since = now;
      link.sinceMono = this.#clock.mono();
    }
    Object.assign(link, { state: 'blind', reason, retryAt, ready: false });
    if (link.spot !== null) return { spot: null, news };
    link.spot = {
      id: nextId(),
      connectionId: id,
      began: since,
      ended: null,
      reason,
    };
    return { spot: link.spot, news };
  }

  #noteDrop({ state, drops }: Link, { code }: LinkReason): void {
    if (state === 'connected' && !OUR_OWN.has(code)) {
      drops.push({ mono: this.#clock.mono(), byBroker: BY_BROKER.has(code) });
      if (drops.length > MOST_DROPS) drops.shift();
    }
    // Nobody listens there any more.
    const last = drops.at(-1);
    if (state === 'blind' && last !== undefined && BY_BROKER.has(code)) last.byBroker = true;
  }

  /**
   * Whether a will may have been that of a broker going down, which publishes everybody's.
   * @param willMono when it came, monotonic
   * @param isKept the broker had kept it for our return
   * @returns when the broker then dropped us, monotonic; null: it was an ordinary will
   */
  brokerStop(id: string, willMono: number, isKept: boolean): number | null {
    const drops = this.#links.get(id)?.drops ?? [];
    if (!isKept) return drops.find(({ mono }) => mono >= willMono && mono - willMono <= BROKER_STOP_MS)?.mono ?? null;
    const last = drops.findLast(({ mono }) => mono <= willMono);
    return last?.byBroker === true && willMono - last.mono <= AWAY_MS ? last.mono : null;
  }

  /** As `brokerStop`, of a will that came live in an earlier run, by the wall clock. */
  wasBrokerStop(id: string, willAt: number | null): boolean {
    const spot = this.#links.get(id)?.spotBefore ?? null;
    if (spot === null || willAt === null || OUR_OWN.has(spot.reason.code)) return false;
    return spot.began >= willAt && spot.began - willAt <= BROKER_STOP_MS;
  }

  ready(id: string): void {
    const link = this.#links.get(id);
    if (link !== undefined) Object.assign(link, { ready: true, readyMono: this.#clock.mono(), wokeMono: null });
  }

  /** Ends the open blind spot of a connection, which goes on with another one or is watched no more. */
  endSpot(id: string): BlindSpotRecord | null {
    const link = this.#links.get(id);
    if (link?.spot == null) return null;
    const ended = { ...link.spot, ended: Math.max(this.#clock.now(), link.spot.began) };
    link.spot = null;
    return ended;
  }

  refused(id: string, refused: ConnectionView['refusedFilters']): void {
    const link = this.#links.get(id);
    if (link !== undefined) link.refused = refused;
  }

  allReady(): boolean {
    return [...this.#links.values()].every((link) => link.ready);
  }

  /** Whether devices of a connection must be shown as unknown. A connection that is not watched any more is blind too. */
  readonly isBlind = (id: string): boolean => {
    const link = this.#links.get(id);
    if (link === undefined) return true;
    return link.state !== 'connected' && this.#clock.mono() - link.sinceMono >= BLIP_MS;
  };
}
