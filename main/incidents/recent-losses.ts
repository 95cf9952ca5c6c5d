import { FLAP_LIMIT, FLAP_WINDOW_MS } from './flap.ts';

const HOUR_MS = 3_600_000;
export const LOSS_HOURS = 24;
/** Above it an hour counts as this many: no bar and no order tells more. */
const HOUR_MAX = 1023;
const NONE: readonly number[] = [];

/** How often each device was lost in the last 24 hours, and which come and go. Times are epoch milliseconds of one wall clock. */
export class RecentLosses {
  /** By device, ascending: hour of the epoch * 1024 + losses in it. Small integers, since a power cut gives every device an entry. */
  readonly #hours = new Map<string, number[]>();
  /** The newest losses of those lost within the last `FLAP_WINDOW_MS`. */
  readonly #lately = new Map<string, number[]>();

  /** @returns whether the device comes and goes now and did not before */
  add(deviceKey: string, at: number, now: number): boolean {
    const hour = Math.floor(at / HOUR_MS);
    if (hour <= Math.floor(now / HOUR_MS) - LOSS_HOURS) return false;
    const hours = this.#hours.get(deviceKey);
    if (hours === undefined) this.#hours.set(deviceKey, [hour * 1024 + 1]);
    else count(hours, hour);
    if (now - at >= FLAP_WINDOW_MS) return false;
    const known = this.#lately.get(deviceKey);
    if (known === undefined) {
      this.#lately.set(deviceKey, [at]);
      return false;
    }
    const before = this.isFlapping(deviceKey, now);
    const lately = [...known, at].sort((a, b) => a - b).slice(-(FLAP_LIMIT + 1));
    this.#lately.set(deviceKey, lately);
    return !before && this.isFlapping(deviceKey, now);
  }

  /** Lost more than `FLAP_LIMIT` times within `FLAP_WINDOW_MS`: the same measure that alerts go by. */
  isFlapping(deviceKey: string, now: number): boolean {
    const lately = this.#lately.get(deviceKey);
    const first = lately?.at(-(FLAP_LIMIT + 1));
    return first !== undefined && now - first < FLAP_WINDOW_MS;
  }

  /** Losses in each of the last 24 hours of the clock, the running one last; empty when there were none. */
  hours(deviceKey: string, now: number): readonly number[] {
    const kept = this.#hours.get(deviceKey);
    if (kept === undefined) return NONE;
    const last = Math.floor(now / HOUR_MS);
    const hours = new Array<number>(LOSS_HOURS).fill(0);
    for (const packed of kept) {
      const place = Math.floor(packed / 1024) - last + LOSS_HOURS - 1;
      if (place >= 0 && place < LOSS_HOURS) hours[place] = packed % 1024;
    }
    return hours.some((n) => n > 0) ? hours : NONE;
  }

  total(deviceKey: string, now: number): number {
    let total = 0;
    const first = (Math.floor(now / HOUR_MS) - LOSS_HOURS + 1) * 1024;
    for (const packed of this.#hours.get(deviceKey) ?? NONE) if (packed >= first) total += packed % 1024;
    return total;
  }

  /** Forgets what is too old; call it about once a minute. @returns the devices that came and went and have stopped */
  sweep(now: number): readonly string[] {
    const stopped: string[] = [];
    for (const [key, lately] of this.#lately) {
      if (lately.length > FLAP_LIMIT && !this.isFlapping(key, now)) stopped.push(key);
      const left = lately.filter((at) => now - at < FLAP_WINDOW_MS);
      if (left.length === 0) this.#lately.delete(key);
      else if (left.length < lately.length) this.#lately.set(key, left);
    }
    const first = (Math.floor(now / HOUR_MS) - LOSS_HOURS + 1) * 1024;
    for (const [key, hours] of this.#hours) if ((hours.at(-1) ?? 0) < first) this.#hours.delete(key);
    return stopped;
  }
}

function count(hours: number[], hour: number): void {
  const place = hours.findIndex((packed) => packed >= hour * 1024);
  const packed = place < 0 ? undefined : hours[place];
  if (packed === undefined) hours.push(hour * 1024 + 1);
  else if (Math.floor(packed / 1024) !== hour) hours.splice(place, 0, hour * 1024 + 1);
  else if (packed % 1024 < HOUR_MAX) hours[place] = packed + 1;
  // More than 24 hours are never asked for.
  if (hours.length > LOSS_HOURS + 1) hours.shift();
}
