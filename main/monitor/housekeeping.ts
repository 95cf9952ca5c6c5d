import type { History, RetentionLimits } from '../history/port.ts';
import type { Clock, Logger } from './ports.ts';

const FIRST_MS = 60_000;
const ROUND_MS = 300_000;
/** Between two steps: commits that wait come first. */
const STEP_MS = 25;
const BUSY_MS = 500;
/** A site that is never quiet is tidied all the same, slowly. */
const MOST_WAITS = 20;

export interface HousekeepingParts {
  readonly history: Pick<History, 'prune'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: () => RetentionLimits;
  /** Whether a burst is being written. */
  readonly isBusy: () => boolean;
}

/** Keeps the history within its limits, in small steps beside the watching. */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  #cancel: (() => void) | null = null;
  #working: Promise<void> | null = null;
  #waits = 0;
  #stopped = false;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#later(FIRST_MS);
  }

  /** The limits have changed. */
  soon(): void {
    if (this.#cancel !== null) this.#later(STEP_MS);
  }

  /** Resolves when no step is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#working;
  }

  #later(ms: number): void {
    this.#cancel?.();
    if (this.#stopped) return;
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#working ??= this.#work().finally(() => {
        this.#working = null;
      });
    });
  }

  async #work(): Promise<void> {
    const { history, clock, log, limits, isBusy } = this.#parts;
    if (isBusy() && this.#waits++ < MOST_WAITS) return this.#later(BUSY_MS);
    this.#waits = 0;
    try {
      this.#later((await history.prune(limits(), clock.now())) ? STEP_MS : ROUND_MS);
    } catch (error) {
      // A full disk, mostly, and that is told by whoever has something to write.
      log.info({ reason: String(error) }, 'history not tidied');
      this.#later(ROUND_MS);
    }
  }
}
