const QUIET_MS = 250;
const SLOWEST_ROUND_TRIP_MS = 5000;
const LONGEST_MS = 120_000;

/**
 * Decides whether a message on the persistent connection was kept by the broker while we were away. MQTT does not mark them and nothing
 * says "that was the last one", so this is a heuristic. A message counts as queued when CONNACK said that the session was there and the
 * queue was not yet seen empty. The queue is empty when
 *
 * - a message came that the live connection had as well: what it saw happened after it subscribed, and the broker keeps the order; or
 * - nothing came for 250 ms and two round trips while nothing waited for our PUBACK. The broker sends at most its in-flight window before it
 *   waits for us (Mosquitto: 20 messages), so silence while we owe acknowledgements means nothing; or
 * - two minutes have gone: a line this busy without a live connection never falls silent.
 *
 * It errs towards "queued": then an outage gets an interval instead of a time, which is true in both cases.
 */
export class QueueWatch {
  readonly #connectedAt: number;
  readonly #quietMs: number;
  #draining: boolean;
  #busyAt: number;

  /** `roundTripMs`: CONNECT to CONNACK. All times of one monotonic clock, milliseconds. */
  constructor(sessionPresent: boolean, mono: number, roundTripMs: number) {
    this.#draining = sessionPresent;
    this.#connectedAt = mono;
    this.#busyAt = mono;
    this.#quietMs = QUIET_MS + 2 * Math.min(roundTripMs, SLOWEST_ROUND_TRIP_MS);
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** A message that is not retained came; `unsettled` counts those before it. Says whether it was queued. */
  arrived(mono: number, unsettled: number): boolean {
    const draining = this.look(mono, unsettled);
    this.#busyAt = mono;
    return draining;
  }

  /** Says whether the broker still hands over what it kept, as far as one can tell without a message. */
  look(mono: number, unsettled: number): boolean {
    if (!this.#draining) return false;
    const quiet = unsettled === 0 && mono - this.#busyAt >= this.#quietMs;
    if (quiet || mono - this.#connectedAt >= LONGEST_MS) this.#draining = false;
    return this.#draining;
  }

  /** One of our acknowledgements is due: the broker may send the next. */
  settled(mono: number): void {
    this.#busyAt = Math.max(this.#busyAt, mono);
  }

  /** The live connection had this message too. */
  seenLive(): void {
    this.#draining = false;
  }
}
