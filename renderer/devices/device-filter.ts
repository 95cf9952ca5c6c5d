import type { DeviceState } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';

export const STATES = [
  'abrupt',
  'unspecified',
  'silent',
  'checking',
  'upstream',
  'unknown',
  'clean',
  'online',
] as const satisfies readonly DeviceState[];
export const SORTS = ['state', 'id', 'since', 'path', 'connection', 'convention'] as const;
export type Sort = (typeof SORTS)[number];

export interface DeviceFilter {
  readonly text: string;
  readonly states: readonly DeviceState[];
  readonly kind: 'gateway' | 'device' | null;
  readonly connectionId: string | null;
  readonly sort: Sort;
  readonly descending: boolean;
}

export const NO_FILTER: DeviceFilter = { text: '', states: [], kind: null, connectionId: null, sort: 'state', descending: false };

/** The longest text main takes in a filter. */
const TEXT_MAX = 1000;

/** Reads the filter from an address; what does not fit is left out. `null` when the address says nothing. */
export function readFilter(search: string): DeviceFilter | null {
  const words = new URLSearchParams(search);
  if ([...words.keys()].length === 0) return null;
  const states = (words.get('state') ?? '').split(',');
  const kind = words.get('kind');
  const sort = words.get('sort');
  return {
    text: (words.get('q') ?? '').slice(0, TEXT_MAX),
    states: STATES.filter((state) => states.includes(state)),
    kind: kind === 'gateway' || kind === 'device' ? kind : null,
    connectionId: words.get('broker'),
    sort: SORTS.find((known) => known === sort) ?? 'state',
    descending: words.get('down') === '1',
  };
}

/** Writes the filter as the search part of an address; `''` when nothing is filtered and the order is the usual one. */
export function writeFilter(filter: DeviceFilter): string {
  const words = new URLSearchParams();
  if (filter.text !== '') words.set('q', filter.text);
  if (filter.states.length > 0) words.set('state', filter.states.join(','));
  if (filter.kind !== null) words.set('kind', filter.kind);
  if (filter.connectionId !== null) words.set('broker', filter.connectionId);
  if (filter.sort !== 'state') words.set('sort', filter.sort);
  if (filter.descending) words.set('down', '1');
  const text = words.toString();
  return text === '' ? '' : `?${text}`;
}

export function isFiltered(filter: DeviceFilter): boolean {
  return filter.text !== '' || filter.states.length > 0 || filter.kind !== null || filter.connectionId !== null;
}

/** The question for a part of the list. */
export function askFor(filter: DeviceFilter, from: number, to: number): RequestInput<'devices.query'> {
  return {
    from,
    to,
    filter: { text: filter.text, states: [...filter.states], kind: filter.kind, connectionId: filter.connectionId },
    sort: { by: filter.sort, descending: filter.descending },
  };
}
