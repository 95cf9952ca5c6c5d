import type { HistoryRow } from '../../main/contract/model.ts';
import { dayOf } from '../shared/format-time.ts';

export interface HistoryDay {
  /** Midnight of the day, in the person's zone. */
  readonly day: number;
  readonly rows: readonly HistoryRow[];
  readonly outages: number;
  readonly blindSpots: number;
}

/** Rows, newest first, as days, newest first. */
export function daysOf(rows: readonly HistoryRow[]): readonly HistoryDay[] {
  const days: { day: number; rows: HistoryRow[]; outages: number; blindSpots: number }[] = [];
  for (const row of rows) {
    const day = dayOf(row.at);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, rows: [], outages: 0, blindSpots: 0 };
      days.push(last);
    }
    last.rows.push(row);
    if (row.kind === 'outage') last.outages += 1;
    else last.blindSpots += 1;
  }
  return days;
}
