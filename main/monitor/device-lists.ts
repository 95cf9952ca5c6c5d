import type { DeviceCounts, DeviceGroup, DeviceLine, DeviceRow, DeviceState } from '../contract/model.ts';
import type { History } from '../history/port.ts';
import { WORST_FIRST } from '../incidents/device-state.ts';
import type { RecentLosses } from '../incidents/recent-losses.ts';
import { type Group, groupedLines, type Line, type Lines, plainLines, statesOf } from './device-groups.ts';
import { DeviceOrder } from './device-order.ts';
import type { Device, DeviceTable } from './device-table.ts';
import { type DeviceQuery, filterOf, type Listed, type ListedSource } from './listed.ts';
import { isIncident, type OpenIncidents, openIncidents } from './open-incidents.ts';
import type { Clock } from './ports.ts';
import { type WillHit, WillSearches } from './will-search.ts';

/** Lists kept in order at a time: that of each window, and what its palette looks for. */
const ORDERS_MAX = 4;
/** With more changes than this, counting anew costs less than following each. */
const ANEW_FROM = 20_000;

export interface DeviceListsParts {
  readonly table: DeviceTable;
  readonly losses: RecentLosses;
  readonly clock: Clock;
  /** The place a device belongs to; empty: none. */
  readonly siteOf: (device: Device) => string;
  readonly history: Pick<History, 'messagesSaying'>;
  /** A search of wills found these devices, or came to its end. */
  readonly searched: (keys: readonly string[]) => void;
}

/** What `devices.query` answers, without the revision. */
export interface ListPart {
  readonly total: number;
  readonly rows: readonly DeviceLine[];
  readonly devices: number;
  readonly order: number;
  readonly moved: number;
  readonly searching: boolean;
}

/** Counts, incidents and sorted lists of all devices for the windows. Nothing is computed while no window looks; then only what changed. */
export class DeviceLists {
  readonly #parts: DeviceListsParts;
  readonly #source: ListedSource;
  readonly #wills: WillSearches;
  #listed = new Map<string, Listed>();
  #touched: Set<string> | null = null;
  /** Who was gone at the last look: what is cut off by whom is told as of then, until the next one. */
  readonly #down = new Set<string>();
  #counts = emptyCounts();
  #flapping = 0;
  readonly #incidents = new Map<string, Device>();
  readonly #orders = new Map<string, DeviceOrder>();
  #lastNumber = 0;
  #lines: { readonly key: string; readonly lines: Lines } | null = null;

