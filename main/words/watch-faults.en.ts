import type { TopicFilterFault, WatchFault } from '../contract/watch-fault.ts';

const filters: Readonly<Record<TopicFilterFault, string>> = {
  empty: 'a topic filter needs at least one character',
  'half-character': 'a topic filter must be Unicode text; half a character (a lone surrogate) is in it',
  nul: 'a topic filter cannot contain the character U+0000',
  'too-long': 'a topic filter has 65,535 bytes at most',
  hash: '# must be the whole last level of a topic filter',
  plus: '+ must be a whole level of a topic filter',
};

/** Why a watch is refused: ends of sentences. */
export const watchFaultsEn = {
  twice: (id: string) => `two watches have the id "${id}"`,
  noBroker: (id: string, broker: string) => `the watch "${id}" belongs to the broker "${broker}", which does not exist`,
  ofWatch: (id: string, fault: string) => `the watch "${id}": ${fault}`,
  fault: (fault: WatchFault): string => {
    switch (fault.code) {
      case 'filter':
        return `"${fault.topic}": ${filters[fault.fault]}`;
      case 'shared':
        return `"${fault.topic}" is a shared subscription, which gets only some of the messages; leave "$share/<group>/" out`;
      case 'two-placeholders':
        return `"${fault.level}" has two placeholders in one level; put a slash between them`;
      case 'unknown-placeholder':
        return `${fault.placeholder} is not a placeholder; there are {device}, {gateway} and {site}`;
      case 'placeholder-twice':
        return `{${fault.placeholder}} stands twice in "${fault.topic}"`;
      case 'no-device':
        return `"${fault.topic}" needs {device} where the topic names the device`;
      case 'no-device-anywhere':
        return `"${fault.topic}" needs {device} where the topic names the device, or a JSON path to its id in the payload`;
      case 'never-offline':
        return `"${fault.topic}" can never say offline: give the will's text, or a number of seconds of silence`;
    }
  },
};

export type WatchFaultsWords = typeof watchFaultsEn;
