import { type DeviceQuery, filterOf, firstOf, type Listed, type ListedSource, textOf, titleKey } from './listed.ts';
import { byText } from './natural-order.ts';

/** An earlier list that a window holds on to. */
interface Held {
  readonly devices: readonly Listed[];
  /** Found since: behind the others, so that none of them moves. */
  readonly late: Listed[];
  /** Which devices would come, go or stand elsewhere now. */
  moved: Set<string>;
  /** False: everything may have changed since, so that they have to be counted anew. */
  isCounted: boolean;
  askedAt: number;
}

/** Above this share of changed devices, sorting anew costs less than merging. */
const ANEW_FROM = 0.2;
/** A held list counts no further. */
const MOVED_MAX = 100_000;

/** A device with what it sorts by first: made once for each sort, not for each comparison. */
interface Placed {
  readonly listed: Listed;
  readonly first: string | number;
}

/**
 * The devices that fit one filter, in one order. Kept up to date by merging what changed: at 100,000 devices a change then costs
 * a walk over the list, not a sort. Arrays that were given out never change.
 */
export class DeviceOrder {
  readonly #query: DeviceQuery;
  readonly #source: ListedSource;
  #fits: (listed: Listed) => boolean;
  #firstOf: (listed: Listed) => string | number;
  #devices: readonly Listed[] | null = null;
  #number = 0;
  /** What is to be taken out, as it stands in the list. */
  readonly #gone = new Map<string, Listed | null>();
  readonly #come = new Map<string, Listed>();
  /** Of those that come, what a search found. */
  readonly #found = new Set<string>();
  /** Earlier arrays that a window holds on to, with what has moved since. */
  readonly #held = new Map<number, Held>();
  readonly #nextNumber: () => number;

  /** @param nextNumber numbers for arrays, never the same for two of them, whatever order they are of */
  constructor(query: DeviceQuery, source: ListedSource, nextNumber: () => number) {
    this.#query = query;
    this.#source = source;
    this.#fits = filterOf(query.filter, source);
    this.#firstOf = firstOf(query.sort.by, source);
    this.#nextNumber = nextNumber;
  }

