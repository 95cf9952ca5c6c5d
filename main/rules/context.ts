/** What the message came with in MQTT 5. */
export interface MqttProperties {
  readonly contentType?: string;
  /** 1: the payload is UTF-8. */
  readonly payloadFormatIndicator?: 0 | 1;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  /** In order; a key may stand there more than once. */
  readonly userProperties?: readonly (readonly [key: string, value: string])[];
}

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
