import type { DeviceState } from '../contract/model.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type { DeviceRecord } from '../history/port.ts';
import { WORST_FIRST } from '../incidents/device-state.ts';
import { type Device, idOf } from './device-table.ts';
import { naturalKey } from './natural-order.ts';

export type DeviceQuery = CheckedInput<'devices.query'>;

/** A device as it was when the lists last looked: an order compares these, so that nothing changes under a sorted list. */
export interface Listed {
  readonly device: Device;
  readonly record: DeviceRecord;
  readonly state: DeviceState;
  readonly flapping: boolean;
  readonly isIncident: boolean;
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
  /** The messages that say a text, as far as they are found. */
  saying(text: string): ReadonlySet<number>;
}

/** What a filter looks for. */
export const textOf = ({ text }: DeviceQuery['filter']): string => text.trim().toLowerCase();

/** Whether a device is one of those that a filter asks for. */
export function filterOf(filter: DeviceQuery['filter'], source: ListedSource): (listed: Listed) => boolean {
  const text = textOf(filter);
  const saying = text === '' ? null : source.saying(text);
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
    if (has(record.id) || (listed.title !== record.id && has(listed.title)) || has(record.lastHeardTopic)) return true;
    if (record.will !== null && has(record.will)) return true;
    const outageTopic = listed.device.outage?.record.topic;
    // A site is part of a topic, or the top of what the device hangs on.
    if ((outageTopic != null && has(outageTopic)) || hangsOn(record.key)) return true;
    return record.willMessageId !== null && saying?.has(record.willMessageId) === true;
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

/** What a device is called, as it sorts. */
export const titleKey = (listed: Listed): string => {
  listed.titleKey ??= naturalKey(listed.title);
  return listed.titleKey;
};

const rank = new Map(WORST_FIRST.map((state, i) => [state, i]));
const since = ({ record }: Listed): number => record.since.notAfter ?? record.since.notBefore ?? 0;
/** More milliseconds than there are since the epoch, so that a rank outweighs any time; exact in a double for every rank there is. */
const RANK = 2 ** 43;

/** What a device sorts by first, lowest first; equal ones by title. */
export function firstOf(by: DeviceQuery['sort']['by'], source: ListedSource): (listed: Listed) => string | number {
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
    let known = made.get(from);
    if (known === undefined) {
      // A ring of upstreams ends where it began.
      made.set(from, '');
      known = make(from);
      made.set(from, known);
    }
    return known;
  };
}