  get text(): string {
    return textOf(this.#query.filter);
  }

  /** Whether every device of the other is one of this: the other looks for a longer text, and for the rest the same. */
  isWiderThan(other: DeviceOrder): boolean {
    const [filter, others] = [this.#query.filter, other.#query.filter];
    if (this.#devices === null || this.text === '' || !other.text.includes(this.text)) return false;
    return JSON.stringify({ ...filter, text: '' }) === JSON.stringify({ ...others, text: '' });
  }

  fits(listed: Listed): boolean {
    return this.#fits(listed);
  }

  /** Everything may have changed, also what hangs on what. */
  forget(): void {
    this.#fits = filterOf(this.#query.filter, this.#source);
    this.#firstOf = firstOf(this.#query.sort.by, this.#source);
    for (const held of this.#held.values()) held.isCounted = false;
    this.#devices = null;
    this.#clearPending();
  }

  /** One device changed. Null: it was not there, or is not there any more. */
  change(before: Listed | null, now: Listed | null): void {
    if (this.#devices === null) return;
    const was = before !== null && this.#fits(before);
    const is = now !== null && this.#fits(now);
    if (!was && !is) return;
    const key = (now ?? before)!.record.key;
    const stays = was && is && this.#compare(this.#place(before), this.#place(now)) === 0;
    if (stays && before.state === now.state) return;
    if (!this.#gone.has(key)) this.#gone.set(key, was ? before : null);
    if (is) this.#come.set(key, now);
    else this.#come.delete(key);
    if (stays) return;
    for (const held of this.#held.values()) note(held.moved, key);
  }

  /** A search found these devices, which did not fit before. */
  admit(found: readonly Listed[]): void {
    if (this.#devices === null) return;
    for (const listed of found) {
      if (!this.#fits(listed)) continue;
      const { key } = listed.record;
      if (!this.#gone.has(key)) this.#gone.set(key, null);
      this.#come.set(key, listed);
      this.#found.add(key);
      for (const held of this.#held.values()) {
        held.late.push(listed);
        note(held.moved, key);
      }
    }
  }

  /**
   * The list as it is now, or as it was when a window was given it under this number and still holds it.
   * @param hold null: as it is now
   * @returns `late`: found since then, to stand behind the others
   * @param at for how long held lists are kept, on any clock
   */
  devices(
    all: () => Iterable<Listed>,
    hold: number | null,
    at: number,
  ): { readonly devices: readonly Listed[]; readonly late: readonly Listed[]; readonly number: number; readonly moved: number } {
    const held = hold === null ? undefined : this.#held.get(hold);
    if (held !== undefined && hold !== null) {
      held.askedAt = at;
      if (!held.isCounted) {
        held.moved = this.#movedFrom(held.devices, this.#upToDate(all));
        held.isCounted = true;
      }
      return { devices: held.devices, late: held.late, number: hold, moved: held.moved.size };
    }
    if (hold !== null && hold === this.#number && this.#devices !== null) {
      // What waits to be merged has moved since.
      const moved = new Set(this.#gone.keys());
      const late = [...this.#found].flatMap((key) => this.#come.get(key) ?? []);
      this.#held.set(hold, { devices: this.#devices, late, moved, isCounted: true, askedAt: at });
      return { devices: this.#devices, late, number: hold, moved: moved.size };
    }
    for (const [number, { askedAt }] of this.#held) if (at - askedAt > HELD_MS) this.#held.delete(number);
    const devices = this.#upToDate(all);
    if (hold !== null) this.#held.set(this.#number, { devices, late: [], moved: new Set(), isCounted: true, askedAt: at });
    return { devices, late: [], number: this.#number, moved: 0 };
  }

  /** Which devices are not in both lists, or sort differently in the newer one. */
  #movedFrom(before: readonly Listed[], now: readonly Listed[]): Set<string> {
    const old = new Map(before.map((listed) => [listed.record.key, listed]));
    const moved = new Set<string>();
    for (const listed of now) {
      const was = old.get(listed.record.key);
      if (was === undefined || this.#compare(this.#place(was), this.#place(listed)) !== 0) moved.add(listed.record.key);
      old.delete(listed.record.key);
    }
    for (const key of old.keys()) moved.add(key);
    return moved;
  }

  #upToDate(all: () => Iterable<Listed>): readonly Listed[] {
    const before = this.#devices;
    const pending = this.#gone.size;
    if (before !== null && pending === 0) return before;
    if (before === null || pending > before.length * ANEW_FROM + 1000) {
      const fitting: Placed[] = [];
      for (const listed of all()) if (this.#fits(listed)) fitting.push(this.#place(listed));
      this.#devices = fitting.sort(this.#compare).map(({ listed }) => listed);
    } else this.#devices = this.#merged(before);
    this.#clearPending();
    this.#number = this.#nextNumber();
    return this.#devices;
  }

  #clearPending(): void {
    this.#gone.clear();
    this.#come.clear();
    this.#found.clear();
  }

  #place = (listed: Listed): Placed => ({ listed, first: this.#firstOf(listed) });

  #compare = (a: Placed, b: Placed): number => {
    if (a.first < b.first) return this.#query.sort.descending ? 1 : -1;
    if (a.first > b.first) return this.#query.sort.descending ? -1 : 1;
    return byText(titleKey(a.listed), titleKey(b.listed)) || byText(a.listed.record.key, b.listed.record.key);
  };

  /** A copy without what is gone and with what came; both are looked up, so that few changes cost little more than the copy. */
  #merged(before: readonly Listed[]): readonly Listed[] {
    const come = [...this.#come.values()].map(this.#place).sort(this.#compare);
    const out = [...this.#gone.values()].flatMap((one) => (one === null ? [] : [this.#placeIn(before, this.#place(one), 0)]));
    out.sort((a, b) => a - b);
    const merged: Listed[] = [];
    let at = 0;
    let taken = 0;
    const copyTo = (end: number): void => {
      for (; (out[taken] ?? end) < end; taken++) {
        pushAll(merged, before, at, out[taken]!);
        at = out[taken]! + 1;
      }
      pushAll(merged, before, at, end);
      at = Math.max(at, end);
    };
    for (const one of come) {
      copyTo(this.#placeIn(before, one, at));
      merged.push(one.listed);
    }
    copyTo(before.length);
    return merged;
  }

  /** Where it is, or would be, at `from` or later. */
  #placeIn(list: readonly Listed[], one: Placed, from: number): number {
    let low = from;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(list[middle]!, one)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** As `#compare`, without making anything: of a burst it is asked 100,000 times. */
  #isBefore(listed: Listed, one: Placed): boolean {
    const first = this.#firstOf(listed);
    if (first !== one.first) return first < one.first !== this.#query.sort.descending;
    return (byText(titleKey(listed), titleKey(one.listed)) || byText(listed.record.key, one.listed.record.key)) < 0;
  }
}

/** A window that asks for a held list at every change asks more often than this. */
const HELD_MS = 120_000;

function note(moved: Set<string>, key: string): void {
  if (moved.size < MOVED_MAX) moved.add(key);
}

function pushAll(to: Listed[], from: readonly Listed[], start: number, end: number): void {
  for (let at = start; at < end; at++) to.push(from[at]!);
}
