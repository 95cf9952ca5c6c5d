import { toNumber } from '../convert.ts';
import { toIndex } from '../exact.ts';
import { objectOf, type Value } from '../values.ts';
import { toBase64 } from './base64.ts';
import { type Call, define, define2016, type FunctionGroup } from './function.ts';

/** The whole topic, or a level of it by its number from 1. A leading slash makes an empty first level, as in MQTT. */
function topic(args: readonly Value[], { message }: Call): Value {
  if (args.length === 0) return message.shownTopic;
  const level = toNumber(args[0]);
  return level === undefined ? undefined : message.shownTopic.split('/')[toIndex(level) - 1];
}

function property(name: Value, { context: { mqtt } }: Call): Value {
  if (mqtt === undefined || mqtt === null) return undefined;
  switch (name) {
    case 'content_type':
      return mqtt.contentType;
    case 'format_indicator':
      return mqtt.payloadFormatIndicator === 1 ? 'UTF8_DATA' : 'UNSPECIFIED_BYTES';
    case 'response_topic':
      return mqtt.responseTopic;
    case 'correlation_data':
      return mqtt.correlationData === undefined ? undefined : toBase64(mqtt.correlationData);
    default:
      return undefined;
  }
}

/** All values of a key, or all pairs as one object each; Undefined where there are none. */
function userProperties(args: readonly Value[], { context: { mqtt } }: Call): Value {
  const pairs = mqtt?.userProperties ?? [];
  if (args.length === 0) return pairs.length === 0 ? undefined : pairs.map((pair) => objectOf([pair]));
  const values = pairs.filter(([key]) => key === args[0]).map(([, value]) => value);
  return values.length === 0 ? undefined : values;
}

/** A random UUID (RFC 9562, version 4). */
function newUuid(random: () => number): string {
  const digits = Array.from({ length: 30 }, () => Math.floor(random() * 16).toString(16)).join('');
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8';
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18)}`;
}

/** What is known of the message besides its payload. */
export const mqtt: FunctionGroup = {
  accountid: define(0, 0, (_args, { context }) => context.accountId ?? undefined),
  clientid: define(0, 0, (_args, { context }) => context.clientId ?? 'n/a'),
  get_mqtt_property: define2016(1, 1, ([name], call) => property(name, call)),
  get_user_properties: define2016(0, 1, userProperties),
  newuuid: define(0, 0, (_args, { context }) => newUuid(context.random)),
  principal: define(0, 0, (_args, { context }) => context.principal ?? undefined),
  sourceip: define(0, 0, (_args, { context }) => context.sourceIp ?? undefined),
  sql_version: define(0, 0, (_args, { version }) => version),
  topic: define(0, 1, topic),
  traceid: define(0, 0, (_args, { context }) => context.traceId ?? undefined),
};
