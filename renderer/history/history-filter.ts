import type { Verdict } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';

export const VERDICTS = ['abrupt', 'unspecified', 'silent', 'upstream', 'clean'] as const satisfies readonly Verdict[];

export interface HistoryFilter {
  readonly text: string;
  readonly verdicts: readonly Verdict[];
  readonly onlyOpen: boolean;
  readonly blindSpots: boolean;
  /** Every device's outage as a row of its own, also where the outage of something above explains it. */
  readonly each: boolean;
  /** Only those that a person acknowledged, or that nobody did; null: both. */
  readonly acknowledged: boolean | null;
  /** Days as `2027-11-22`, in the person's zone, both included. `''`: no bound. */
  readonly from: string;
  readonly until: string;
  readonly deviceKey: string | null;
}

export const EVERYTHING: HistoryFilter = {
  text: '',
  verdicts: [],
  onlyOpen: false,
  blindSpots: true,
  each: false,
  acknowledged: null,
  from: '',
  until: '',
  deviceKey: null,
};

const TEXT_MAX = 1000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filter from an address; what does not fit is left out. */
export function readFilter(search: string): HistoryFilter {
  const words = new URLSearchParams(search);
  const verdicts = (words.get('verdict') ?? '').split(',');
  return {
    text: (words.get('q') ?? '').slice(0, TEXT_MAX),
    verdicts: VERDICTS.filter((verdict) => verdicts.includes(verdict)),
    onlyOpen: words.get('open') === '1',
    blindSpots: words.get('blind') !== '0',
    each: words.get('each') === '1',
    acknowledged: words.get('ack') === '1' ? true : words.get('ack') === '0' ? false : null,
    from: dayIn(words.get('from')),
    until: dayIn(words.get('until')),
    deviceKey: words.get('device') || null,
  };
}

export function writeFilter(filter: HistoryFilter): string {
  const words = new URLSearchParams();
  if (filter.text !== '') words.set('q', filter.text);
  if (filter.verdicts.length > 0) words.set('verdict', filter.verdicts.join(','));
  if (filter.onlyOpen) words.set('open', '1');
  if (!filter.blindSpots) words.set('blind', '0');
  if (filter.each) words.set('each', '1');
  if (filter.acknowledged !== null) words.set('ack', filter.acknowledged ? '1' : '0');
  if (filter.from !== '') words.set('from', filter.from);
  if (filter.until !== '') words.set('until', filter.until);
  if (filter.deviceKey !== null) words.set('device', filter.deviceKey);
  const text = words.toString();
  return text === '' ? '' : `?${text}`;
}

export function isFiltered(filter: HistoryFilter): boolean {
  return writeFilter({ ...filter, blindSpots: true, each: false }) !== '';
}

/** Whether outages that another one explains are left out. The history of one device tells all of its own. */
export function isRootsOnly(filter: HistoryFilter): boolean {
  return !filter.each && filter.deviceKey === null;
}

/** The question for a part of the history. */
export function askFor(filter: HistoryFilter, from: number, to: number): RequestInput<'history.query'> {
  return {
    from,
    to,
    filter: {
      deviceKey: filter.deviceKey,
      text: filter.text,
      verdicts: [...filter.verdicts],
      since: filter.from === '' ? null : startOf(filter.from, 0),
      until: filter.until === '' ? null : startOf(filter.until, 1) - 1,
      blindSpots: filter.blindSpots,
      onlyOpen: filter.onlyOpen,
      rootsOnly: isRootsOnly(filter),
      acknowledged: filter.acknowledged,
    },
  };
}

/** A day as an address and a date field write it. */
export function dayName(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first moment of a day, some days later, in the person's zone. */
function startOf(day: string, later: number): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  // The constructor takes years below 100 for those of the last century; a field names them while a person types.
  return new Date(2000, 0).setFullYear(year, month - 1, date + later);
}

function dayIn(text: string | null): string {
  return text !== null && DAY.test(text) && dayName(startOf(text, 0)) === text ? text : '';
}
