import { MAX_CHOSEN } from '../contract/limits.ts';
import type { DeviceChoice, MuteScope, OutageChoice } from '../contract/requests.ts';
import type { History } from '../history/port.ts';
import { placeKey } from '../incidents/mute.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { DeviceLists } from './device-lists.ts';
import type { DeviceTable } from './device-table.ts';
import type { OutageBook } from './outage-book.ts';

/** What was asked for cannot be done; the message is a sentence for a person. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export interface ChosenParts {
  readonly history: Pick<History, 'outageKeys'>;
  readonly table: DeviceTable;
  /** Every device that a filter lets through. */
  readonly matching: DeviceLists['matching'];
  readonly book: OutageBook;
  /** Ids of the connections in the settings. */
  readonly connections: () => readonly string[];
  /** The site a device belongs to; empty: none. */
  readonly siteOf: (deviceKey: string) => string;
  readonly words: () => DomainWords;
}

/** Finds what a person chose, one by one or by a filter. What is not there any more is left out; `Refused` when nothing is left, or it is too much. */
export class Chosen {
  readonly #parts: ChosenParts;

  constructor(parts: ChosenParts) {
    this.#parts = parts;
  }

  /** What a mute of this scope keeps silent: as `MuteRecord.keys`. */
  muteKeys(scope: MuteScope): readonly string[] {
    switch (scope.kind) {
      case 'all':
        return [];
      case 'devices':
        return [...this.devices(scope.devices)].sort();
      case 'gateway':
        this.checkDevice(scope.key);
        return [scope.key];
      case 'connection':
        if (!this.#parts.connections().includes(scope.id)) throw new Refused(this.#parts.words().acts.noConnection);
        return [scope.id];
      case 'site':
        if (!this.#isSite(scope)) throw new Refused(this.#parts.words().acts.noSite);
        return [placeKey(scope.connectionId, scope.site)];
    }
  }

  #isSite({ connectionId, site }: { readonly connectionId: string; readonly site: string }): boolean {
    for (const { record } of this.#parts.table.values())
      if (record.connectionId === connectionId && this.#parts.siteOf(record.key) === site) return true;
    return false;
  }

  /** The chosen devices that there are. */
  devices(choice: DeviceChoice): readonly string[] {
    const { matching, words } = this.#parts;
    if ('keys' in choice) {
      const known = [...new Set(choice.keys)].filter((key) => this.#isKnown(key));
      if (known.length === 0) throw new Refused(words().acts.noDevice);
      return known;
    }
    const keys = matching(choice.filter).map(({ record }) => record.key);
    if (keys.length > MAX_CHOSEN) throw new Refused(words().acts.tooMany(keys.length, MAX_CHOSEN));
    if (keys.length === 0) throw new Refused(words().acts.noDevice);
    return keys;
  }

  /** The chosen outages that there are, with their devices. The root of an incident brings all of it that lasts. */
  async outages(choice: OutageChoice): Promise<ReadonlyMap<number, string>> {
    const { book } = this.#parts;
    const found = new Map(await this.#outages(choice));
    for (const id of [...found.keys()])
      for (const { outageId, deviceKey } of book.incidents.partsOf(id)) found.set(outageId, deviceKey);
    return found;
  }

  async #outages(choice: OutageChoice): Promise<ReadonlyMap<number, string>> {
    if ('outageIds' in choice) return this.outageKeys(choice.outageIds);
    const { table, words } = this.#parts;
    const found = new Map<number, string>();
    for (const key of this.devices(choice)) {
      const outage = table.get(key)?.outage;
      if (outage != null) found.set(outage.record.id, key);
    }
    if (found.size === 0) throw new Refused(words().acts.noOutage);
    return found;
  }

  /** Those of these outages that there are, with their devices. */
  async outageKeys(outageIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { book, history, words } = this.#parts;
    const open = new Map(
      outageIds.flatMap((id) => (book.marks(id) === null ? [] : [[id, book.marks(id)?.deviceKey ?? ''] as const])),
    );
    const rest = outageIds.filter((id) => !open.has(id));
    const found = rest.length === 0 ? open : new Map([...open, ...(await history.outageKeys(rest))]);
    if (found.size === 0) throw new Refused(words().acts.noOutage);
    return found;
  }

  /** Heard of, or named by the topology. */
  #isKnown(key: string): boolean {
    const { table } = this.#parts;
    return table.get(key) !== undefined || table.topology.kind(key) === 'gateway' || table.topology.upstreams(key).length > 0;
  }

  checkDevice(key: string): void {
    if (!this.#isKnown(key)) throw new Refused(this.#parts.words().acts.noDevice);
  }
}
