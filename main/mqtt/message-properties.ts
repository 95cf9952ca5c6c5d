import type { IPublishPacket } from 'mqtt';
import type { MqttProperties } from '../contract/mqtt-properties.ts';

/** What is kept of one message: more is no description of it. User properties go as far as they fit, the others whole or not at all. */
const MOST_BYTES = 16_384;
const MOST_PAIRS = 128;

/**
 * What came with a PUBLISH, for rules that ask; null on MQTT 3.1.1 and where there was nothing. Whatever else a broker sends is left out.
 * @see MQTT 5, 3.3.2.3
 */
export function messageProperties({ properties: given }: IPublishPacket): MqttProperties | null {
  if (given === undefined) return null;
  let left = MOST_BYTES;
  const takes = (...parts: readonly (string | Uint8Array)[]): boolean => {
    const bytes = parts.reduce((sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : part.length), 0);
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
  // A broker that sends one of them twice is against the law, and MQTT.js makes a list of it.
  const { contentType, payloadFormatIndicator, responseTopic, correlationData, userProperties } = given;
  const pairs = pairsOf(userProperties);
  const fitting = pairs.findIndex(([key, value], i) => i >= MOST_PAIRS || !takes(key, value));
  const kept: MqttProperties = {
    ...(typeof contentType === 'string' && takes(contentType) && { contentType }),
    ...(typeof payloadFormatIndicator === 'boolean' && { payloadFormatIndicator: payloadFormatIndicator ? 1 : 0 }),
    ...(typeof responseTopic === 'string' && takes(responseTopic) && { responseTopic }),
    ...(correlationData instanceof Uint8Array && takes(correlationData) && { correlationData }),
    ...(pairs.length > 0 && { userProperties: fitting === -1 ? pairs : pairs.slice(0, fitting) }),
  };
  return Object.keys(kept).length === 0 ? null : kept;
}

function pairsOf(given: NonNullable<IPublishPacket['properties']>['userProperties']): readonly (readonly [string, string])[] {
  if (given === undefined) return [];
  return Object.entries(given).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [key, one] as const),
  );
}
