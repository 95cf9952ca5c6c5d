import type { FeedTopic } from '../contract/feed.ts';
import type { WatchFault } from '../contract/watch-fault.ts';
import { at, type Payload } from './payload.ts';
import { compileTemplate, type TopicTemplate } from './topic.ts';

/** A value is for a person's eye: longer ones are cut. */
const MOST_CHARACTERS = 120;

/** One value read from a message; what it is called is shared by all of them. */
export interface FeedReading {
  readonly name: FeedTopic['values'][number];
  readonly value: string;
}

/** The feed topics of a watch, ready to read. */
export interface Feed {
  readonly filters: readonly string[];
  /** How many values a device has when it says them all. */
  readonly valueCount: number;
  /** Whose topic it is; null: not one of these. */
  deviceOf(topic: string): string | null;
  /** The values in a message of a feed topic; none of any other. Never throws, whatever the bytes. */
  read(topic: string, payload: Payload): readonly FeedReading[];
  /** The filters of one device alone; empty when its id cannot be part of a topic. */
  filtersOf(deviceId: string): readonly string[];
}

export type FeedOutcome = { readonly ok: true; readonly feed: Feed | null } | { readonly ok: false; readonly reason: WatchFault };

const WHOLE = [{ path: '', label: '', unit: '' }] as const;

/** Null: the watch names none. */
export function openFeed(topics: readonly FeedTopic[]): FeedOutcome {
  if (topics.length === 0) return { ok: true, feed: null };
  const opened: { readonly template: TopicTemplate; readonly values: FeedTopic['values']; readonly topic: string }[] = [];
  for (const { topic, values } of topics) {
    const outcome = compileTemplate(topic);
    if (!outcome.ok) return outcome;
    if (!topic.includes('{device}')) return { ok: false, reason: { code: 'no-device', topic } };
    opened.push({ template: outcome.template, values: values.length > 0 ? values : [...WHOLE], topic });
  }
  return {
    ok: true,
    feed: {
      filters: opened.map(({ template }) => template.filter),
      valueCount: opened.reduce((sum, { values }) => sum + values.length, 0),
      deviceOf: (topic) => {
        for (const { template } of opened) {
          const id = template.read(topic)?.get('device');
          if (id !== undefined) return id;
        }
        return null;
      },
      read: (topic, payload) =>
        opened.flatMap(({ template, values }) =>
          template.read(topic) === null ? [] : values.flatMap((name) => readingOf(name, payload)),
        ),
      filtersOf: (deviceId) =>
        /[/+#\0]/.test(deviceId)
          ? []
          : opened.map(({ topic }) =>
              topic
                .split('/')
                .map((level) =>
                  level.includes('{device}')
                    ? level.replace('{device}', () => deviceId)
                    : level.replace(/^.*\{(?:gateway|site)\}.*$/, '+'),
                )
                .join('/'),
            ),
    },
  };
}

function readingOf(name: FeedTopic['values'][number], payload: Payload): readonly FeedReading[] {
  const found = name.path === '' ? payload.text() : at(payload.json(), name.path);
  if (found === undefined || found === '' || (found === null && name.path === '')) return [];
  const text = typeof found === 'string' ? found : (JSON.stringify(found) ?? '');
  const isLong = text.length > MOST_CHARACTERS;
  return [{ name, value: (isLong ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text).toWellFormed() }];
}
