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
export const SORTS = [
  'state',
  'id',
  'since',
  'outages',
  'path',
  'site',
  'connection',
  'will',
  'lastHeard',
  'convention',
] as const;
export type Sort = (typeof SORTS)[number];

export const GROUPS = ['site', 'gateway', 'connection'] as const;
export type Grouping = (typeof GROUPS)[number];

export interface DeviceFilter {
  readonly text: string;
  readonly states: readonly DeviceState[];
  readonly kind: 'gateway' | 'device' | null;
  readonly connectionId: string | null;
  readonly flapping: boolean;
  readonly group: Grouping | null;
  readonly sort: Sort;
  readonly descending: boolean;
}

export const NO_FILTER: DeviceFilter = {
  text: '',
  states: [],
  kind: null,
  connectionId: null,
  flapping: false,
  group: null,
  sort: 'state',
  descending: false,
};

/** The longest text main takes in a filter. */
const TEXT_MAX = 1000;

/** Reads the filter from an address; what does not fit is left out. `null` when the address says nothing. */
export function readFilter(search: string): DeviceFilter | null {
  const words = new URLSearchParams(search);
  if ([...words.keys()].length === 0) return null;
  const states = (words.get('state') ?? '').split(',');
  const kind = words.get('kind');
  const sort = words.get('sort');
  const group = words.get('group');
  return {
    text: (words.get('q') ?? '').slice(0, TEXT_MAX),
    states: STATES.filter((state) => states.includes(state)),
    kind: kind === 'gateway' || kind === 'device' ? kind : null,
    connectionId: words.get('broker') || null,
    flapping: words.get('flapping') === '1',
    group: GROUPS.find((known) => known === group) ?? null,
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
  if (filter.flapping) words.set('flapping', '1');
  if (filter.group !== null) words.set('group', filter.group);
  if (filter.sort !== 'state') words.set('sort', filter.sort);
  if (filter.descending) words.set('down', '1');
  const text = words.toString();
  return text === '' ? '' : `?${text}`;
}

export function isFiltered(filter: DeviceFilter): boolean {
  const { text, states, kind, connectionId, flapping } = filter;
  return text !== '' || states.length > 0 || kind !== null || connectionId !== null || flapping;
}

/** The devices a filter lets through, as an act or a list asks for them. */
export function choiceOf({ text, states, kind, connectionId, flapping }: DeviceFilter) {
  return { text, states: [...states], kind, connectionId, flapping };
}

/** Which groups are folded: all or none, except these. */
export interface Fold {
  readonly all: boolean;
  readonly except: readonly string[];
}

export const UNFOLDED: Fold = { all: false, except: [] };

/**
 * The question for a part of the list.
 * @param order the order to keep; null: as it is now
 */
export function askFor(
  filter: DeviceFilter,
  fold: Fold,
  order: number | null,
  from: number,
  to: number,
): RequestInput<'devices.query'> {
  return {
    from,
    to,
    filter: choiceOf(filter),
    sort: { by: filter.sort, descending: filter.descending },
    group: filter.group,
    fold: { all: fold.all, except: [...fold.except] },
    order,
  };
}
