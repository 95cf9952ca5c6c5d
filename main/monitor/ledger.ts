import { hash } from 'node:crypto';
import type { RawMessage } from '../presence/message.ts';

/** A broker may be this far behind on the persistent connection: its in-flight window is small and waits for our disk. */
const LIVE_WAITS_MS = 60_000;
/** QoS 0 has no window; its copy is at most a retransmission behind. Short, so that a stray copy cannot swallow later news. */
const KEPT_WAITS_MS = 10_000;
/** What the broker had kept has no live copy; what came just after the reconnect may look as if it had been kept, and has one. */
const QUEUED_WAITS_MS = 2000;
/** After a reconnect: how long the kept session may take to hand over what we had seen live before. */
const OLD_LIFE_WAITS_MS = 120_000;
/**
 * How long before a connection's end an acknowledgement may have been lost with it. A living connection answers a ping every keep-alive,
 * and with it every acknowledgement sent before.
 */
export const TAIL_MS = 120_000;
/** What was seen live this long before a connection was lost may still be handed over by its kept session. */
const AWAITED_MS = 180_000;
const SWEEP_MS = 5000;
const MAX_WAITING = 200_000;
const HASHED_ABOVE_BYTES = 64;

/**
 * `new`: never counted. `twin`: the other copy of a message that came in this life of the connection.
 * `old`: counted before this life: redelivered, or seen live before the connection was lost.
 */
export type Meeting = { readonly met: 'new' } | { readonly met: 'twin' | 'old'; readonly messageId: number };

/** A stored message that may come again, as history remembers it. */
export interface Remembered {
  readonly id: number;
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedAt: number;
  readonly packetId: number | null;
  /** The connection whose copy has not come. */
  readonly awaits: 'kept' | 'live' | null;
}

interface Waiting {
  readonly side: 'kept' | 'live';
  /** Oldest first. */
  readonly copies: { readonly until: number; readonly id: number; readonly life: number }[];
}

interface Delivered {
  readonly key: string;
  readonly id: number;
  readonly at: number;
}

interface Link {
  life: number;
  isAlive: boolean;
  livedAt: number;
  readonly waiting: Map<string, Waiting>;
  size: number;
  readonly delivered: Map<number, Delivered>;
  sweptAt: number;
}

/**
 * Knows which messages were counted, so that each counts once: a message that comes on both connections, one that the broker delivers again
 * because our acknowledgement was lost, and one that was seen live and is handed over again by the kept session after a cut or a crash.
 *
 * A copy is the same message when topic, payload and retain are the same. Each copy waits for its twin; one that finds a waiting copy of the
 * other side is the twin and is used up with it; any other is news. So a device lost twice with the same will is told twice, and a message
 * that the broker dropped on one side is told from the other. In doubt it counts twice rather than never.
 */
export class Ledger {
  readonly #links = new Map<string, Link>();

  /**
   * Takes up what the last run knew.
   * @param endedAt when a connection was lost, or that run with it, wall clock
   * @param toMono what makes a time of the wall clock one of this run's monotonic clock, on which everything else here runs
   */
  restore(remembered: Iterable<Remembered>, endedAt: (connectionId: string) => number, toMono: number): void {
    for (const { id, connectionId, topic, payload, receivedAt, packetId, awaits } of remembered) {
      const before = endedAt(connectionId) - receivedAt;
      if (before > AWAITED_MS) continue;
      const link = this.#link(connectionId);
      const key = keyOf(topic, payload, false);
      if (packetId !== null && before <= TAIL_MS) link.delivered.set(packetId, { key, id, at: receivedAt + toMono });
      if (awaits === 'kept') wait(link, key, 'live', { until: 0, id, life: -1 });
    }
  }

  /** The connection was accepted at `at`, monotonic. A session that the broker has forgotten delivers nothing again. */
  begin(connectionId: string, sessionPresent: boolean, at: number): void {
    const link = this.#link(connectionId);
    link.life++;
    link.isAlive = true;
    link.livedAt = at;
    if (!sessionPresent) link.delivered.clear();
    for (const [key, waiting] of link.waiting) {
      // The live connection begins anew each time: the copies that it owed us will not come, and must not swallow later news.
      if (sessionPresent && waiting.side === 'live') continue;
      link.size -= waiting.copies.length;
      link.waiting.delete(key);
    }
  }

