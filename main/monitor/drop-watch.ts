/** Where Mosquitto counts the messages it dropped since it started, for all its clients. @see mosquitto(8), Broker Status */
export const DROPPED_TOPIC = '$SYS/broker/publish/messages/dropped';

/**
 * Reads the broker's own count of dropped messages. It does not say whose they were: a rise may concern us, and nothing else would tell.
 */
export class DropWatch {
  #count: number | null = null;
  /** When it was read last, wall clock. */
  readAt: number | null = null;

  /** @returns how many more were dropped since the last reading; 0 at the first one, and after the broker began to count anew */
  read(payload: Uint8Array, now: number): number {
    const count = Number(new TextDecoder().decode(payload));
    if (!Number.isSafeInteger(count) || count < 0) return 0;
    this.readAt = now;
    const rise = this.#count === null ? 0 : count - this.#count;
    this.#count = count;
    return Math.max(0, rise);
  }
}
