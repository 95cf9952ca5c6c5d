import { MONTHS, short, splitPattern, WEEKDAYS } from './time-names.ts';
import { findZone, LAST_MS, readOffset, toEpoch, type Zone } from './zone.ts';

/** What was read, by the letter of the field; `zone` besides. */
interface Fields {
  readonly numbers: Map<string, number>;
  zone: Zone | null;
}

interface Field {
  readonly letter: string;
  readonly count: number;
}
/** A field, text that stands for itself, or an optional section. */
type Item = Field | string | readonly Item[];

/** How many digits a numeric field may have; null for one that is not numeric. */
function widthOf({ letter, count }: Field): { readonly least: number; readonly most: number } | null {
  if (/[uy]/.test(letter)) return count === 2 ? { least: 2, most: 2 } : { least: count, most: 9 };
  if (/[ML]/.test(letter) && count > 2) return null;
  if (letter === 'S') return { least: count, most: count };
  if (letter === 'D') return { least: count, most: count === 1 ? 9 : 3 };
  return /[MLdHhKkmsnAN]/.test(letter) ? { least: count, most: count === 1 ? 9 : count } : null;
}

/**
 * The epoch milliseconds of a time written as a pattern of Java's `DateTimeFormatter` says, in English; without a zone, in UTC.
 * @returns undefined when the text is not of that shape, names no day, or the pattern has a letter that is not known here
 * @see https://docs.oracle.com/en/java/javase/11/docs/api/java.base/java/time/format/DateTimeFormatter.html
 */
export function parseTime(text: string, pattern: string): number | undefined {
  const items = readPattern(pattern);
  const fields: Fields = { numbers: new Map(), zone: null };
  if (items === null || readItems(items, text, 0, fields) !== text.length) return undefined;
  const local = resolve(fields.numbers);
  if (local === undefined || Math.abs(local) > LAST_MS / 2) return undefined;
  return fields.zone === null ? local : toEpoch(local, fields.zone);
}

function readPattern(pattern: string): readonly Item[] | null {
  const open: Item[][] = [[]];
  for (const { letter, text } of splitPattern(pattern) ?? [{ letter: '?', text: '' }]) {
    if (letter !== null) {
      if (!/[GuyMLdDEaHhKkmsSnANVzOXxZ]/.test(letter)) return null;
      open.at(-1)?.push({ letter, count: text.length });
    } else if (text === '[' && open.length < 10) open.push([]);
    else if (text === ']') {
      const section = open.pop();
      if (section === undefined || open.length === 0) return null;
      open.at(-1)?.push(section);
    } else open.at(-1)?.push(text);
  }
  // Java takes a section that is never closed for one that ends with the pattern.
  while (open.length > 1) open.at(-2)?.push(open.pop() ?? []);
  return open[0] ?? null;
}

const isField = (item: Item | undefined): item is Field => typeof item === 'object' && 'letter' in item;

/** @returns where it ended, or -1 */
function readItems(items: readonly Item[], text: string, from: number, fields: Fields): number {
  let at = from;
  for (const [i, item] of items.entries()) {
    if (typeof item === 'string') {
      if (!text.startsWith(item, at)) return -1;
      at += item.length;
    } else if (isField(item)) {
      at = readField(item, reservedAfter(items, i), text, at, fields);
      if (at === -1) return -1;
    } else {
      const tried: Fields = { numbers: new Map(fields.numbers), zone: fields.zone };
      const end = readItems(item, text, at, tried);
      if (end === -1) continue;
      at = end;
      for (const [letter, number] of tried.numbers) fields.numbers.set(letter, number);
      fields.zone = tried.zone;
    }
  }
  return at;
}

/** The digits that fields of a fixed width directly behind this one will need (`yyyyMMdd`). */
function reservedAfter(items: readonly Item[], i: number): number {
  let reserved = 0;
  for (let next = items[++i]; isField(next); next = items[++i]) {
    const width = widthOf(next);
    if (width === null || width.least !== width.most) break;
    reserved += width.most;
  }
  return reserved;
}

