import type { LikelyView } from '../../main/contract/model.ts';
import type { BrokerSettings, PayloadTest, WatchSettings } from '../../main/contract/settings.ts';

/** A broker as it is before anything was typed. */
export function newBroker(): BrokerSettings {
  return {
    id: '',
    name: '',
    url: 'mqtt://',
    protocol: '3.1.1',
    username: '',
    clientId: '',
    caFile: '',
    certFile: '',
    keyFile: '',
    keepAliveSeconds: 30,
    sessionSeconds: 7 * 86_400,
    liveListener: null,
    aws: { signed: false, region: '', profile: '' },
    enabled: true,
  };
}

export function newWatch(id: string): WatchSettings {
  return {
    id,
    connectionId: null,
    convention: 'auto',
    topic: '',
    deviceIdPath: '',
    downstreamPath: '',
    upstreamPath: '',
    online: [],
    offline: [],
    goodbye: [],
    lifeTopics: [],
    feedTopics: [],
    silentAfterSeconds: 0,
    holdSeconds: null,
  };
}

/** A watch for what looks like presence. */
export function likelyWatch(likely: LikelyView, connectionId: string, taken: readonly string[]): WatchSettings {
  const name = likely.topic.replaceAll(/[{}+]/g, '').split('/').filter(Boolean).join('-');
  return {
    ...newWatch(freeId(name, taken)),
    connectionId,
    convention: 'custom',
    topic: likely.topic,
    online: [likely.online],
    offline: [likely.offline],
  };
}

/** An id made of a name, without slash or space, that nothing else has; of `otherwise` where the name has no letter of the Latin alphabet. */
export function freeId(name: string, taken: readonly string[], otherwise = 'broker'): string {
  const base =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || otherwise;
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) {
    const id = `${base}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

/** Whether saving makes the connection anew: anything but the name does. */
export function reconnects(before: BrokerSettings, after: BrokerSettings, password: boolean): boolean {
  return password || JSON.stringify({ ...before, name: '' }) !== JSON.stringify({ ...after, name: '' });
}

export type AddressFault = 'bad' | 'user';

const SCHEMES: readonly string[] = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

/** What is wrong with an address, before anybody tries to reach it. */
export function faultOf(address: string): AddressFault | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'bad';
  }
  if (!SCHEMES.includes(url.protocol) || url.hostname === '') return 'bad';
  return url.username !== '' || url.password !== '' ? 'user' : null;
}

export type WatchFault = 'id' | 'id-taken' | 'topic' | 'device' | 'offline' | 'feed';

const ID = /^[^/\s]+$/;

/** What is wrong with a watch; `others` are the ids of the other ones. */
export function faultsOf(watch: WatchSettings, others: readonly string[]): readonly WatchFault[] {
  const faults: WatchFault[] = [];
  if (!ID.test(watch.id)) faults.push('id');
  else if (others.includes(watch.id)) faults.push('id-taken');
  if (watch.feedTopics.some(({ topic }) => topic.trim() !== '' && !topic.includes('{device}'))) faults.push('feed');
  if (watch.convention !== 'custom') return faults;
  if (watch.topic.trim() === '') faults.push('topic');
  else if (!watch.topic.includes('{device}') && watch.deviceIdPath.trim() === '') faults.push('device');
  if (watch.offline.filter(isComplete).length === 0 && watch.silentAfterSeconds === 0) faults.push('offline');
  return faults;
}

export function isComplete(test: PayloadTest): boolean {
  return test.kind === 'text' ? test.text.trim() !== '' : test.path.trim() !== '';
}

/** Without half typed tests and empty lines, and for families that need none, without the fields of own topics. */
export function tidied(watch: WatchSettings): WatchSettings {
  if (watch.convention !== 'custom')
    return {
      ...newWatch(watch.id),
      connectionId: watch.connectionId,
      convention: watch.convention,
      feedTopics: tidyFeed(watch.feedTopics),
      holdSeconds: watch.holdSeconds,
    };
  return {
    ...watch,
    topic: watch.topic.trim(),
    deviceIdPath: watch.deviceIdPath.trim(),
    downstreamPath: watch.downstreamPath.trim(),
    upstreamPath: watch.upstreamPath.trim(),
    online: watch.online.filter(isComplete),
    offline: watch.offline.filter(isComplete),
    goodbye: watch.goodbye.filter(isComplete),
    lifeTopics: watch.lifeTopics.map((topic) => topic.trim()).filter((topic) => topic !== ''),
    feedTopics: tidyFeed(watch.feedTopics),
  };
}

function tidyFeed(topics: WatchSettings['feedTopics']): WatchSettings['feedTopics'] {
  return topics
    .map(({ topic, values }) => ({
      topic: topic.trim(),
      values: values
        .map(({ path, label, unit }) => ({ path: path.trim(), label: label.trim(), unit: unit.trim() }))
        // One that says nothing is the whole message, which needs no words.
        .filter(({ path, label, unit }) => path !== '' || label !== '' || unit !== ''),
    }))
    .filter(({ topic }) => topic !== '');
}
