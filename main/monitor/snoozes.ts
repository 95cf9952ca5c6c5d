import type { OutboxRecord } from '../history/port.ts';
import type { Committer } from './committer.ts';
import type { OpenOutage } from './device-table.ts';
import type { Clock } from './ports.ts';
import type { HeldOutage } from './teller.ts';

export interface SnoozesParts {
  readonly clock: Clock;
  readonly committer: Committer;
  /** A row that a window may show has changed. */
  readonly changed: (deviceKey: string) => void;
}

export interface SnoozesSource {
  /** Null when it is over. */
  open(outageId: number): OpenOutage | null;
  /** Whatever is due to be told of it is not told any more. */
  drop(outage: OpenOutage): void;
  hold(held: HeldOutage): void;
}

/** Outages of which a person wants to hear again later, and not before. Each is an entry in the outbox. */
export class Snoozes {
  readonly #parts: SnoozesParts;
  readonly #source: SnoozesSource;
  readonly #snoozed = new Set<number>();

  constructor(parts: SnoozesParts, source: SnoozesSource) {
    this.#parts = parts;
    this.#source = source;
  }

  /** One of the last run. */
  restore({ id, outageId, dueAt }: OutboxRecord): void {
    const outage = this.#source.open(outageId);
    if (outage === null) this.#parts.committer.draft.outboxDone.add(id);
    else this.#begin(outage, { until: dueAt, outboxId: id });
  }

  /** The entry of a snooze in the outbox. Null: it is not snoozed. */
  entryOf(outageId: number): number | null {
    const outage = this.#source.open(outageId);
    return outage === null || outage.snoozedUntil === null ? null : outage.outboxId;
  }

  /** @param snooze its entry in the outbox is on disk already, and that of the snooze before is gone from there; null: takes it back */
  set(outageId: number, snooze: { readonly until: number; readonly outboxId: number } | null): void {
    const { draft } = this.#parts.committer;
    const outage = this.#source.open(outageId);
    if (outage === null) {
      // It ended while the snooze was written.
      if (snooze !== null) draft.outboxDone.add(snooze.outboxId);
      return;
    }
    if (snooze !== null) this.#source.drop(outage);
    if (outage.snoozedUntil !== null) outage.outboxId = null;
    outage.snoozedUntil = null;
    this.#snoozed.delete(outageId);
    if (snooze !== null) this.#begin(outage, snooze);
  }

  /** The outage is over. */
  forget(outageId: number): void {
    this.#snoozed.delete(outageId);
  }

  /** Tells again what is still offline when its snooze is over; what we cannot see now when we see it. */
  sweep(sees: (connectionId: string) => boolean): void {
    const { clock, changed } = this.#parts;
    for (const outageId of this.#snoozed) {
      const outage = this.#source.open(outageId);
      if (outage === null || outage.snoozedUntil === null) this.#snoozed.delete(outageId);
      else if (outage.snoozedUntil <= clock.now() && sees(outage.record.connectionId)) {
        this.#snoozed.delete(outageId);
        outage.snoozedUntil = null;
        changed(outage.record.deviceKey);
        const now = clock.mono();
        if (outage.outboxId !== null)
          this.#source.hold({ outageId, outboxId: outage.outboxId, willMono: null, dueMono: now, again: true });
      }
    }
  }

  #begin(outage: OpenOutage, { until, outboxId }: { readonly until: number; readonly outboxId: number }): void {
    outage.snoozedUntil = until;
    outage.outboxId = outboxId;
    this.#snoozed.add(outage.record.id);
  }
}
