/** Which time a report is of, as its address says it. */
export type ReportPlace =
  | { readonly kind: 'last' }
  | { readonly kind: 'hours'; readonly hours: (typeof HOURS)[number] }
  /** Local times as a date field writes them; empty: not chosen yet, or up to now. */
  | { readonly kind: 'own'; readonly from: string; readonly until: string }
  | { readonly kind: 'saved'; readonly id: number };

export const HOURS = [8, 12, 24] as const;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** Reads the place from an address; what does not fit is the last twelve hours. */
export function readPlace(search: string): ReportPlace {
  const words = new URLSearchParams(search);
  const id = words.get('report') ?? '';
  if (/^[1-9]\d{0,15}$/.test(id)) return { kind: 'saved', id: Number(id) };
  const [from, until] = [words.get('from') ?? '', words.get('until') ?? ''];
  if (words.has('from') || words.has('until')) return { kind: 'own', from: timeIn(from), until: timeIn(until) };
  if (words.get('since') === 'last') return { kind: 'last' };
  const hours = HOURS.find((one) => String(one) === words.get('hours'));
  return { kind: 'hours', hours: hours ?? 12 };
}

/** What is written like a time need not be one: the 31st of February. */
const timeIn = (text: string): string => (LOCAL.test(text) && localTime(new Date(text).getTime()) === text ? text : '');

export function writePlace(place: ReportPlace): string {
  switch (place.kind) {
    case 'last':
      return '/report?since=last';
    case 'hours':
      return `/report?hours=${place.hours}`;
    case 'own':
      return `/report?${new URLSearchParams({ from: place.from, until: place.until })}`;
    case 'saved':
      return `/report?report=${place.id}`;
  }
}

/** A moment as a date field writes it, in the person's zone. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
