import type { LinkReason } from '../contract/model.ts';

const TIMES = 3;
const WITHIN_MS = 180_000;

/**
 * Suspects that another program uses our client id. The broker then closes the older connection [MQTT-3.1.4-2]; MQTT 5 brokers may say so,
 * MQTT 3.1.1 cannot, and Mosquitto 2.0.11 says nothing in either. What is left: the broker closes connections that had everything they
 * asked for, without a word, three times in three minutes. One closed before that is another matter: AWS IoT closes when a filter is not allowed.
 */
export class TakeOverSuspicion {
  #closedAt: number[] = [];

  /** Gives the reason to tell. `wasReady`: everything was subscribed. `mono` milliseconds. */
  judge(reason: LinkReason, wasReady: boolean, mono: number): LinkReason {
    if (reason.code !== 'closed-by-broker' || !wasReady) return reason;
    this.#closedAt = [...this.#closedAt.filter((at) => mono - at <= WITHIN_MS), mono].slice(-TIMES);
    return this.#closedAt.length < TIMES
      ? reason
      : { code: 'taken-over', detail: `closed by the broker ${TIMES} times in a row` };
  }
}
