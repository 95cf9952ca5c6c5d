import type { BlindSpotView, DeviceRef, HistoryRow, OutageView } from '../../main/contract/model.ts';
import { dayOf } from '../shared/format-time.ts';

/** One line of a day: an outage, or a time when we could not see. */
export type HistoryEntry =
  | {
      readonly kind: 'outage';
      readonly outage: OutageView;
      /** What took it down, where that is among the rows at hand. */
      readonly cause: DeviceRef | null;
    }
  | { readonly kind: 'blind'; readonly blindSpot: BlindSpotView };

export interface HistoryDay {
  /** Midnight of the day, in the person's zone. */
  readonly day: number;
  readonly entries: readonly HistoryEntry[];
  readonly outages: number;
  readonly blindSpots: number;
}

/** Rows, newest first, as days, newest first. */
export function daysOf(rows: readonly HistoryRow[]): readonly HistoryDay[] {
  const devices = new Map<number, DeviceRef>();
  for (const row of rows) if (row.kind === 'outage') devices.set(row.outage.id, row.outage.device);
  const days: { day: number; entries: HistoryEntry[]; outages: number; blindSpots: number }[] = [];
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
    } else {
      const { outage } = row;
      last.outages += 1;
      last.entries.push({ kind: 'outage', outage, cause: devices.get(outage.causeOutageId ?? -1) ?? null });
    }
  }
  return days;
}
