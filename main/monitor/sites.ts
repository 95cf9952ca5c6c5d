import type { DeviceRecord } from '../history/port.ts';
import type { Watch } from '../presence/watch.ts';
import { type DeviceTable, idOf } from './device-table.ts';

/** The site of each device: the place that its topic tells, else the top of what it hangs on. */
export class Sites {
  readonly #table: DeviceTable;
  readonly #watches: () => readonly Watch[];
  /** As they were read; made anew with the watches and the topology. */
  #known = new WeakMap<DeviceRecord, string>();

  constructor(table: DeviceTable, watches: () => readonly Watch[]) {
    this.#table = table;
    this.#watches = watches;
  }

  /** Watches or the topology changed. */
  forget(): void {
    this.#known = new WeakMap();
  }

  of(record: DeviceRecord): string {
    let site = this.#known.get(record);
    if (site === undefined) {
      const [top] = this.#table.topology.path(record.key);
      site = this.#told(record) ?? (top === undefined ? '' : idOf(top));
      this.#known.set(record, site);
    }
    return site;
  }

  /** By its key; empty of one that was never heard. */
  readonly ofKey = (key: string): string => {
    const device = this.#table.get(key);
    return device === undefined ? '' : this.of(device.record);
  };

  /** The place that a device's topic tells; null: none. */
  readonly told = (key: string): string | null => {
    const record = this.#table.get(key)?.record;
    return record === undefined ? null : this.#told(record);
  };

  #told(record: DeviceRecord): string | null {
    const watch = this.#watches().find(({ id }) => id === record.watchId);
    return watch?.conventions.find(({ id }) => id === record.convention)?.site?.(record.lastHeardTopic) ?? null;
  }
}
