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
}

type DeviceQuery = CheckedInput<'devices.query'>;

/** The current state of every device, in memory, with the order the window asks for. */
export class DeviceTable {
  readonly #devices = new Map<string, Device>();
  readonly #isWatched: (connectionId: string) => boolean;
  readonly #isBlind: (connectionId: string) => boolean;
  topology = new Topology([]);
  #order: { readonly query: string; readonly revision: number; readonly rows: readonly DeviceRow[] } | null = null;

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
    return { key, id: idOf(key), kind: this.topology.kind(key) };
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
    };
  }

  /**
   * Rows `from` to `to` of the filtered and sorted list. The order is kept until `revision` rises.
   * `text` is looked for in id, path and will, in any case.
   */
  query(query: DeviceQuery, revision: number): { readonly total: number; readonly rows: readonly DeviceRow[] } {
    const key = JSON.stringify([query.filter, query.sort]);
    if (this.#order?.query !== key || this.#order.revision !== revision)
      this.#order = { query: key, revision, rows: this.#sorted(query) };
    return { total: this.#order.rows.length, rows: this.#order.rows.slice(query.from, query.to) };
  }

  #sorted({ filter, sort }: DeviceQuery): readonly DeviceRow[] {
    const text = filter.text.trim().toLowerCase();
    const states = new Set(filter.states);
    const rows: DeviceRow[] = [];
    for (const device of this.values()) {
      const row = this.row(device);
      if (filter.connectionId !== null && row.connectionId !== filter.connectionId) continue;
      if (filter.kind !== null && row.kind !== filter.kind) continue;
      if (states.size > 0 && !states.has(row.state)) continue;
      if (text !== '' && !`${row.id}\n${row.path.join('/')}\n${row.will ?? ''}`.toLowerCase().includes(text)) continue;
      rows.push(row);
    }
    const by = ORDERS[sort.by];
    const sign = sort.descending ? -1 : 1;
    return rows.sort((a, b) => sign * by(a, b) || byText(a.id, b.id) || byText(a.key, b.key));
  }
}

const collator = new Intl.Collator(undefined, { numeric: true });
const byText = (a: string, b: string): number => collator.compare(a, b);
const since = (row: DeviceRow): number => row.since.notAfter ?? row.since.notBefore ?? 0;
const rank = new Map(WORST_FIRST.map((state, i) => [state, i]));
const kindRank = (row: DeviceRow): number => (row.kind === 'gateway' ? 0 : 1);

const ORDERS: Readonly<Record<DeviceQuery['sort']['by'], (a: DeviceRow, b: DeviceRow) => number>> = {
  // Worst first, gateways before what hangs on them, the newest loss on top.
  state: (a, b) => (rank.get(a.state) ?? 0) - (rank.get(b.state) ?? 0) || kindRank(a) - kindRank(b) || since(b) - since(a),
  id: (a, b) => byText(a.id, b.id),
  since: (a, b) => since(a) - since(b),
  path: (a, b) => byText(a.path.join('/'), b.path.join('/')),
  connection: (a, b) => byText(a.connectionId, b.connectionId),
  lastHeard: (a, b) => a.lastHeardAt - b.lastHeardAt,
  convention: (a, b) => byText(a.convention, b.convention),
};

/** The device id inside a key: everything after the connection id, which has no slash. */
export function idOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

export function keyOf(connectionId: string, deviceId: string): string {
  return `${connectionId}/${deviceId}`;
}
