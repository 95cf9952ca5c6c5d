import type { Clock } from './ports.ts';

const TICK_MS = 1000;
/** A gap between two ticks that is shorter is a busy machine. */
const ASLEEP_MS = 10_000;

/** When we were not there, epoch milliseconds. */
export interface Sleep {
  readonly began: number;
  readonly ended: number;
  /** How much of it the monotonic clock did not count, milliseconds: all of a sleep on Linux, nothing when only the process was stopped. */
  readonly uncountedMs: number;
}

/**
 * Notices that the computer slept, or that this process was stopped: the clock that counts sleep went on, and our tick did not come.
 * The wall clock alone would take a corrected time for sleep.
 */
export class SleepWatch {
  readonly #clock: Clock;
  readonly #woke: (sleep: Sleep) => void;
  #lastNow: number;
  #lastUptime: number;
  #lastMono: number;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, woke: (sleep: Sleep) => void) {
    this.#clock = clock;
    this.#woke = woke;
    this.#lastNow = clock.now();
    this.#lastUptime = clock.uptime();
    this.#lastMono = clock.mono();
  }

  start(): void {
    this.#lastNow = this.#clock.now();
    this.#lastUptime = this.#clock.uptime();
    this.#lastMono = this.#clock.mono();
    this.#tick();
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Looks at once: a message that arrives may be ahead of the tick, and must not be taken for news of this moment. */
  check(): void {
    // Cheap first: no call into the system for every message.
    const now = this.#clock.now();
    if (now - this.#lastNow >= ASLEEP_MS || now < this.#lastNow) this.#look(now);
  }

  #look(now: number): void {
    const uptime = this.#clock.uptime();
    const mono = this.#clock.mono();
    const gap = uptime - this.#lastUptime;
    const uncountedMs = Math.max(0, gap - (mono - this.#lastMono));
    const began = this.#lastNow;
    this.#lastNow = now;
    this.#lastUptime = uptime;
    this.#lastMono = mono;
    if (gap >= ASLEEP_MS) this.#woke({ began: Math.min(began, now), ended: now, uncountedMs });
  }

  #tick(): void {
    // Whatever the wall clock says: it may be set back by as much as we slept.
    this.#look(this.#clock.now());
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick());
  }
}
