import { MONTHS, short, splitPattern, WEEKDAYS } from './time-names.ts';
import { LAST_MS, printOffset, type Zone } from './zone.ts';

const DAY = 86_400_000;

/**
 * A moment as a Joda-Time pattern says, in English.
 * @returns undefined for a letter that Joda-Time does not know, or a time beyond all calendars
 * @see https://www.joda.org/joda-time/apidocs/org/joda/time/format/DateTimeFormat.html
 */
export function formatTime(pattern: string, epochMs: number, zone: Zone): string | undefined {
  const parts = splitPattern(pattern);
  const offset = Math.abs(epochMs) > LAST_MS - 2 * DAY ? 0 : zone.offsetAt(epochMs);
  const local = new Date(epochMs + offset);
  if (parts === null || Math.abs(epochMs) > LAST_MS - 2 * DAY) return undefined;
  let text = '';
  for (const { letter, text: written } of parts) {
    const field = letter === null ? written : formatField(letter, written.length, local, { epochMs, offset, zone });
    if (field === undefined) return undefined;
    text += field;
  }
  return text;
}

interface Moment {
  readonly epochMs: number;
  readonly offset: number;
  readonly zone: Zone;
}

function formatField(letter: string, count: number, local: Date, { epochMs, offset, zone }: Moment): string | undefined {
  const year = local.getUTCFullYear();
  const ofEra = year > 0 ? year : 1 - year;
  const hours = local.getUTCHours();
  const padded = (n: number): string => `${n < 0 ? '-' : ''}${String(Math.abs(n)).padStart(count, '0')}`;
  const yearText = (n: number): string => (count === 2 ? String(Math.abs(n) % 100).padStart(2, '0') : padded(n));
  switch (letter) {
    case 'G':
      return year > 0 ? 'AD' : 'BC';
    case 'C':
      return padded(Math.floor(ofEra / 100));
    case 'Y':
      return yearText(ofEra);
    case 'y':
      return yearText(year);
    case 'x':
      return yearText(isoWeek(local).year);
    case 'w':
      return padded(isoWeek(local).week);
    case 'e':
      return padded(isoDay(local));
    case 'E': {
      const name = WEEKDAYS[isoDay(local) - 1] ?? '';
      return count >= 4 ? name : short(name);
    }
    case 'D':
      return padded(dayOfYear(local));
    case 'M': {
      const name = MONTHS[local.getUTCMonth()] ?? '';
      return count >= 4 ? name : count === 3 ? short(name) : padded(local.getUTCMonth() + 1);
    }
    case 'd':
      return padded(local.getUTCDate());
    case 'a':
      return hours < 12 ? 'AM' : 'PM';
    case 'K':
      return padded(hours % 12);
    case 'h':
      return padded(hours % 12 === 0 ? 12 : hours % 12);
    case 'H':
      return padded(hours);
    case 'k':
      return padded(hours === 0 ? 24 : hours);
    case 'm':
      return padded(local.getUTCMinutes());
    case 's':
      return padded(local.getUTCSeconds());
    case 'S':
      return String(local.getUTCMilliseconds()).padStart(3, '0').padEnd(count, '0').slice(0, count);
    case 'z':
      return zone.nameAt(epochMs, count >= 4 ? 'long' : 'short');
    case 'Z':
      return count === 1 ? printOffset(offset, '') : count === 2 ? printOffset(offset, ':') : zone.id;
    default:
      return undefined;
  }
}

const isoDay = (date: Date): number => date.getUTCDay() || 7;

const dayOfYear = (date: Date): number => Math.floor((date.getTime() - startOfYear(date.getUTCFullYear())) / DAY) + 1;

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
const startOfYear = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1);

/** @see ISO 8601: a week belongs to the year that has its Thursday */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - isoDay(date)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}
