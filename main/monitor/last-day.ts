import type { History } from '../history/port.ts';
import { LOSS_HOURS, type RecentLosses } from '../incidents/recent-losses.ts';
import type { Clock, Logger } from './ports.ts';

const HOUR_MS = 3_600_000;
/** How often `sweep` is to be called. */
export const LOSSES_SWEEP_MS = 60_000;

interface LastDayParts {
  readonly history: History;
  readonly clock: Clock;
  readonly log: Logger;
  readonly losses: RecentLosses;
  /** Devices whose losses count otherwise now; none named: any of them. */
  readonly changed: (deviceKeys: readonly string[]) => void;
}

/** Keeps the losses of the last day: those of earlier runs come from the history, and what is older than a day leaves. */
export class LastDay {
  readonly #parts: LastDayParts;
  /** Losses with ids below are still to be read. */
  #before: number | null = null;
  #recalled: Promise<void> = Promise.resolve();

  constructor(parts: LastDayParts) {
    this.#parts = parts;
  }

  /** @param nextId of this run: what has a lower id is of earlier ones */
  start(nextId: number): void {
    this.#before = nextId;
  }

  /** What history knows of it, once it is not in the way of being subscribed. */
  recall(): void {
    if (this.#before === null) return;
    this.#recalled = this.#read(this.#before);
    this.#before = null;
  }

  /** Resolves when nothing is read any more. */
  idle(): Promise<void> {
    return this.#recalled;
  }

  /** Which devices come and go no more; and once an hour, what has left the last day. */
  sweep(): void {
    const now = this.#parts.clock.now();
    const calmed = this.#parts.losses.sweep(now);
    const isNewHour = now % HOUR_MS < LOSSES_SWEEP_MS;
    if (calmed.length > 0 || isNewHour) this.#parts.changed(isNewHour ? [] : calmed);
  }

  async #read(beforeId: number): Promise<void> {
    const { history, clock, log, losses, changed } = this.#parts;
    const now = clock.now();
    try {
      const since = now - LOSS_HOURS * HOUR_MS;
      for (const { deviceKey, at } of await history.losses({ since, beforeId })) losses.add(deviceKey, at, now);
      changed([]);
    } catch (error) {
      log.warn({ reason: String(error) }, 'the losses of the last day could not be read');
    }
  }
}