  constructor(parts: DeviceListsParts) {
    this.#parts = parts;
    this.#wills = new WillSearches({
      history: parts.history,
      clock: parts.clock,
      devices: () => parts.table.values(),
      device: (key) => parts.table.watched(key),
      found: (text, hits, take) => this.#found(text, hits, take),
      done: () => parts.searched([]),
    });
    this.#source = {
      upstream: (key) => parts.table.topology.upstreams(key)[0],
      site: ({ device }) => parts.siteOf(device),
      called: parts.table.called,
      saying: (text) => this.#wills.found(text),
    };
  }

  /** Says which devices changed since the last look; null: any of them. */
  touch(keys: readonly string[] | null): void {
    this.#wills.touch(keys);
    if (this.#touched === null) return;
    if (keys === null || this.#touched.size > ANEW_FROM) this.#touched = null;
    else for (const key of keys) this.#touched.add(key);
  }

  counts(): DeviceCounts {
    this.#look();
    return { ...this.#counts };
  }

  /** How many come and go. */
  flapping(): number {
    this.#look();
    return this.#flapping;
  }

  /** What is open and nothing above explains. @param most how many are named */
  incidents(most: number): OpenIncidents {
    this.#look();
    return openIncidents(this.#incidents.values(), most);
  }

  query(query: DeviceQuery): ListPart {
    const { lines, devices, order, moved, searching } = this.#find(query, query.order);
    return {
      total: lines.total,
      rows: lines.slice(query.from, query.to).map((line) => this.#line(line, query.group)),
      devices,
      order,
      moved,
      searching,
    };
  }

  /** Every device that a filter lets through, in no order. */
  matching(filter: DeviceQuery['filter']): readonly Device[] {
    this.#look();
    const fits = filterOf(filter, this.#source);
    return [...this.#listed.values()].filter(fits).map(({ device }) => device);
  }

  /** The keys of the devices on some lines, without the heads of groups. */
  keys(query: DeviceQuery): readonly string[] {
    const { lines } = this.#find(query, query.order);
    return lines.slice(query.from, query.to).flatMap((line) => (line.kind === 'device' ? [line.listed.record.key] : []));
  }

  /** The state of a watched device as of the last look; undefined: no such device was heard. */
  stateOf(key: string): DeviceState | undefined {
    this.#look();
    return this.#listed.get(key)?.state;
  }

  row(device: Device): DeviceRow {
    const { losses, clock, siteOf } = this.#parts;
    const { key } = device.record;
    const now = clock.now();
    return {
      ...this.#parts.table.row(device),
      site: siteOf(device),
      flapping: losses.isFlapping(key, now),
      lossHours: losses.hours(key, now),
    };
  }

  #find(query: DeviceQuery, hold: number | null): Omit<ListPart, 'rows' | 'total'> & { readonly lines: Lines } {
    this.#look();
    const name = JSON.stringify([query.filter, query.sort]);
    const known = this.#orders.get(name);
    const order = known ?? new DeviceOrder(query, this.#source, () => ++this.#lastNumber);
    const wider = known === undefined ? this.#widerThan(order) : undefined;
    // The one asked for last stays longest.
    this.#orders.delete(name);
    this.#orders.set(name, order);
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= ORDERS_MAX) break;
      this.#orders.delete(oldest);
    }
    this.#wills.keep(new Set(Array.from(this.#orders.values(), ({ text }) => text)));
    this.#wills.want(order.text);
    const all = () => wider?.devices(this.#all, null, this.#parts.clock.mono()).devices ?? this.#all();
    const { devices, late, number, moved } = order.devices(all, hold, this.#parts.clock.mono());
    const answer = { order: number, moved, searching: this.#wills.isBusy(order.text) };
    if (query.group === null) {
      const all = late.length === 0 ? devices : [...devices, ...late];
      return { ...answer, lines: plainLines(all), devices: all.length };
    }
    // Grouping is a walk over all of it: once for each order, not for each part that is scrolled to.
    const key = JSON.stringify([number, query.group, query.fold]);
    if (this.#lines?.key !== key) this.#lines = { key, lines: groupedLines(devices, this.#groupOf(query.group), query.fold) };
    return { ...answer, lines: this.#lines.lines, devices: devices.length };
  }

  readonly #wasDown = (key: string): boolean => this.#down.has(key);
  readonly #all = (): Iterable<Listed> => this.#listed.values();

  /** Who types on looks among what the shorter text let through. Not where wills were found already: the shorter text may not have read those. */
  #widerThan(order: DeviceOrder): DeviceOrder | undefined {
    if (order.text === '' || this.#wills.found(order.text).size > 0) return undefined;
    return [...this.#orders.values()].findLast((one) => one.isWiderThan(order));
  }

  /** Puts what a search found into the lists that look for it. What changed since is looked at with the change. */
  #found(text: string, hits: readonly WillHit[], take: () => void): void {
    const listed = hits.flatMap(({ key, id }) => {
      const one = this.#listed.get(key);
      return one?.record.willMessageId === id ? [one] : [];
    });
    const orders = [...this.#orders.values()].filter((order) => order.text === text);
    const come = orders.map((order) => listed.filter((one) => !order.fits(one)));
    take();
    for (const [n, order] of orders.entries()) order.admit(come[n] ?? []);
    this.#parts.searched(hits.map(({ key }) => key));
  }

  #groupOf(group: NonNullable<DeviceQuery['group']>): (listed: Listed) => string {
    const { table } = this.#parts;
    switch (group) {
      case 'site':
        return this.#source.site;
      case 'connection':
        return ({ record }) => record.connectionId;
      case 'gateway':
        // A gateway stands with what hangs on it.
        return ({ record, isGateway }) => (isGateway ? record.key : (table.topology.upstreams(record.key)[0] ?? ''));
    }
  }

  #line(line: Line, group: DeviceQuery['group']): DeviceLine {
    if (line.kind === 'device') return this.row(line.listed.device);
    return { ...this.#head(line.group, group), folded: line.folded };
  }

  #head(group: Group, by: DeviceQuery['group']): Omit<DeviceGroup, 'folded'> {
    const states = statesOf(group);
    return {
      kind: 'group',
      key: group.name,
      name: by === 'gateway' ? this.#parts.table.called(group.name) : group.name,
      devices: group.devices.length,
      states: states.map(([state, count]) => ({ state, count })),
    };
  }

  /** Brings counts and orders up to what was touched. */
  #look(): void {
    const touched = this.#touched;
    if (touched !== null && touched.size === 0) return;
    this.#touched = new Set();
    this.#lines = null;
    if (touched === null) this.#lookAnew();
    else for (const key of this.#withBelow(touched)) this.#lookAt(key);
  }

  #lookAnew(): void {
    this.#counts = emptyCounts();
    this.#flapping = 0;
    this.#incidents.clear();
    const anew = new Map<string, Listed>();
    this.#down.clear();
    for (const { record } of this.#parts.table.values()) if (this.#parts.table.isDown(record.key)) this.#down.add(record.key);
    for (const device of this.#parts.table.values()) {
      const listed = this.#list(device);
      anew.set(device.record.key, listed);
      this.#count(listed, 1);
    }
    this.#listed = anew;
    for (const order of this.#orders.values()) order.forget();
  }

  #lookAt(key: string): void {
    const { table } = this.#parts;
    const before = this.#listed.get(key) ?? null;
    const device = table.watched(key);
    const now = device === undefined ? null : this.#list(device);
    if (before !== null) this.#count(before, -1);
    if (now === null) this.#listed.delete(key);
    else {
      this.#listed.set(key, now);
      this.#count(now, 1);
    }
    for (const order of this.#orders.values()) order.change(before, now);
  }

  /** What hangs on a changed gateway may be cut off now, or not any more. */
  #withBelow(touched: ReadonlySet<string>): Iterable<string> {
    const { topology, isDown } = this.#parts.table;
    const turned = [...touched].filter((key) => this.#down.has(key) !== isDown(key));
    for (const key of turned) if (!this.#down.delete(key)) this.#down.add(key);
    return new Set([...touched, ...topology.exposedTo(turned, this.#wasDown)]);
  }

  #list(device: Device): Listed {
    const { table, losses, clock } = this.#parts;
    const { record } = device;
    const now = clock.now();
    const title = table.nameOf(record.key) ?? record.id;
    const cutOffBy = table.topology.cutOffBy(record.key, this.#wasDown);
    const before = this.#listed.get(record.key);
    return {
      device,
      record,
      state: table.state(device, cutOffBy),
      flapping: losses.isFlapping(record.key, now),
      isIncident: isIncident(device, cutOffBy),
      isGateway: table.topology.kind(record.key) === 'gateway',
      losses: losses.total(record.key, now),
      title,
      titleKey: before?.title === title ? before.titleKey : null,
    };
  }

  #count(listed: Listed, by: 1 | -1): void {
    this.#counts[listed.state] += by;
    if (listed.flapping) this.#flapping += by;
    if (!listed.isIncident) return;
    if (by === 1) this.#incidents.set(listed.record.key, listed.device);
    else this.#incidents.delete(listed.record.key);
  }
}

function emptyCounts(): Record<DeviceState, number> {
  return Object.fromEntries(WORST_FIRST.map((state) => [state, 0])) as Record<DeviceState, number>;
}
