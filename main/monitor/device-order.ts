import type { DeviceState } from '../contract/model.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type { DeviceRecord } from '../history/port.ts';
import { WORST_FIRST } from '../incidents/device-state.ts';
import { type Device, idOf } from './device-table.ts';
import { byText, naturalKey } from './natural-order.ts';

export type DeviceQuery = CheckedInput<'devices.query'>;

/** A device as it was when the lists last looked: an order compares these, so that nothing changes under a sorted list. */
export interface Listed {
  readonly device: Device;
  readonly record: DeviceRecord;
  readonly state: DeviceState;
  readonly flapping: boolean;
  readonly isGateway: boolean;
  /** Losses in 24 hours. */
  readonly losses: number;
  /** What it is called: by a person, else by itself. */
  readonly title: string;
  /** The same as it sorts; made when it is first needed. */
  titleKey: string | null;
}

/** What an order asks about a device beyond what is listed: rarely needed, so it is not kept for all. */
export interface ListedSource {
  /** The key of what it hangs on first; undefined: nothing. */
  upstream(key: string): string | undefined;
  site(listed: Listed): string;
  /** What to call a device, by its key. */
  called(key: string): string;
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
  /** Earlier arrays that a window holds on to, with what has moved since. */
  readonly #held = new Map<number, { readonly devices: readonly Listed[]; readonly moved: Set<string>; askedAt: number }>();
  readonly #nextNumber: () => number;

  /** @param nextNumber numbers for arrays, never the same for two of them, whatever order they are of */
  constructor(query: DeviceQuery, source: ListedSource, nextNumber: () => number) {
    this.#query = query;
    this.#source = source;
    this.#fits = filterOf(query.filter, source);
    this.#firstOf = firstOf(query.sort.by, source);
    this.#nextNumber = nextNumber;
  }

  /** Everything may have changed, also what hangs on what. */
  forget(): void {
    this.#fits = filterOf(this.#query.filter, this.#source);
    this.#firstOf = firstOf(this.#query.sort.by, this.#source);
    if (this.#devices !== null)
      for (const held of this.#held.values()) for (const { record } of this.#devices) note(held.moved, record.key);
    this.#devices = null;
    this.#gone.clear();
    this.#come.clear();
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

  /**
   * The list as it is now, or as it was when a window was given it under this number and still holds it.
   * @param hold null: as it is now
   * @param at for how long held lists are kept, on any clock
   */
  devices(
    all: () => Iterable<Listed>,
    hold: number | null,
    at: number,
  ): { readonly devices: readonly Listed[]; readonly number: number; readonly moved: number } {
    const held = hold === null ? undefined : this.#held.get(hold);
    if (held !== undefined && hold !== null) {
      held.askedAt = at;
      return { devices: held.devices, number: hold, moved: held.moved.size };
    }
    if (hold !== null && hold === this.#number && this.#devices !== null) {
      // What waits to be merged has moved since.
      const moved = new Set(this.#gone.keys());
      this.#held.set(hold, { devices: this.#devices, moved, askedAt: at });
      return { devices: this.#devices, number: hold, moved: moved.size };
    }
    for (const [number, { askedAt }] of this.#held) if (at - askedAt > HELD_MS) this.#held.delete(number);
    const devices = this.#upToDate(all);
    if (hold !== null) this.#held.set(this.#number, { devices, moved: new Set(), askedAt: at });
    return { devices, number: this.#number, moved: 0 };
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
    this.#gone.clear();
    this.#come.clear();
    this.#number = this.#nextNumber();
    return this.#devices;
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
    const out = [...this.#gone.values()].flatMap((one) => (one === null ? [] : [this.#placeIn(before, this.#place(one))]));
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
      copyTo(this.#placeIn(before, one));
      merged.push(one.listed);
    }
    copyTo(before.length);
    return merged;
  }

  /** Where it is, or would be. */
  #placeIn(list: readonly Listed[], one: Placed): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#place(list[middle]!), one) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
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

/** Whether a device is one of those that a filter asks for. */
export function filterOf(filter: DeviceQuery['filter'], source: ListedSource): (listed: Listed) => boolean {
  const text = filter.text.trim().toLowerCase();
  const states = new Set(filter.states);
  const has = (value: string): boolean => value.toLowerCase().includes(text);
  const above = new Map<string, boolean>();
  return (listed) => {
    const { record } = listed;
    if (filter.connectionId !== null && record.connectionId !== filter.connectionId) return false;
    if (filter.kind !== null && (filter.kind === 'gateway') !== listed.isGateway) return false;
    if (filter.flapping && !listed.flapping) return false;
    if (states.size > 0 && !states.has(listed.state)) return false;
    if (text === '') return true;
    if (has(record.id) || has(listed.title) || has(record.lastHeardTopic) || (record.will !== null && has(record.will)))
      return true;
    const outageTopic = listed.device.outage?.record.topic;
    return (outageTopic != null && has(outageTopic)) || hangsOn(record.key);
  };

  // Siblings hang on the same: asked once for each gateway, not for each device.
  function hangsOn(key: string): boolean {
    const up = source.upstream(key);
    if (up === undefined) return false;
    const known = above.get(up);
    if (known !== undefined) return known;
    above.set(up, false);
    const found = has(idOf(up)) || has(source.called(up)) || hangsOn(up);
    above.set(up, found);
    return found;
  }
}

const titleKey = (listed: Listed): string => {
  listed.titleKey ??= naturalKey(listed.title);
  return listed.titleKey;
};

const rank = new Map(WORST_FIRST.map((state, i) => [state, i]));
const since = ({ record }: Listed): number => record.since.notAfter ?? record.since.notBefore ?? 0;
/** More milliseconds than there are since the epoch, so that a rank outweighs any time; exact in a double for every rank there is. */
const RANK = 2 ** 43;

/** What a device sorts by first, lowest first; equal ones by title. */
function firstOf(by: DeviceQuery['sort']['by'], source: ListedSource): (listed: Listed) => string | number {
  switch (by) {
    case 'state':
      // Worst first, of the same state gateways before what hangs on them, and the newest loss on top.
      return (one) => (2 * (rank.get(one.state) ?? 0) + (one.isGateway ? 0 : 1)) * RANK - since(one);
    case 'id':
      return titleKey;
    case 'since':
      return since;
    case 'lastHeard':
      return ({ record }) => record.lastHeardAt;
    case 'outages':
      // A first click shows what fails most.
      return ({ losses }) => -losses;
    case 'path': {
      const chain = remembered((key: string): string => `${pathOf(key)}\0${naturalKey(idOf(key))}`);
      const pathOf = (key: string): string => {
        const up = source.upstream(key);
        return up === undefined ? '' : chain(up);
      };
      return ({ record }) => pathOf(record.key);
    }
    case 'site': {
      const site = remembered(naturalKey);
      return (one) => site(source.site(one));
    }
    case 'will':
      // As it is written; those without a will last.
      return ({ record }) => record.will ?? '\uffff';
    case 'connection':
      return ({ record }) => record.connectionId;
    case 'convention':
      return ({ record }) => record.convention;
  }
}

/** Few different ones are asked for often. */
function remembered(make: (from: string) => string): (from: string) => string {
  const made = new Map<string, string>();
  return (from) => {
    let text = made.get(from);
    if (text === undefined) {
      // A ring of upstreams ends where it began.
      made.set(from, '');
      text = make(from);
      made.set(from, text);
    }
    return text;
  };
}
