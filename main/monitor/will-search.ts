import type { History } from '../history/port.ts';
import type { Device } from './device-table.ts';
import type { Clock } from './ports.ts';

/** As many ids as the history may read for one question. */
const ASKED_AT_ONCE = 1000;
/** A search that nobody asked for since is not gone on with: who types on has no use for it. */
const WANTED_MS = 5000;

/** A device whose last will says what was looked for. */
export interface WillHit {
  readonly key: string;
  /** The message. */
  readonly id: number;
}

export interface WillSearchesParts {
  readonly history: Pick<History, 'messagesSaying'>;
  readonly clock: Pick<Clock, 'soon' | 'mono'>;
  readonly devices: () => Iterable<Device>;
  readonly device: (key: string) => Device | undefined;
  /** Something was found; `take` puts it into the set of the search. */
  readonly found: (text: string, hits: readonly WillHit[], take: () => void) => void;
  /** The wills that there were have been read. */
  readonly done: () => void;
}

interface Search {
  readonly text: string;
  /** On the monotonic clock. */
  wantedAt: number;
  /** Ids of messages. */
  readonly found: Set<number>;
  /** What is still to be read of the wills that there were when it began; null: not listed yet. */
  queue: readonly WillHit[] | null;
  at: number;
  /** Newer wills than this one are read when their devices change. */
  upTo: number;
  /** Of newer wills those that were read, by device. */
  readonly read: Map<string, number>;
  /** Devices that changed. */
  changed: Set<string>;
  /** Devices whose will was not yet on the disk: looked at again with the next change. */
  readonly late: Set<string>;
}

/**
 * Looks for texts in the payloads of last wills, which are on the disk: 100,000 of them would not fit into memory. The history reads them a
 * little at a time, so that nothing it has to write waits; here is kept which messages say the text, by id.
 */
export class WillSearches {
  readonly #parts: WillSearchesParts;
  /** By text, the one asked for last at the end. */
  readonly #searches = new Map<string, Search>();
  #isWorking = false;

  constructor(parts: WillSearchesParts) {
    this.#parts = parts;
  }

  /** The messages that say a text, as far as they are found: a set that grows. The first who asks begins the search. */
  found(text: string): ReadonlySet<number> {
    const search = this.#searches.get(text) ?? this.#begin(text);
    this.want(text);
    return search.found;
  }

  /** Somebody looks at what is found for this text. */
  want(text: string): void {
    const search = this.#searches.get(text);
    if (search === undefined) return;
    search.wantedAt = this.#parts.clock.mono();
    this.#searches.delete(text);
    this.#searches.set(text, search);
    if (hasWork(search)) this.#workSoon();
  }

  isBusy(text: string): boolean {
    const search = this.#searches.get(text);
    return search !== undefined && !isListed(search);
  }

  /** Forgets every search but those for these texts. */
  keep(texts: ReadonlySet<string>): void {
    for (const text of this.#searches.keys()) if (!texts.has(text)) this.#searches.delete(text);
  }

  /** Says which devices changed and are on disk; null: any of them. */
  touch(keys: readonly string[] | null): void {
    if (this.#searches.size === 0) return;
    const all = keys ?? Array.from(this.#parts.devices(), ({ record }) => record.key);
    for (const { changed, late } of this.#searches.values()) {
      for (const key of all) changed.add(key);
      for (const key of late) changed.add(key);
      late.clear();
    }
    this.#workSoon();
  }

  #begin(text: string): Search {
    const search: Search = {
      text,
      wantedAt: this.#parts.clock.mono(),
      found: new Set(),
      queue: null,
      at: 0,
      upTo: 0,
      read: new Map(),
      changed: new Set(),
      late: new Set(),
    };
    // Who types on looks for what a shorter text found, and in what was not yet read for it.
    const shorter = [...this.#searches.values()].findLast((one) => text.includes(one.text) && (isListed(one) || one.at > 0));
    if (shorter !== undefined) {
      search.queue = [...this.#wills((id) => shorter.found.has(id)), ...(shorter.queue ?? []).slice(shorter.at)];
      search.upTo = shorter.upTo;
      for (const [key, id] of shorter.read) search.read.set(key, id);
      search.changed = new Set([...shorter.changed, ...shorter.late]);
    }
    this.#searches.set(text, search);
    return search;
  }

  /** In the order in which they lie on the disk. */
  #wills(fits: (id: number) => boolean): readonly WillHit[] {
    const wills: WillHit[] = [];
    for (const { record } of this.#parts.devices())
      if (record.willMessageId !== null && fits(record.willMessageId)) wills.push({ key: record.key, id: record.willMessageId });
    return wills.sort((a, b) => a.id - b.id);
  }

  #workSoon(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#parts.clock.soon(() => void this.#work());
  }

  /** One part after the other, of the text asked for last first. */
  async #work(): Promise<void> {
    for (;;) {
      const search = this.#next();
      if (search === undefined) break;
      if (isListed(search)) await this.#readNews(search);
      else await this.#readOn(search);
    }
    this.#isWorking = false;
  }

  /** When the newest has come to its end, the windows ask again for what they show: then others go on. */
  #next(): Search | undefined {
    const searches = [...this.#searches.values()];
    const now = this.#parts.clock.mono();
    return searches.findLast((one, at) => hasWork(one) && (at === searches.length - 1 || now - one.wantedAt < WANTED_MS));
  }

  async #readOn(search: Search): Promise<void> {
    const isFirst = search.queue === null;
    search.queue ??= this.#wills(() => true);
    const { newest, taken } = await this.#read(search, search.queue.slice(search.at, search.at + ASKED_AT_ONCE));
    // What was not yet written then is read when its device is said to have changed.
    if (isFirst) search.upTo = newest;
    search.at += taken;
    if (!isListed(search)) return;
    search.queue = [];
    search.at = 0;
    this.#parts.done();
  }

  async #readNews(search: Search): Promise<void> {
    const keys = search.changed;
    search.changed = new Set();
    const news: WillHit[] = [];
    for (const key of keys) {
      const id = this.#parts.device(key)?.record.willMessageId ?? null;
      if (id !== null && id > search.upTo && search.read.get(key) !== id) news.push({ key, id });
    }
    for (let at = 0; at < news.length; ) {
      const part = news.slice(at, at + ASKED_AT_ONCE);
      const { newest, taken } = await this.#read(search, part);
      for (const { key, id } of part.slice(0, taken)) {
        if (id <= newest) search.read.set(key, id);
        else search.late.add(key);
      }
      at += taken;
    }
  }

  async #read(search: Search, wills: readonly WillHit[]): Promise<{ readonly newest: number; readonly taken: number }> {
    if (wills.length === 0) return { newest: 0, taken: 0 };
    const asked = { text: search.text, ids: wills.map(({ id }) => id) };
    // The history says itself what it cannot read. What the list knows without it, it still shows.
    const answer = await this.#parts.history.messagesSaying(asked).catch(() => null);
    if (answer === null) return { newest: 0, taken: wills.length };
    const ids = new Set(answer.found);
    const hits = wills.filter(({ id }) => ids.has(id) && !search.found.has(id));
    if (hits.length > 0 && this.#searches.get(search.text) === search)
      this.#parts.found(search.text, hits, () => {
        for (const { id } of hits) search.found.add(id);
      });
    return { newest: answer.newest, taken: Math.max(1, answer.taken) };
  }
}

const hasWork = (search: Search): boolean => !isListed(search) || search.changed.size > 0;

/** Whether the wills that there were when it began have been read. */
function isListed({ queue, at }: Search): boolean {
  return queue !== null && at >= queue.length;
}
