import type { BlindSpotView, HistoryRow, OutageView } from '../../main/contract/model.ts';
import { dayOf } from '../shared/format-time.ts';

/** One line of a day: an outage with those it took down folded into it, or a time when we could not see. */
export type HistoryEntry =
  | { readonly kind: 'outage'; readonly outage: OutageView; readonly taken: readonly OutageView[] }
  /** Outages whose cause is not among the rows at hand. */
  | { readonly kind: 'taken'; readonly causeId: number; readonly taken: readonly OutageView[] }
  | { readonly kind: 'blind'; readonly blindSpot: BlindSpotView };

export interface HistoryDay {
  /** Midnight of the day, in the person's zone. */
  readonly day: number;
  readonly entries: readonly HistoryEntry[];
  readonly outages: number;
  readonly blindSpots: number;
}

/** Rows, newest first, as days, newest first. What was taken down stands with what took it down. */
export function daysOf(rows: readonly HistoryRow[]): readonly HistoryDay[] {
  const outages = new Map<number, OutageView>();
  for (const row of rows) if (row.kind === 'outage') outages.set(row.outage.id, row.outage);
  const taken = new Map<number, OutageView[]>();
  for (const outage of outages.values()) {
    const cause = causeOf(outage, outages);
    if (cause === null) continue;
    const others = taken.get(cause);
    if (others) others.push(outage);
    else taken.set(cause, [outage]);
  }

  const days: { day: number; entries: HistoryEntry[]; outages: number; blindSpots: number }[] = [];
  const told = new Set<number>();
  for (const row of rows) {
    const day = dayOf(row.at);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, entries: [], outages: 0, blindSpots: 0 };
      days.push(last);
    }
    if (row.kind === 'blind') {
      last.blindSpots += 1;
      last.entries.push({ kind: 'blind', blindSpot: row.blindSpot });
      continue;
    }
    last.outages += 1;
    const cause = causeOf(row.outage, outages);
    if (cause === null) last.entries.push({ kind: 'outage', outage: row.outage, taken: taken.get(row.outage.id) ?? [] });
    else if (!outages.has(cause) && !told.has(cause)) {
      told.add(cause);
      last.entries.push({ kind: 'taken', causeId: cause, taken: taken.get(cause) ?? [] });
    }
  }
  return days;
}

/** The topmost known cause; `null` when nothing above explains it. A ring of causes explains nothing. */
function causeOf(outage: OutageView, outages: ReadonlyMap<number, OutageView>): number | null {
  let cause = outage.causeOutageId;
  const seen = new Set([outage.id]);
  while (cause !== null) {
    if (seen.has(cause)) return null;
    seen.add(cause);
    const next: number | null | undefined = outages.get(cause)?.causeOutageId;
    if (next === undefined || next === null) return cause;
    cause = next;
  }
  return null;
}
