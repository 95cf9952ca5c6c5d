/** A time zone: how far its clocks are from UTC at a moment, and what they are called. */
export interface Zone {
  readonly id: string;
  /** Milliseconds to add to UTC. */
  offsetAt(epochMs: number): number;
  /** `CST`, or `Central Standard Time`. */
  nameAt(epochMs: number, style: 'short' | 'long'): string;
}

const MINUTE = 60_000;
/** As far as JavaScript's dates reach. */
export const LAST_MS = 8_640_000_000_000_000;

/** What Java's short names of zones mean where they are no zone's id. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  MDT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  EDT: 'America/New_York',
  BST: 'Europe/London',
  CEST: 'Europe/Paris',
  EEST: 'Europe/Helsinki',
  JST: 'Asia/Tokyo',
  IST: 'Asia/Kolkata',
};

const OFFSET = /^([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/;

/** `+01:00` and its shorter forms, in milliseconds; null for anything else. */
export function readOffset(text: string): number | null {
  const parts = OFFSET.exec(text);
  if (parts === null) return null;
  const [hours, minutes, seconds] = [Number(parts[2]), Number(parts[3] ?? 0), Number(parts[4] ?? 0)];
  if (hours > 18 || minutes > 59 || seconds > 59) return null;
  return (parts[1] === '-' ? -1 : 1) * (hours * 3_600_000 + minutes * MINUTE + seconds * 1000);
}

/** `+HH:MM`, with `separator` in between. */
export function printOffset(ms: number, separator: string): string {
  const minutes = Math.trunc(Math.abs(ms) / MINUTE);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

const known = new Map<string, Zone | null>();
const KEPT = 100;

/** A zone by its id (`Europe/Berlin`), short name (`CST`) or offset (`UTC+01:00`, `+0100`, `Z`); null when there is none. */
export function findZone(text: string): Zone | null {
  if (text.length > 64) return null;
  let zone = known.get(text);
  if (zone === undefined) {
    if (known.size >= KEPT) known.clear();
    zone = openZone(text);
    known.set(text, zone);
  }
  return zone;
}

function openZone(text: string): Zone | null {
  if (/^(?:Z|UTC|GMT|UT|Etc\/UTC)$/i.test(text)) return fixedZone('UTC', 0);
  const offset = readOffset(text.replace(/^(?:UTC|GMT|UT)(?=[+-])/, ''));
  if (offset !== null) return fixedZone(printOffset(offset, ':'), offset);
  return /^[A-Za-z]/.test(text) ? regionZone(SHORT_NAMES[text] ?? text) : null;
}

const fixedZone = (id: string, offset: number): Zone => ({ id, offsetAt: () => offset, nameAt: () => id });

function regionZone(id: string): Zone | null {
  const named = (locale: string, timeZoneName: 'longOffset' | 'short' | 'long') =>
    new Intl.DateTimeFormat(locale, { timeZone: id, timeZoneName });
  const read = (format: Intl.DateTimeFormat, epochMs: number): string =>
    format.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  let offsets: Intl.DateTimeFormat;
  try {
    offsets = named('en-US', 'longOffset');
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const offsetAt = (epochMs: number): number => readOffset(read(offsets, epochMs).slice('GMT'.length)) ?? 0;
  return {
    id,
    offsetAt,
    nameAt(epochMs, style) {
      // A short name is used only where people know it: CET is none in American English, CST none in British.
      for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN']) {
        const name = read(named(locale, style), epochMs);
        if (name !== '' && !name.startsWith('GMT')) return name;
        if (name === 'GMT') return name;
      }
      return printOffset(offsetAt(epochMs), ':');
    },
  };
}

/** The moment at which a zone's clocks show a local time (given as if it were UTC): the earlier of two, and past a gap by its length, as Java has it. */
export function toEpoch(localMs: number, zone: Zone): number {
  const before = zone.offsetAt(localMs - 86_400_000);
  const after = zone.offsetAt(localMs + 86_400_000);
  const earlier = localMs - before;
  if (zone.offsetAt(earlier) === before) return earlier;
  const later = localMs - after;
  return zone.offsetAt(later) === after ? later : earlier;
}
