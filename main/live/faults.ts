import type { TopicFault } from '../contract/live.ts';
import { checkFilter } from '../presence/topic.ts';
import { awsTopicFault } from '../settings/aws-iot-limits.ts';

const MOST_BYTES = 65_535;
const AWS_LEVELS = 8;

/** What is wrong with a filter to subscribe to, or null. */
export function filterFault(filter: string, isAws: boolean): TopicFault | null {
  const fault = textFault(filter);
  if (fault !== null) return fault;
  const wrong = checkFilter(filter);
  if (wrong === 'hash' || wrong === 'plus') return wrong;
  return isAws ? awsFault(filter) : null;
}

/** What is wrong with a topic to publish to, or null. */
export function topicFault(topic: string, isAws: boolean): TopicFault | null {
  const fault = textFault(topic);
  if (fault !== null) return fault;
  if (/[+#]/.test(topic)) return 'wildcard-in-topic';
  if (topic.startsWith('$share/')) return 'shared';
  return isAws ? awsFault(topic) : null;
}

function textFault(text: string): TopicFault | null {
  if (text === '') return 'empty';
  if (!text.isWellFormed() || text.includes('\0')) return 'not-text';
  return Buffer.byteLength(text) > MOST_BYTES ? 'too-long' : null;
}

function awsFault(topic: string): TopicFault | null {
  if (awsTopicFault(topic) === null) return null;
  return topic.split('/').length > AWS_LEVELS ? 'aws-levels' : 'aws-bytes';
}