  /** The connection was lost at `at`, monotonic. An attempt that fails ends nothing. */
  end(connectionId: string, at: number): void {
    const link = this.#link(connectionId);
    if (!link.isAlive) return;
    link.isAlive = false;
    // In a life this short the broker may not have come to what the lives before still owed.
    const wasShort = at - link.livedAt < OLD_LIFE_WAITS_MS;
    for (const [packetId, one] of link.delivered)
      if (one.at < at - TAIL_MS && !(wasShort && one.at < link.livedAt)) link.delivered.delete(packetId);
  }

  /** @param id the message's id, should it be new */
  meet(message: RawMessage, id: number): Meeting {
    const link = this.#link(message.connectionId);
    const { receivedMono: at, packetId, side } = message;
    if (at - link.sweptAt >= SWEEP_MS || link.size >= MAX_WAITING) sweep(link, at);
    const key = keyOf(message.topic, message.payload, message.retain);
    if (packetId !== null && message.dup) {
      const before = link.delivered.get(packetId);
      if (before?.key === key) return { met: 'old', messageId: before.id };
    }
    // Of the SUBSCRIBE before. Its live copy came then, if ever, and must not be taken for that of today.
    if (message.retain && (message.queued || message.dup)) return { met: 'new' };
    const own = side === 'only' ? 'kept' : side;
    const waiting = link.waiting.get(key);
    if (waiting !== undefined) link.size -= dropOld(link, waiting, at);
    const twin = waiting !== undefined && waiting.side !== own ? waiting.copies.shift() : undefined;
    if (packetId !== null) link.delivered.set(packetId, { key, id: twin?.id ?? id, at });
    if (waiting !== undefined && twin !== undefined) {
      link.size--;
      if (waiting.copies.length === 0) link.waiting.delete(key);
      return { met: twin.life === link.life ? 'twin' : 'old', messageId: twin.id };
    }
    const waitsMs = side === 'live' ? LIVE_WAITS_MS : message.queued ? QUEUED_WAITS_MS : KEPT_WAITS_MS;
    if (side !== 'only') wait(link, key, side, { until: at + waitsMs, id, life: link.life });
    return { met: 'new' };
  }

  #link(connectionId: string): Link {
    let link = this.#links.get(connectionId);
    if (link === undefined) {
      link = {
        life: 0,
        isAlive: false,
        livedAt: 0,
        waiting: new Map(),
        size: 0,
        delivered: new Map(),
        sweptAt: Number.NEGATIVE_INFINITY,
      };
      this.#links.set(connectionId, link);
    }
    return link;
  }
}

function wait(link: Link, key: string, side: 'kept' | 'live', copy: Waiting['copies'][number]): void {
  const waiting = link.waiting.get(key);
  if (waiting !== undefined && waiting.side === side) waiting.copies.push(copy);
  else {
    if (waiting !== undefined) link.size -= waiting.copies.length;
    link.waiting.set(key, { side, copies: [copy] });
  }
  link.size++;
}

function sweep(link: Link, at: number): void {
  link.sweptAt = at;
  for (const [key, waiting] of link.waiting) {
    link.size -= dropOld(link, waiting, at);
    if (waiting.copies.length === 0) link.waiting.delete(key);
  }
  if (link.size < MAX_WAITING) return;
  // A map keeps its order of insertion: what waited longest goes, half of all, so that this is rare.
  for (const [key, waiting] of link.waiting) {
    if (link.size <= MAX_WAITING / 2) break;
    link.size -= waiting.copies.length;
    link.waiting.delete(key);
  }
}

function dropOld(link: Link, waiting: Waiting, at: number): number {
  let old = 0;
  for (const copy of waiting.copies) {
    if (at <= (copy.life !== link.life ? link.livedAt + OLD_LIFE_WAITS_MS : copy.until)) break;
    old++;
  }
  if (old > 0) waiting.copies.splice(0, old);
  return old;
}

function keyOf(topic: string, payload: Uint8Array, retain: boolean): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const content = bytes.length <= HASHED_ABOVE_BYTES ? `=${bytes.toString('latin1')}` : `#${hash('sha256', bytes, 'base64')}`;
  return `${retain ? 'r' : '-'}${topic}\0${content}`;
}
