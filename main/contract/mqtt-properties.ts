/** What a message came with in MQTT 5. */
export interface MqttProperties {
  readonly contentType?: string;
  /** 1: the payload is UTF-8. */
  readonly payloadFormatIndicator?: 0 | 1;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  /** In order, as far as MQTT.js keeps it; a key may stand there more than once. */
  readonly userProperties?: readonly (readonly [key: string, value: string])[];
}
