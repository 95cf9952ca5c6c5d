import type { FeedValue } from '../contract/feed.ts';
import type { MessageRecord } from '../history/port.ts';
import type { Feed } from '../presence/feed.ts';
import { openPayload } from '../presence/payload.ts';

/** Of one device: the newest of so many topics and paths. */
const MOST_VALUES = 32;
/** Of all devices together. What was not heard of for longest goes first. */
const MOST_BYTES = 67_108_864;
/** What an entry costs beside its texts. */
const ENTRY_BYTES = 200;

/** As much of a message as a value takes, from the wire or from the history. */
type Heard = Pick<MessageRecord, 'topic' | 'payload' | 'receivedAt' | 'freshness'>;

/** The newest value of each topic and path of every device that has feed topics. In memory, bounded. */
export class FeedBook {
  readonly #devices = new Map<string, Map<string, FeedValue>>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** About what all values take. */
  get bytes(): number {
    return this.#bytes;
  }

  note(key: string, feed: Feed, message: Heard): void {
    const readings = feed.read(message.topic, openPayload(message.payload));
    if (readings.length === 0) return;
    const values = this.#devices.get(key) ?? new Map<string, FeedValue>();
    const { freshness } = message;
    for (const { name, value } of readings) {
      const place = `${message.topic}\n${name.path}`;
      const before = values.get(place);
      // What a broker kept is older than anything we heard ourselves.
      if (before !== undefined && freshness === 'retained' && before.freshness !== 'retained') continue;
      if (before !== undefined) this.#bytes -= bytesOf(before);
      const one: FeedValue = { topic: before?.topic ?? message.topic, ...name, value, at: message.receivedAt, freshness };
      // In its old place: the order is the one in which a person named them.
      values.set(place, one);
      this.#bytes += bytesOf(one);
    }
    while (values.size > MOST_VALUES) this.#dropOldest(values);
    this.#devices.delete(key);
    this.#devices.set(key, values);
    for (const [other] of this.#devices) {
      if (this.#bytes <= this.#mostBytes) break;
      this.forget(other);
    }
  }

  /** By topic, in the order in which a person named the values. */
  of(key: string): readonly FeedValue[] {
    return [...(this.#devices.get(key)?.values() ?? [])].sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0));
  }

  #dropOldest(values: Map<string, FeedValue>): void {
    let oldest: readonly [place: string, one: FeedValue] | null = null;
    for (const entry of values) if (oldest === null || entry[1].at < oldest[1].at) oldest = entry;
    if (oldest === null) return;
    values.delete(oldest[0]);
    this.#bytes -= bytesOf(oldest[1]);
  }

  forget(key: string): void {
    for (const one of this.#devices.get(key)?.values() ?? []) this.#bytes -= bytesOf(one);
    this.#devices.delete(key);
  }
}

const bytesOf = ({ topic, value }: FeedValue): number => ENTRY_BYTES + 2 * (topic.length + value.length);

/**
 * What the history knows of a device beside what was heard since the start.
 * @param stored its messages, newest first
 * @param heard newer than what is stored; of each topic and path it counts
 */
export function recall(stored: readonly MessageRecord[], feed: Feed, heard: readonly FeedValue[]): readonly FeedValue[] {
  const book = new FeedBook();
  // A will may repeat a value: that is not what was measured before it.
  for (const message of stored.toReversed()) if (message.says !== 'offline') book.note('', feed, message);
  const newest = new Map(heard.map((one) => [placeOf(one), one]));
  const recalled = book.of('').map((one) => newest.get(placeOf(one)) ?? one);
  const known = new Set(recalled.map(placeOf));
  return [...recalled, ...heard.filter((one) => !known.has(placeOf(one)))];
}

const placeOf = ({ topic, path }: FeedValue): string => `${topic}\n${path}`;
