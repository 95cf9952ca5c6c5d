import { type Heard, sizeOf, textOf } from './heard.ts';
import { Queue } from './queue.ts';

export interface RingLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** So much is searched before everybody else gets a turn. */
const SLICE_BYTES = 1_048_576;

interface Search {
  /** In lower case; empty: everything. */
  readonly text: string;
  readonly found: Queue<Heard>;
  /** Messages before this were looked at. */
  seq: number;
}

/** The newest messages, bounded by number and bytes, and which of them hold a text. What leaves for want of room is counted. */
export class Ring {
  readonly #limits: RingLimits;
  readonly #items = new Queue<Heard>();
  #bytes = 0;
  #dropped = 0;
  #search: Search | null = null;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Of all that is kept; see `sizeOf`. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Messages that had to leave. */
  get dropped(): number {
    return this.#dropped;
  }

  push(one: Heard): void {
    this.#items.push(one);
    this.#bytes += sizeOf(one);
    while (this.#items.length > this.#limits.messages || this.#bytes > this.#limits.bytes) {
      const gone = this.#items.shift();
      if (gone === undefined) break;
      this.#bytes -= sizeOf(gone);
      this.#dropped++;
      if (this.#search?.found.first === gone) this.#search.found.shift();
    }
  }

  /** Everything of another ring, which goes on from where this one ends, behind what is here. */
  append(other: Ring): void {
    this.#dropped += other.dropped;
    for (let index = 0; index < other.length; index++) {
      const one = other.#items.at(index);
      if (one !== undefined) this.push(one);
    }
  }

  message(seq: number): Heard | null {
    const one = this.#items.at(this.#indexFrom(seq));
    return one?.seq === seq ? one : null;
  }

  /**
   * Newest first, of those that hold the text in topic or payload, in any case. What came since the last time is looked at now: a message that
   * nobody asks about costs nothing more than its place. That takes a moment, in which more may come, for the next time.
   * @returns null when another text was asked for meanwhile
   */
  async rows(
    text: string,
    from: number,
    to: number,
  ): Promise<{ readonly total: number; readonly rows: readonly Heard[] } | null> {
    const wanted = text.toLowerCase();
    if (wanted === '') this.#search = null;
    else if (this.#search?.text !== wanted) this.#search = { text: wanted, found: new Queue(), seq: 0 };
    const search = this.#search;
    if (search !== null && !(await this.#finish(search))) return null;
    const list = search?.found ?? this.#items;
    const total = list.length;
    const rows: Heard[] = [];
    for (let index = from; index < Math.min(to, total); index++) {
      const one = list.at(total - 1 - index);
      if (one !== undefined) rows.push(one);
    }
    return { total, rows };
  }

  async #finish(search: Search): Promise<boolean> {
    const last = this.#items.at(this.#items.length - 1)?.seq ?? 0;
    while (search.seq <= last) {
      let bytes = 0;
      for (let index = this.#indexFrom(search.seq); bytes < SLICE_BYTES; index++) {
        const one = this.#items.at(index);
        if (one === undefined) break;
        bytes += sizeOf(one);
        this.#look(search, one);
      }
      // All of them left for want of room.
      if (bytes === 0) break;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#search !== search) return false;
    }
    return true;
  }

  /** The first place with this number or a higher one. */
  #indexFrom(seq: number): number {
    let from = 0;
    let to = this.#items.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#items.at(middle)?.seq ?? seq) < seq) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #look(search: Search, one: Heard): void {
    search.seq = one.seq + 1;
    if (one.topic.toLowerCase().includes(search.text) || textOf(one).toLowerCase().includes(search.text)) search.found.push(one);
  }
}
