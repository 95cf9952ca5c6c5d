import { hash } from 'node:crypto';

/** The persistent QoS 1 connection keeps messages for us; the clean QoS 0 one beside it is live. */
export type Side = 'kept' | 'live';

/** A broker may be this far behind on the QoS 1 side: its in-flight window is small and waits for our disk. */
const LIVE_WAITS_MS = 60_000;
/** QoS 0 has no window; its copy is at most a retransmission behind. Short, so that a stray copy cannot swallow later news. */
const KEPT_WAITS_MS = 10_000;
const SWEEP_MS = 5000;
const MAX_WAITING = 200_000;
const HASHED_ABOVE_BYTES = 64;

interface Waiting<T> {
  readonly side: Side;
  /** Oldest first. */
  readonly copies: { readonly at: number; readonly token: T }[];
}

/**
 * Matches the two copies of a message that comes on both connections, so that it is told once.
 *
 * A copy is the same message when topic, payload and retain are the same. Each copy waits for its twin: one that finds a waiting copy of
 * the other side is the twin and is used up with it; any other is news. So a device that is lost twice with the same will is told twice, and
 * a message that the broker dropped on one side is told from the other. Copies without a twin are forgotten after a while, and `reset`
 * forgets all: when a connection is lost, the twins that were on their way are lost too.
 * In doubt it tells twice rather than never: the reducers count a repeated "offline" once.
 */
export class Pairing<T> {
  #waiting = new Map<string, Waiting<T>>();
  #size = 0;
  #sweptAt = 0;

  get size(): number {
    return this.#size;
  }

  /** Gives the token of the twin when this is the second copy; else `null`, and `token` waits for its twin. `mono` milliseconds. */
  meet(side: Side, topic: string, payload: Uint8Array, retain: boolean, mono: number, token: T): T | null {
    if (mono - this.#sweptAt >= SWEEP_MS || this.#size >= MAX_WAITING) this.#sweep(mono);
    const key = keyOf(topic, payload, retain);
    const waiting = this.#waiting.get(key);
    if (waiting) this.#size -= dropOld(waiting, mono);
    if (waiting && waiting.copies.length > 0 && waiting.side !== side) {
      const twin = waiting.copies.shift()!;
      this.#size--;
      if (waiting.copies.length === 0) this.#waiting.delete(key);
      return twin.token;
    }
    if (waiting && waiting.side === side) waiting.copies.push({ at: mono, token });
    else this.#waiting.set(key, { side, copies: [{ at: mono, token }] });
    this.#size++;
    return null;
  }

  reset(): void {
    this.#waiting.clear();
    this.#size = 0;
  }

  #sweep(mono: number): void {
    this.#sweptAt = mono;
    for (const [key, waiting] of this.#waiting) {
      this.#size -= dropOld(waiting, mono);
      if (waiting.copies.length === 0) this.#waiting.delete(key);
    }
    if (this.#size < MAX_WAITING) return;
    // A map keeps its order of insertion: the topics that waited longest go, half of all, so that this is rare.
    for (const [key, waiting] of this.#waiting) {
      if (this.#size <= MAX_WAITING / 2) break;
      this.#size -= waiting.copies.length;
      this.#waiting.delete(key);
    }
  }
}

function dropOld(waiting: Waiting<unknown>, mono: number): number {
  const limit = mono - (waiting.side === 'live' ? LIVE_WAITS_MS : KEPT_WAITS_MS);
  let old = 0;
  while (old < waiting.copies.length && waiting.copies[old]!.at < limit) old++;
  if (old > 0) waiting.copies.splice(0, old);
  return old;
}

function keyOf(topic: string, payload: Uint8Array, retain: boolean): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const content = bytes.length <= HASHED_ABOVE_BYTES ? `=${bytes.toString('latin1')}` : `#${hash('sha256', bytes, 'base64')}`;
  return `${retain ? 'r' : '-'}${topic}\0${content}`;
}
