import type { Interval } from '../../main/contract/model.ts';
import type { WindowWords } from '../../main/words/window.en.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type TimeWords = WindowWords['time'];

/** Writes times and lengths in the person's language and zone. Always 24 hours: two columns of figures must line up. */
export class Clock {
  readonly #words: TimeWords;
  readonly #time: Intl.DateTimeFormat;
  readonly #short: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #dayYear: Intl.DateTimeFormat;
  readonly #longDay: Intl.DateTimeFormat;
  readonly #exact: Intl.DateTimeFormat;
  readonly #number: Intl.NumberFormat;

  constructor(language: 'en' | 'de', words: TimeWords, timeZone?: string) {
    const locale = language === 'de' ? 'de-DE' : 'en-GB';
    const zone = timeZone === undefined ? {} : { timeZone };
    this.#words = words;
    this.#time = new Intl.DateTimeFormat(locale, {
      ...zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    this.#short = new Intl.DateTimeFormat(locale, { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    this.#day = new Intl.DateTimeFormat(locale, { ...zone, day: 'numeric', month: 'short' });
    this.#dayYear = new Intl.DateTimeFormat(locale, { ...zone, day: 'numeric', month: 'short', year: 'numeric' });
    this.#longDay = new Intl.DateTimeFormat(locale, { ...zone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    this.#exact = new Intl.DateTimeFormat(locale, {
      ...zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
    this.#number = new Intl.NumberFormat(locale);
  }

  /** `14:03:10` */
  readonly time = (at: number): string => this.#time.format(at);

  /** `14:03` */
  readonly short = (at: number): string => this.#short.format(at);

  /** `Monday, 22 November 2027` */
  readonly longDay = (at: number): string => this.#longDay.format(at);

  /** With date, milliseconds and zone: what a person quotes. */
  readonly exact = (at: number): string => this.#exact.format(at);

  /** `22 Nov`, with the year when it is another one. */
  day(at: number, now: number): string {
    return new Date(at).getFullYear() === new Date(now).getFullYear() ? this.#day.format(at) : this.#dayYear.format(at);
  }

  /** Today the time alone, else with the day. */
  stamp(at: number, now: number): string {
    return sameDay(at, now) ? this.#time.format(at) : `${this.day(at, now)}, ${this.#time.format(at)}`;
  }

  /** As `stamp`, without seconds. */
  shortStamp(at: number, now: number): string {
    return sameDay(at, now) ? this.#short.format(at) : `${this.day(at, now)}, ${this.#short.format(at)}`;
  }

  /** How long ago, to the minute: `4 min`, `3 h 12 min`, `2 d 4 h`. */
  ago(at: number, now: number): string {
    const passed = Math.max(0, now - at);
    return passed < MINUTE ? this.#words.justNow : this.#words.ago(this.length(passed));
  }

  /** A length in its two largest units. */
  length(ms: number): string {
    const { d, h, min, s, ms: milliseconds } = this.#words.units;
    if (ms < SECOND) return `${Math.round(ms)} ${milliseconds}`;
    if (ms < MINUTE) return `${Math.floor(ms / SECOND)} ${s}`;
    if (ms < HOUR) return two(Math.floor(ms / MINUTE), min, ms < 10 * MINUTE ? Math.floor((ms % MINUTE) / SECOND) : 0, s);
    if (ms < DAY) return two(Math.floor(ms / HOUR), h, Math.floor((ms % HOUR) / MINUTE), min);
    return two(Math.floor(ms / DAY), d, Math.floor((ms % DAY) / HOUR), h);
  }

  /** As `length`, without seconds: for what ticks once a minute. */
  minutes(ms: number): string {
    return ms < MINUTE ? this.#words.underAMinute : this.length(ms - (ms % MINUTE));
  }

  /** When something happened, with only as much certainty as there is. */
  interval(interval: Interval, now: number): string {
    const { notBefore, notAfter } = interval;
    if (notBefore === null && notAfter === null) return this.#words.unknown;
    if (notBefore === null) return this.#words.before(this.stamp(notAfter!, now));
    if (notAfter === null) return this.#words.after(this.stamp(notBefore, now));
    if (isExact(interval)) return this.stamp(notAfter, now);
    return this.#words.between(this.shortStamp(notBefore, now), this.shortStamp(notAfter, now));
  }

  /** The same for a hover: both ends in full. */
  exactInterval(interval: Interval): string {
    const { notBefore, notAfter } = interval;
    if (notBefore === null && notAfter === null) return this.#words.unknown;
    if (notBefore === null) return this.#words.before(this.exact(notAfter!));
    if (notAfter === null) return this.#words.after(this.exact(notBefore));
    if (notBefore === notAfter) return this.exact(notAfter);
    return this.#words.between(this.exact(notBefore), this.exact(notAfter));
  }

  readonly count = (value: number): string => this.#number.format(value);

  bytes(value: number): string {
    if (value < 1024) return `${value} B`;
    if (value < 1024 * 1024) return `${this.#number.format(Math.round(value / 102.4) / 10)} KiB`;
    return `${this.#number.format(Math.round(value / 104_857.6) / 10)} MiB`;
  }
}

/** Both bounds known and less than a second apart: nothing a person would call uncertain. */
export function isExact(interval: Interval): boolean {
  return interval.notBefore !== null && interval.notAfter !== null && interval.notAfter - interval.notBefore < SECOND;
}

/** The one point to count from: the latest moment it can have been, else the earliest. */
export function pointOf(interval: Interval): number | null {
  return interval.notAfter ?? interval.notBefore;
}

export function sameDay(a: number, b: number): boolean {
  return dayOf(a) === dayOf(b);
}

/** Midnight, in the person's zone, of the day a time is in. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function two(first: number, firstUnit: string, second: number, secondUnit: string): string {
  return second === 0 ? `${first} ${firstUnit}` : `${first} ${firstUnit} ${second} ${secondUnit}`;
}
