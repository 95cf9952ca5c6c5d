import { AWS_IOT_LIMITS } from '../contract/aws-iot.ts';

/** What AWS IoT Core would not take of a topic or filter, as the rest of a sentence, or `null`. It would end the connection instead of saying so. */
export function awsTopicFault(topic: string): string | null {
  const { topicBytes, topicSlashes } = AWS_IOT_LIMITS;
  if (size(topic) > topicBytes) return `"${topic}" has ${size(topic)} bytes; AWS IoT takes ${topicBytes}`;
  const slashes = topic.split('/').length - 1;
  return slashes > topicSlashes ? `"${topic}" has ${slashes} slashes; AWS IoT takes ${topicSlashes}` : null;
}

/** The same of a client id. */
export function awsClientIdFault(clientId: string): string | null {
  const { clientIdBytes } = AWS_IOT_LIMITS;
  if (size(clientId) > clientIdBytes)
    return `the client id "${clientId}" has ${size(clientId)} bytes; AWS IoT takes ${clientIdBytes}`;
  return clientId.startsWith('$') ? `the client id "${clientId}" begins with $, which AWS IoT keeps for itself` : null;
}

/** The same of a payload. */
export function awsPayloadFault(payload: string): string | null {
  const { payloadBytes } = AWS_IOT_LIMITS;
  return size(payload) > payloadBytes ? `the message has ${size(payload)} bytes; AWS IoT takes ${payloadBytes}` : null;
}

const size = (text: string): number => new TextEncoder().encode(text).length;
