import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../main/monitor/ports.ts';

interface Timer {
  readonly dueMono: number;
  readonly call: () => void;
}

/**
 * Time that stands still until a test moves it. Wall clock and monotonic clock move together, except for `jump`.
 * Starts at 2026-01-31 14:00 UTC, with a monotonic clock that begins elsewhere, so that a mix-up of the two shows.
 */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 31, 14);
  #mono = 5000;
  #slept = 0;
  readonly #timers = new Set<Timer>();
  #soon: (() => void)[] = [];

  now(): number {
    // Whole milliseconds, like Date.now(), also when a timer was set by the monotonic clock's fractions.
    return Math.floor(this.#now);
  }

  mono(): number {
    return this.#mono;
  }

  /** Sleep included: moves with the monotonic clock, and by what `sleep` adds. */
  uptime(): number {
    return this.#mono + this.#slept;
  }

  after(ms: number, call: () => void): () => void {
    // As with setTimeout: nothing is due at once or in the past.
    const timer: Timer = { dueMono: this.#mono + Math.max(0, ms), call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  soon(call: () => void): void {
    this.#soon.push(call);
  }

  /** Timers and `soon` calls that have not run. */
  get pending(): number {
    return this.#timers.size + this.#soon.length;
  }

  /** Calls what waits for `soon`, also what that adds. */
  runSoon(): void {
    for (let calls = this.#soon; calls.length > 0; calls = this.#soon) {
      this.#soon = [];
      for (const call of calls) call();
    }
  }

  /** Lets `ms` pass. Every timer that falls due is called at its time, in order; those due at the same time in the order they were set. */
  advance(ms: number): void {
    const end = this.#mono + ms;
    this.runSoon();
    for (let next = this.#next(end); next !== null; next = this.#next(end)) this.#fire(next);
    this.#move(end);
  }

  /** As `advance`, and between the timers what they set off outside of this clock (promises, files) may finish. */
  async pass(ms: number): Promise<void> {
    const end = this.#mono + ms;
    await this.settle();
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#fire(next);
      await this.settle();
    }
    this.#move(end);
  }

  /** Lets what is under way finish without time passing: `soon` calls, promises, a few turns of the event loop. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) {
      if (this.#soon.length > 0) quiet = 0;
      this.runSoon();
      await turn();
    }
  }

  /** The wall clock is set forward or back; no time passes. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** The computer sleeps: the wall clock and `uptime` go on, nothing else does. */
  sleep(ms: number): void {
    this.#now += ms;
    this.#slept += ms;
  }

  #next(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (timer.dueMono <= end && (next === null || timer.dueMono < next.dueMono)) next = timer;
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#move(timer.dueMono);
    timer.call();
    this.runSoon();
  }

  #move(mono: number): void {
    this.#now += mono - this.#mono;
    this.#mono = mono;
  }
}
