import type { AffectionView } from '../../main/contract/look-back.ts';
import type { MaintenanceSpan } from '../../main/contract/maintenance.ts';
import type { BlindSpotView, Interval, NoteView, OutageView, Verdict } from '../../main/contract/model.ts';

/** A part of the timeline. `sure`: offline for certain; otherwise it may have been. */
export interface Segment {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly verdict: Verdict;
  readonly sure: boolean;
  readonly outage: OutageView;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The parts of a device's outages that lie within a time, clipped to it. Uncertain ends are parts of their own. */
export function segmentsOf(outages: readonly OutageView[], range: Span, now: number): readonly Segment[] {
  return outages.flatMap((outage) =>
    partsOf(outage, range, now).map((part) => ({
      key: `${outage.id}-${part.sure ? 'sure' : part.from}`,
      ...part,
      verdict: outage.verdict,
      outage,
    })),
  );
}

/** A part of a time in which something above had affected the device. */
export interface AffectedSpan extends Span {
  readonly key: string;
  /** `degraded`: another way still carried it. */
  readonly loss: 'lost' | 'degraded';
  readonly sure: boolean;
  readonly affection: AffectionView;
}

/** As `segmentsOf`, of what affected the device. Lost redundancy first, so that what is worse is drawn over it. */
export function affectedSpansOf(affections: readonly AffectionView[], range: Span, now: number): readonly AffectedSpan[] {
  return affections
    .flatMap((affection) => {
      const loss = affection.status === 'degraded' ? ('degraded' as const) : ('lost' as const);
      return partsOf(affection, range, now).map((part) => ({
        key: `affected ${affection.outage.id}-${part.sure ? 'sure' : part.from}`,
        ...part,
        loss,
        affection,
      }));
    })
    .sort((a, b) => Number(a.loss === 'lost') - Number(b.loss === 'lost'));
}

/** Of a time whose ends may be uncertain: what of it lies within another, in parts that are sure or not. */
function partsOf(
  { began, ended }: { readonly began: Interval; readonly ended: Interval | null },
  range: Span,
  now: number,
): readonly (Span & { readonly sure: boolean })[] {
  const parts: (Span & { readonly sure: boolean })[] = [];
  const add = (from: number, to: number, sure: boolean): void => {
    const clipped = clip({ from, to }, range);
    if (clipped) parts.push({ ...clipped, sure });
  };
  const surelyFrom = began.notAfter ?? began.notBefore ?? range.from;
  const surelyTo = ended === null ? now : (ended.notBefore ?? ended.notAfter ?? now);
  const maybeFrom = began.notBefore ?? range.from;
  const maybeTo = ended === null ? now : (ended.notAfter ?? now);
  if (maybeFrom < surelyFrom) add(maybeFrom, Math.min(surelyFrom, maybeTo), false);
  if (surelyTo > surelyFrom) add(surelyFrom, surelyTo, true);
  if (maybeTo > Math.max(surelyTo, surelyFrom)) add(Math.max(surelyTo, surelyFrom), maybeTo, false);
  // An outage shorter than a millisecond still happened.
  if (surelyTo === surelyFrom && maybeFrom === surelyFrom && maybeTo === surelyTo) add(surelyFrom, surelyFrom + 1, true);
  return parts;
}

export function blindSpansOf(
  blindSpots: readonly BlindSpotView[],
  range: Span,
  now: number,
): readonly (Span & { readonly spot: BlindSpotView })[] {
  return blindSpots.flatMap((spot) => {
    const clipped = clip({ from: spot.began, to: spot.ended ?? now }, range);
    return clipped ? [{ ...clipped, spot }] : [];
  });
}

/**
 * The part of a time in which a device was not known yet; null: none of it.
 * @param knownSince null: nothing is known of it at all
 */
export function unknownSpanOf(knownSince: number | null, range: Span): Span | null {
  return clip({ from: range.from, to: knownSince ?? range.to }, range);
}

/** When maintenance kept its alerts silent, within a time. */
export function maintenanceSpansOf(
  spans: readonly MaintenanceSpan[],
  range: Span,
  now: number,
): readonly (Span & { readonly span: MaintenanceSpan })[] {
  return spans.flatMap((span) => {
    const clipped = clip({ from: span.from, to: Math.min(span.to, now) }, range);
    return clipped ? [{ ...clipped, span }] : [];
  });
}

/** Something a person did at a moment. */
export interface Mark {
  readonly key: string;
  readonly at: number;
  readonly kind: 'note' | 'acknowledged';
  readonly text: string;
}

/** Notes and acknowledgements within a time, oldest first. */
export function marksOf(outages: readonly OutageView[], notes: readonly NoteView[], range: Span): readonly Mark[] {
  const marks = [
    ...notes.map(({ id, at, text }): Mark => ({ key: `note ${id}`, at, kind: 'note', text })),
    ...outages.flatMap(({ id, acknowledged }): Mark[] =>
      acknowledged === null
        ? []
        : [{ key: `acknowledged ${id}`, at: acknowledged.at, kind: 'acknowledged', text: acknowledged.note ?? '' }],
    ),
  ];
  return marks.filter(({ at }) => at >= range.from && at <= range.to).sort((a, b) => a.at - b.at);
}

/** How long it was offline for certain, counting what overlaps once. */
export function offlineMs(segments: readonly Segment[]): number {
  const sure = segments.filter((segment) => segment.sure).toSorted((a, b) => a.from - b.from);
  let total = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of sure) {
    total += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return total;
}

const HOUR = 3_600_000;
/** Steps of the axis in hours, from a minute to a month. */
const STEPS = [1 / 60, 1 / 12, 1 / 4, 1 / 2, 1, 2, 3, 6, 12, 24, 48, 120, 240, 720] as const;
/** Nobody needs to see less than this across the whole width. */
const SPAN_MIN = 5 * 60_000;

/**
 * A part of a longer time, not shorter than a few minutes and within its bounds.
 * @param by how many times as long it is to be; below 1 zooms in
 * @param shift by how much of its length it moves, 0.5: half of it to the right
 */
export function zoomed(span: Span, bounds: Span, by: number, shift = 0): Span {
  const length = Math.min(bounds.to - bounds.from, Math.max(SPAN_MIN, (span.to - span.from) * by));
  const middle = (span.from + span.to) / 2 + shift * (span.to - span.from);
  // Who looks at the end, where the news is, keeps it in sight.
  const wanted = by < 1 && span.to >= bounds.to ? bounds.to - length : middle - length / 2;
  const from = Math.min(Math.max(bounds.from, wanted), bounds.to - length);
  return { from, to: from + length };
}

/** Where the axis has its marks: round minutes, hours or midnights of the person's zone, also over a change of the clocks. */
export function ticksOf(range: Span, atMost: number): readonly number[] {
  const hours = (range.to - range.from) / HOUR;
  const step = STEPS.find((each) => hours / each <= atMost) ?? 720;
  const ticks: number[] = [];
  const at = new Date(range.from);
  const minutes = step * 60;
  at.setMinutes(step < 1 ? Math.floor(at.getMinutes() / minutes) * minutes : 0, 0, 0);
  if (step >= 24) at.setHours(0);
  else if (step >= 1) at.setHours(Math.floor(at.getHours() / step) * step);
  // Going by the calendar, not by milliseconds: a day may have 23 or 25 hours.
  for (let guard = 0; at.getTime() <= range.to && guard < 1000; guard += 1) {
    if (at.getTime() >= range.from) ticks.push(at.getTime());
    if (step >= 24) at.setDate(at.getDate() + step / 24);
    else if (step < 1) at.setMinutes(at.getMinutes() + minutes);
    else at.setHours(at.getHours() + step);
  }
  return ticks;
}

function clip(span: Span, range: Span): Span | null {
  const from = Math.max(span.from, range.from);
  const to = Math.min(span.to, range.to);
  return to > from ? { from, to } : null;
}
