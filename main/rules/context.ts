import type { MqttProperties } from '../contract/mqtt-properties.ts';

/** What an evaluation may know of the world outside the message. What is null or left out is Undefined in SQL. */
export interface Context {
  /** Epoch milliseconds, for `timestamp()`. */
  readonly now: number;
  /** From 0 to below 1, for `rand()` and `newuuid()`. */
  readonly random: () => number;
  readonly ruleName?: string | null;
  /** Who published it. MQTT tells subscribers nothing of that; null is `n/a`, as in AWS. */
  readonly clientId?: string | null;
  readonly traceId?: string | null;
  readonly principal?: string | null;
  readonly sourceIp?: string | null;
  readonly accountId?: string | null;
  readonly mqtt?: MqttProperties | null;
}
