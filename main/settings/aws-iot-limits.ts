import { AWS_IOT_LIMITS } from '../contract/aws-iot.ts';
import { brokerFaultsEn } from '../words/broker-faults.en.ts';

/** What AWS IoT Core would not take of a topic or filter, as the rest of a sentence, or `null`. It would end the connection instead of saying so. */
export function awsTopicFault(topic: string, words = brokerFaultsEn.aws): string | null {
  const { topicBytes, topicSlashes } = AWS_IOT_LIMITS;
  if (size(topic) > topicBytes) return words.topicBytes(topic, size(topic), topicBytes);
  const slashes = topic.split('/').length - 1;
  return slashes > topicSlashes ? words.topicSlashes(topic, slashes, topicSlashes) : null;
}

/** The same of a client id. */
export function awsClientIdFault(clientId: string, words = brokerFaultsEn.aws): string | null {
  const { clientIdBytes } = AWS_IOT_LIMITS;
  if (size(clientId) > clientIdBytes) return words.clientIdBytes(clientId, size(clientId), clientIdBytes);
  return clientId.startsWith('$') ? words.clientIdDollar(clientId) : null;
}

/** The same of a payload. */
export function awsPayloadFault(payload: string): string | null {
  const { payloadBytes } = AWS_IOT_LIMITS;
  return size(payload) > payloadBytes ? `the message has ${size(payload)} bytes; AWS IoT takes ${payloadBytes}` : null;
}

const size = (text: string): number => new TextEncoder().encode(text).length;
