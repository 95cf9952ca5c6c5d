import type { FeedValue } from '../contract/feed.ts';
import type { Feed } from '../presence/feed.ts';
import type { RawMessage } from '../presence/message.ts';
import { openPayload } from '../presence/payload.ts';

/** Of one device: the newest of so many topics and paths. */
const MOST_VALUES = 32;
/** Of all devices together. What was not heard of for longest goes first. */
const MOST_BYTES = 67_108_864;
/** What an entry costs beside its texts. */
const ENTRY_BYTES = 200;

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

  note(key: string, feed: Feed, message: RawMessage): void {
    const readings = feed.read(message.topic, openPayload(message.payload));
    if (readings.length === 0) return;
    const values = this.#devices.get(key) ?? new Map<string, FeedValue>();
    const freshness = message.retain ? 'retained' : message.queued ? 'queued' : 'live';
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