function readField(field: Field, reserved: number, text: string, at: number, fields: Fields): number {
  const { letter, count } = field;
  const set = (number: number): void => void fields.numbers.set(letter === 'L' ? 'M' : letter, number);
  const width = widthOf(field);
  if (width !== null) {
    const digits = /^\d*/.exec(text.slice(at, at + 30))?.[0] ?? '';
    const length = width.least === width.most ? width.most : Math.min(width.most, digits.length - reserved);
    if (length < width.least || digits.length < length) return -1;
    const number = Number(digits.slice(0, length));
    set(letter === 'S' ? number / 10 ** (count - 3) : /[uy]/.test(letter) && count === 2 ? 2000 + number : number);
    return at + length;
  }
  const named = (names: readonly string[]): number => {
    const index = names.findIndex((name) => text.startsWith(name, at));
    if (index === -1) return -1;
    set(index + 1);
    return at + (names[index]?.length ?? 0);
  };
  switch (letter) {
    case 'M':
    case 'L':
      return named(count === 3 ? MONTHS.map(short) : MONTHS);
    case 'E':
      return named(count <= 3 ? WEEKDAYS.map(short) : WEEKDAYS);
    case 'a':
      return named(['AM', 'PM']);
    case 'G':
      return named(count === 4 ? ['Before Christ', 'Anno Domini'] : ['BC', 'AD']);
    default:
      return readZone(letter, text, at, fields);
  }
}

function readZone(letter: string, text: string, at: number, fields: Fields): number {
  const rest = text.slice(at, at + 64);
  const written =
    letter === 'X' || letter === 'x' || letter === 'Z'
      ? /^(?:Z|(?:GMT)?[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)/.exec(rest)?.[0]
      : /^(?:(?:UTC|GMT|UT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|[A-Za-z][\w/+-]*)/.exec(rest)?.[0];
  const zone = written === undefined ? null : findZone(written);
  if (written === undefined || zone === null || (readOffset(written) === null && letter === 'x')) return -1;
  fields.zone = zone;
  return at + written.length;
}

/** The local time as if it were UTC. A day behind the end of its month is that end, as Java's smart resolver has it. */
function resolve(numbers: ReadonlyMap<string, number>): number | undefined {
  const of = (letter: string): number | undefined => numbers.get(letter);
  const ofEra = of('y');
  const year = of('u') ?? (ofEra !== undefined && of('G') === 1 ? 1 - ofEra : ofEra);
  if (year === undefined) return undefined;
  const day = dayOf(year, of('M'), of('d'), of('D'));
  const inDay = timeOf(of);
  if (day === undefined || inDay === undefined) return undefined;
  const weekday = of('E');
  if (weekday !== undefined && (new Date(day).getUTCDay() || 7) !== weekday) return undefined;
  return day + inDay;
}

function dayOf(year: number, month = 0, ofMonth = 0, ofYear = 0): number | undefined {
  const at = (m: number, d: number): number => new Date(0).setUTCFullYear(year, m, d);
  if (month === 0 && ofYear > 0) return at(0, ofYear) < at(12, 1) ? at(0, ofYear) : undefined;
  if (month < 1 || month > 12 || ofMonth < 1 || ofMonth > 31) return undefined;
  return Math.min(at(month - 1, ofMonth), at(month, 0));
}

function timeOf(of: (letter: string) => number | undefined): number | undefined {
  const half = of('a');
  const clock = of('h') ?? of('K');
  const ofHalf = clock === undefined || clock > 12 || half === undefined ? undefined : (clock % 12) + 12 * (half - 1);
  const from24 = of('k');
  const hours = of('H') ?? (from24 === undefined ? undefined : from24 % 24) ?? ofHalf ?? (clock === undefined ? 0 : undefined);
  const minutes = of('m') ?? 0;
  const seconds = of('s') ?? 0;
  if (hours === undefined || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const whole = of('A') ?? Math.floor((of('N') ?? 0) / 1e6);
  const fraction = Math.floor(of('S') ?? (of('n') ?? 0) / 1e6);
  return hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + whole + fraction;
}
