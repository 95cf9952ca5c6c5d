import type { ConnectionView, LinkReason } from '../contract/model.ts';
import type { BlindSpotRecord } from '../history/port.ts';
import type { Clock } from './ports.ts';

/** A lost connection is shown as blindness only after this: a blip changes nothing. */
export const BLIP_MS = 5000;

interface Link {
  state: 'connecting' | 'connected' | 'blind';
  since: number;
  sinceMono: number;
  reason: LinkReason | null;
  retryAt: number | null;
  /** The open row, once there is something to say about it. */
  spot: BlindSpotRecord | null;
  /** Since when we could not see before the present connection; null when we never saw before. */
  blindSince: number | null;
  ready: boolean;
  /** When the retained snapshot was in, monotonic; null before. */
  readyMono: number | null;
  refused: ConnectionView['refusedFilters'];
}

/** What we can see, per connection, and since when we cannot. Blindness is never written per device. */
export class Sight {
  readonly #links = new Map<string, Link>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A connection that is about to be opened.
   * @param spot the blind spot that was open when we last stopped, or null
   * @param lastSeen when a writer last ran, if ever: nothing was seen since
   */
  add(id: string, spot: BlindSpotRecord | null, lastSeen: number | null): void {
    this.#links.set(id, {
      state: 'connecting',
      since: this.#clock.now(),
      sinceMono: this.#clock.mono(),
      reason: null,
      retryAt: null,
      spot,
      blindSince: spot?.began ?? lastSeen,
      ready: false,
      readyMono: null,
      refused: [],
    });
  }

  remove(id: string): void {
    this.#links.delete(id);
  }

  readonly has = (id: string): boolean => this.#links.has(id);

  get(id: string): Readonly<Link> | undefined {
    return this.#links.get(id);
  }

  /** @returns the blind spot that ends with this connection, or null */
  connected(id: string): BlindSpotRecord | null {
    const link = this.#links.get(id);
    if (link === undefined) return null;
    const now = this.#clock.now();
    const ended = link.spot === null ? null : { ...link.spot, ended: Math.max(now, link.spot.began) };
    Object.assign(link, {
      state: 'connected',
      since: now,
      sinceMono: this.#clock.mono(),
      reason: null,
      retryAt: null,
      spot: null,
      ready: false,
      readyMono: null,
    });
    return ended;
  }

  /** We slept: whatever reaches us now may be as old as that. */
  slept(began: number): void {
    for (const link of this.#links.values()) if (link.state === 'connected') link.blindSince = began;
  }

  /**
   * The connection was lost, or an attempt failed.
   * @returns the blind spot that begins or, with a new reason, goes on; null when nothing changed that history should know
   */
  blind(
    id: string,
    reason: LinkReason,
    retryAt: number | null,
    nextId: () => number,
  ): { readonly spot: BlindSpotRecord | null; readonly news: boolean } {
    const link = this.#links.get(id);
    if (link === undefined) return { spot: null, news: false };
    const now = this.#clock.now();
    const wasSeeing = link.state === 'connected';
    const news = link.state !== 'blind' || link.reason?.code !== reason.code || link.reason.detail !== reason.detail;
    if (link.state !== 'blind') {
      link.since = now;
      link.sinceMono = this.#clock.mono();
    }
    // Dropped after a sleep: we have seen nothing since before it.
    if (wasSeeing && reason.code !== 'asleep') link.blindSince = now;
    Object.assign(link, { state: 'blind', reason, retryAt, ready: false });
    if (link.spot !== null) return { spot: null, news };
    link.spot = {
      id: nextId(),
      connectionId: id,
      began: reason.code === 'asleep' ? (link.blindSince ?? now) : now,
      ended: null,
      reason,
    };
    return { spot: link.spot, news };
  }

  ready(id: string): void {
    const link = this.#links.get(id);
    if (link !== undefined) Object.assign(link, { ready: true, readyMono: this.#clock.mono() });
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
