import { createHash } from 'node:crypto';
import type { Clock } from './ports.ts';

/** What has not come back by then was not subscribed to, or goes another way. */
const KEPT_MS = 60_000;
const MOST = 10_000;

/**
 * What rules republished a moment ago, and how often it was handed on before: so that rules which feed each other end. By topic and digest
 * of the payload, because MQTT 3.1.1 has nothing that travels with a message, and the properties of MQTT 5 end at a broker that speaks 3.1.1 to us.
 */
export class Echoes {
  readonly #clock: Clock;
  readonly #brokerOf: (connectionId: string) => string;
  readonly #hops = new Map<string, { readonly hops: number; readonly until: number }>();

  /** @param brokerOf what two connections to the same broker have in common */
  constructor(clock: Clock, brokerOf: (connectionId: string) => string) {
    this.#clock = clock;
    this.#brokerOf = brokerOf;
  }

  /** To be called before it is published: it may be back at once. */
  sent(connectionId: string, topic: string, payload: Uint8Array, hops: number): void {
    const key = keyOf(this.#brokerOf(connectionId), topic, payload);
    const now = this.#clock.mono();
    const before = this.#hops.get(key);
    this.#hops.delete(key);
    this.#hops.set(key, {
      hops: Math.max(hops, before !== undefined && before.until > now ? before.hops : 0),
      until: now + KEPT_MS,
    });
    for (const [old, { until }] of this.#hops) {
      if (this.#hops.size <= MOST && until > now) break;
      this.#hops.delete(old);
    }
  }

  /** How often a message was handed on before it came here. */
  hopsOf(connectionId: string, topic: string, payload: Uint8Array): number {
    if (this.#hops.size === 0) return 0;
    const found = this.#hops.get(keyOf(this.#brokerOf(connectionId), topic, payload));
    return found !== undefined && found.until > this.#clock.mono() ? found.hops : 0;
  }
}

const keyOf = (broker: string, topic: string, payload: Uint8Array): string =>
  `${broker}\n${topic}\n${createHash('sha1').update(payload).digest('base64')}`;
