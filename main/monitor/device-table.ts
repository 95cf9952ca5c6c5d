import type { DeviceCounts, DeviceRef, DeviceRow, DeviceState } from '../contract/model.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type { DeviceRecord, OutageRecord } from '../history/port.ts';
import { Topology } from '../impact/topology.ts';
import { stateOf, WORST_FIRST } from '../incidents/device-state.ts';

export interface OpenOutage {
  record: OutageRecord;
  /** On the monotonic clock; null when it was opened before this start. */
  readonly openedMono: number | null;
  /** Until then: what of this run's sleep the monotonic clock did not count. */
  readonly openedUncountedMs: number;
  /** Until when nobody is told, epoch ms; null: told, or not to be told. */
  heldUntil: number | null;
  /** Its entry in the outbox; null when there was nothing to tell. */
  outboxId: number | null;
}

export interface Device {
  record: DeviceRecord;
  outage: OpenOutage | null;
  /** Its last sign of life in this run, on the monotonic clock. */
  heardMono: number;
  /** Its last news of any kind in this run that was new, on the monotonic clock. */
  newsMono: number;
}

type DeviceQuery = CheckedInput<'devices.query'>;

/** The current state of every device, in memory, with the order the window asks for. */
export class DeviceTable {
  readonly #devices = new Map<string, Device>();
  readonly #isWatched: (connectionId: string) => boolean;
  readonly #isBlind: (connectionId: string) => boolean;
  topology = new Topology([]);
  #order: { readonly query: string; readonly revision: number; readonly devices: readonly Device[] } | null = null;

  /**
   * @param isWatched whether a connection is in the settings: the devices of others are remembered, not shown
   * @param isBlind whether a connection has been gone for longer than a blip
   */
  constructor(isWatched: (connectionId: string) => boolean, isBlind: (connectionId: string) => boolean) {
    this.#isWatched = isWatched;
    this.#isBlind = isBlind;
  }

  get(key: string): Device | undefined {
    return this.#devices.get(key);
  }

  set(device: Device): void {
    this.#devices.set(device.record.key, device);
  }

  delete(key: string): void {
    this.#devices.delete(key);
  }

  /** The devices of watched connections. */
  *values(): IterableIterator<Device> {
    for (const device of this.#devices.values()) if (this.#isWatched(device.record.connectionId)) yield device;
  }

  count(connectionId: string): number {
    let n = 0;
    for (const device of this.#devices.values()) if (device.record.connectionId === connectionId) n++;
    return n;
  }

  /** Whether a device's own word, or its silence, is that it is gone. */
  readonly isDown = (key: string): boolean => this.#devices.get(key)?.record.presence === 'offline';

  ref(key: string): DeviceRef {
    return { key, id: idOf(key), kind: this.topology.kind(key), name: null };
  }

  state(device: Device): DeviceState {
    return stateOf({
      presence: device.record.presence,
      verdict: device.record.verdict,
      blind: this.#isBlind(device.record.connectionId),
      holding: device.outage !== null && device.outage.heldUntil !== null,
      cutOff: this.topology.cutOffBy(device.record.key, this.isDown) !== null,
    });
  }

  counts(): DeviceCounts {
    const counts = Object.fromEntries(WORST_FIRST.map((state) => [state, 0])) as Record<DeviceState, number>;
    for (const device of this.values()) counts[this.state(device)]++;
    return counts;
  }

  row(device: Device): DeviceRow {
    const { record } = device;
    const below = this.topology.kind(record.key) === 'gateway' ? this.topology.impactOf(record.key, () => false) : [];
    const gateways = below.filter((one) => one.kind === 'gateway').length;
    return {
      ...this.ref(record.key),
      connectionId: record.connectionId,
      state: this.state(device),
      presence: record.presence,
      verdict: record.verdict,
      freshness: record.freshness,
      since: record.since,
      lastHeardAt: record.lastHeardAt,
      path: this.topology.path(record.key).map(idOf),
      convention: record.convention,
      will: record.will,
      downstream: { gateways, devices: below.length - gateways },
      muted: false,
      acknowledged: false,
      snoozedUntil: null,
    };
  }

  /**
   * Rows `from` to `to` of the filtered and sorted list. The order is kept until `revision` rises.
   * `text` is looked for in id, path and will, in any case.
   */
  query(query: DeviceQuery, revision: number): { readonly total: number; readonly rows: readonly DeviceRow[] } {
    const key = JSON.stringify([query.filter, query.sort]);
    if (this.#order?.query !== key || this.#order.revision !== revision)
      this.#order = { query: key, revision, devices: this.#sorted(query) };
    const { devices } = this.#order;
    return { total: devices.length, rows: devices.slice(query.from, query.to).map((device) => this.row(device)) };
  }

  /** The devices in order. Rows are made only of those that are asked for: a hundred thousand would be too many at each change. */
  #sorted({ filter, sort }: DeviceQuery): readonly Device[] {
    const text = filter.text.trim().toLowerCase();
    const states = new Set(filter.states);
    const sorted: Sortable[] = [];
    for (const device of this.values()) {
      const { record } = device;
      if (filter.connectionId !== null && record.connectionId !== filter.connectionId) continue;
      const kind = this.topology.kind(record.key);
      if (filter.kind !== null && kind !== filter.kind) continue;
      const state = this.state(device);
      if (states.size > 0 && !states.has(state)) continue;
      const path = sort.by === 'path' || text !== '' ? this.topology.path(record.key).map(idOf).join('/') : '';
      if (text !== '' && !`${record.id}\n${path}\n${record.will ?? ''}`.toLowerCase().includes(text)) continue;
      const since = record.since.notAfter ?? record.since.notBefore ?? 0;
      sorted.push({ device, record, path, since, rank: 2 * (rank.get(state) ?? 0) + (kind === 'gateway' ? 0 : 1) });
    }
    const by = ORDERS[sort.by];
    const sign = sort.descending ? -1 : 1;
    sorted.sort((a, b) => sign * by(a, b) || byText(a.record.id, b.record.id) || byText(a.record.key, b.record.key));
    return sorted.map((one) => one.device);
  }
}

/** A device with what an order may look at. */
interface Sortable {
  readonly device: Device;
  readonly record: DeviceRecord;
  readonly path: string;
  readonly since: number;
  /** Worst state first, and of the same state gateways before what hangs on them. */
  readonly rank: number;
}

const collator = new Intl.Collator(undefined, { numeric: true });
const byText = (a: string, b: string): number => collator.compare(a, b);
const rank = new Map(WORST_FIRST.map((state, i) => [state, i]));

const ORDERS: Readonly<Record<DeviceQuery['sort']['by'], (a: Sortable, b: Sortable) => number>> = {
  // The newest loss on top.
  state: (a, b) => a.rank - b.rank || b.since - a.since,
  id: (a, b) => byText(a.record.id, b.record.id),
  since: (a, b) => a.since - b.since,
  path: (a, b) => byText(a.path, b.path),
  connection: (a, b) => byText(a.record.connectionId, b.record.connectionId),
  lastHeard: (a, b) => a.record.lastHeardAt - b.record.lastHeardAt,
  convention: (a, b) => byText(a.record.convention, b.record.convention),
};

/** The device id inside a key: everything after the connection id, which has no slash. */
export function idOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

export function keyOf(connectionId: string, deviceId: string): string {
  return `${connectionId}/${deviceId}`;
}
