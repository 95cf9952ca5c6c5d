import type { DeviceRef, DeviceRow, DeviceState } from '../contract/model.ts';
import type { Acknowledged, DeviceRecord, OutageRecord } from '../history/port.ts';
import { Topology } from '../impact/topology.ts';
import { stateOf } from '../incidents/device-state.ts';

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
  acknowledged: Acknowledged | null;
  /** Epoch ms; `null`: not snoozed. Its entry in the outbox is `outboxId`. */
  snoozedUntil: number | null;
  /** The mute of everything that kept it silent. */
  mutedBy: number | null;
}

export interface Device {
  record: DeviceRecord;
  outage: OpenOutage | null;
  /** Its last sign of life in this run, on the monotonic clock. */
  heardMono: number;
  /** Its last news of any kind in this run that was new, on the monotonic clock. */
  newsMono: number;
}

const EMPTY = new Topology([]);
const NOTHING: DeviceRow['downstream'] = { gateways: 0, devices: 0 };

/** The current state of every device, in memory. */
export class DeviceTable {
  readonly #devices = new Map<string, Device>();
  /** How many, by connection. */
  readonly #counts = new Map<string, number>();
  readonly #isWatched: (connectionId: string) => boolean;
  readonly #isBlind: (connectionId: string) => boolean;
  #topology: () => Topology = () => EMPTY;
  /** Whether a mute keeps a device silent now. */
  isMuted: (device: DeviceRecord) => boolean = () => false;
  readonly #names = new Map<string, string>();
  /** How much hangs on a gateway, by its key: of the topmost a walk over everything, and a list asks with every push. */
  #below: { readonly of: Topology; readonly counts: Map<string, DeviceRow['downstream']> } = { of: EMPTY, counts: new Map() };

  /**
   * @param isWatched whether a connection is in the settings: the devices of others are remembered, not shown
   * @param isBlind whether a connection has been gone for longer than a blip
   */
  constructor(isWatched: (connectionId: string) => boolean, isBlind: (connectionId: string) => boolean) {
    this.#isWatched = isWatched;
    this.#isBlind = isBlind;
  }

  /** What hangs on what now. */
  get topology(): Topology {
    return this.#topology();
  }

  /** From now on asks this for the topology. */
  followTopology(topology: () => Topology): void {
    this.#topology = topology;
  }

  get(key: string): Device | undefined {
    return this.#devices.get(key);
  }

  /** A key as its device has it; as it is where no such device was heard. */
  readonly ownKey = (key: string): string => this.#devices.get(key)?.record.key ?? key;

  /** As `get`, but only devices of watched connections. */
  watched(key: string): Device | undefined {
    const device = this.#devices.get(key);
    return device !== undefined && this.#isWatched(device.record.connectionId) ? device : undefined;
  }

  set(device: Device): void {
    const { key, connectionId } = device.record;
    if (!this.#devices.has(key)) this.#counts.set(connectionId, this.count(connectionId) + 1);
    this.#devices.set(key, device);
  }

  delete(key: string): void {
    const connectionId = this.#devices.get(key)?.record.connectionId;
    if (connectionId === undefined) return;
    this.#devices.delete(key);
    this.#counts.set(connectionId, this.count(connectionId) - 1);
  }

  /** The devices of watched connections. */
  *values(): IterableIterator<Device> {
    for (const device of this.#devices.values()) if (this.#isWatched(device.record.connectionId)) yield device;
  }

  /** How many there are, of all connections. */
  get total(): number {
    return this.#devices.size;
  }

  count(connectionId: string): number {
    return this.#counts.get(connectionId) ?? 0;
  }

  /** Whether a device's own word, or its silence, is that it is gone. */
  readonly isDown = (key: string): boolean => this.#devices.get(key)?.record.presence === 'offline';

  /** What a person calls a device; null: nothing but its id. Also of one that was never heard. */
  nameOf(key: string): string | null {
    return this.#names.get(key) ?? null;
  }

  /** What to call a device in short: its name, or its id. */
  readonly called = (key: string): string => this.#names.get(key) ?? idOf(key);

  rename(key: string, name: string | null): void {
    if (name === null) this.#names.delete(key);
    else this.#names.set(key, name);
  }

  ref(key: string): DeviceRef {
    return { key, id: idOf(key), kind: this.topology.kind(key), name: this.nameOf(key) };
  }

  /** The nearest upstream that is down and without which a device has no way to the top. */
  cutOffBy(key: string): string | null {
    return this.topology.cutOffBy(key, this.isDown);
  }

  state(device: Device, cutOffBy = this.cutOffBy(device.record.key)): DeviceState {
    return stateOf({
      presence: device.record.presence,
      verdict: device.record.verdict,
      blind: this.#isBlind(device.record.connectionId),
      holding: device.outage !== null && device.outage.heldUntil !== null,
      cutOff: cutOffBy !== null,
    });
  }

  /** What a row says of the device itself; `DeviceLists` adds what it knows of the last day. */
  row(device: Device): Omit<DeviceRow, 'site' | 'flapping' | 'lossHours'> {
    const { record } = device;
    return {
      ...this.ref(record.key),
      connectionId: record.connectionId,
      state: this.state(device),
      presence: record.presence,
      verdict: record.verdict,
      freshness: record.freshness,
      since: record.since,
      lastHeardAt: record.lastHeardAt,
      path: this.topology.path(record.key).map(this.called),
      convention: record.convention,
      will: record.will,
      downstream: this.#downstream(record.key),
      muted: this.isMuted(record),
      acknowledged: device.outage !== null && device.outage.acknowledged !== null,
      snoozedUntil: device.outage?.snoozedUntil ?? null,
    };
  }

  #downstream(key: string): DeviceRow['downstream'] {
    const { topology } = this;
    if (topology.kind(key) !== 'gateway') return NOTHING;
    // A topology never changes: where something else hangs together it is another one.
    if (this.#below.of !== topology) this.#below = { of: topology, counts: new Map() };
    const known = this.#below.counts.get(key);
    if (known !== undefined) return known;
    const below = topology.impactOf(key, () => false);
    const gateways = below.filter((one) => one.kind === 'gateway').length;
    const counts = { gateways, devices: below.length - gateways };
    this.#below.counts.set(key, counts);
    return counts;
  }
}

/** The device id inside a key: everything after the connection id, which has no slash. */
export function idOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

export function keyOf(connectionId: string, deviceId: string): string {
  return `${connectionId}/${deviceId}`;
}
