import type { FigureRange, Interval, Verdict } from '../contract/model.ts';

/** A time when a device was away, or when something that it hangs on was, as far as its bounds are known. */
export interface AwayTime {
  readonly began: Interval;
  /** Null: it lasts. */
  readonly ended: Interval | null;
  /** As measured by a clock that does not jump; null: it was not. */
  readonly durationMs: number | null;
  readonly incidentId: number;
}

export interface FigureFacts {
  /** The device's own outages. */
  readonly outages: readonly (AwayTime & { readonly verdict: Verdict })[];
  /** The outages above it that affected it, `byKey` being the device that went. */
  readonly affected: readonly (AwayTime & { readonly byKey: string; readonly loss: 'lost' | 'degraded' })[];
  readonly blindSpots: readonly { readonly began: number; readonly ended: number | null }[];
}

export interface Upstream {
  readonly key: string;
  readonly times: number;
  readonly ms: number;
}

/** What can be said of a device over a time. Lengths in milliseconds. */
export interface Figures {
  /** All of the time, what of it nobody saw, what the device had signed off for, and what is left to judge by. */
  readonly wholeMs: number;
  readonly blindMs: number;
  readonly signedOffMs: number;
  readonly seenMs: number;
  /** Of what is left: the part in which it was there, 0 to 1. Null: nothing is left. */
  readonly availability: FigureRange | null;
  /** How often it was away, by itself or with what it hangs on; what overlaps is one time. */
  readonly outages: number;
  /** Of those: with what it hangs on. */
  readonly withUpstream: number;
  /** Time there, for each time away. Null: it was never away. */
  readonly betweenMs: FigureRange | null;
  /** Mean time until it was back, of the times that are over. Null: there are none. */
  readonly repairMs: FigureRange | null;
  /** Times when another way still carried it, and nothing else did. */
  readonly degraded: number;
  readonly degradedMs: number;
  /** What took it down most often first; at most three. */
  readonly upstreams: readonly Upstream[];
}

const UPSTREAMS = 3;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A time away: what it can have been at most, and what it was for sure (may be empty). */
interface Away {
  readonly most: Span;
  readonly least: Span;
  readonly isOver: boolean;
  readonly byUpstream: boolean;
}

/**
 * The figures of a device over [from, to]. What nobody saw, and what it had signed off for, is on neither side of any part.
 * Where a beginning or an end is only known between two times, a figure is what it is at least and at most.
 * Of a device's own outage and what was concluded from above in the same incident only its own times count.
 * The order of the facts makes no difference, and an end before its beginning (a clock that was set) counts as no time.
 */
export function figuresOf(facts: FigureFacts, from: number, to: number): Figures {
  const whole = { from, to: Math.max(from, to) };
  const wholeMs = whole.to - whole.from;
  const outages = facts.outages.filter((one) => touches(spanOf(one, whole).most, whole));
  const affected = facts.affected.filter((one) => touches(spanOf(one, whole).most, whole));
  const losses = outages.filter(({ verdict }) => verdict !== 'clean');
  const own = Map.groupBy(losses, ({ incidentId }) => incidentId);
  const lost = affected.filter(({ loss }) => loss === 'lost');
  const above = new Set(lost.map(({ incidentId }) => incidentId));

  const blind = union(
    facts.blindSpots.map((spot) => ({ from: spot.began, to: spot.ended ?? whole.to })),
    whole,
  );
  const signedOff = union(
    outages.filter(({ verdict }) => verdict === 'clean').map((one) => spanOf(one, whole).most),
    whole,
  );
  const leftOut = union([...blind, ...signedOff], whole);
  const away: readonly Away[] = [
    ...losses.map((one) => ({ ...spanOf(one, whole), byUpstream: one.verdict === 'upstream' || above.has(one.incidentId) })),
    ...lost.filter(({ incidentId }) => !own.has(incidentId)).map((one) => ({ ...spanOf(one, whole), byUpstream: true })),
  ];
  const blindMs = lengthOf(blind);
  const seenMs = wholeMs - lengthOf(leftOut);
  const mostMs = outside(
    union(
      away.map(({ most }) => most),
      whole,
    ),
    leftOut,
  );
  const leastMs = outside(
    union(
      away.map(({ least }) => least),
      whole,
    ),
    leftOut,
  );
  const times = timesOf(away);
  const over = times.filter(({ isOver }) => isOver);
  const degraded = affected.filter(({ loss }) => loss === 'degraded').map((one) => spanOf(one, whole));
  return {
    wholeMs,
    blindMs,
    signedOffMs: lengthOf(leftOut) - blindMs,
    seenMs,
    availability: seenMs <= 0 ? null : { least: part(seenMs - mostMs, seenMs), most: part(seenMs - leastMs, seenMs) },
    outages: times.length,
    withUpstream: times.filter(({ byUpstream }) => byUpstream).length,
    betweenMs: times.length === 0 ? null : { least: (seenMs - mostMs) / times.length, most: (seenMs - leastMs) / times.length },
    repairMs:
      over.length === 0 ? null : { least: mean(over.map(({ leastMs: ms }) => ms)), most: mean(over.map(({ mostMs: ms }) => ms)) },
    degraded: timesOf(degraded.map((one) => ({ ...one, byUpstream: true }))).length,
    degradedMs: outside(
      union(
        degraded.map(({ least }) => least),
        whole,
      ),
      leftOut,
    ),
    upstreams: upstreamsOf(lost, own, whole),
  };
}

/** What it was for sure, and at most. An end that was measured is truer than a clock that was set meanwhile. */
function spanOf({ began, ended, durationMs }: AwayTime, whole: Span): Omit<Away, 'byUpstream'> {
  const [first, last] = inOrder(
    began.notBefore ?? Math.min(whole.from, began.notAfter ?? whole.from),
    began.notAfter ?? began.notBefore ?? whole.to,
  );
  if (ended === null) return { most: ordered(first, whole.to), least: ordered(last, whole.to), isOver: false };
  if (durationMs !== null && first === last) {
    const exact = ordered(first, first + durationMs);
    return { most: exact, least: exact, isOver: true };
  }
  const [endFirst, endLast] = inOrder(ended.notBefore ?? ended.notAfter ?? last, ended.notAfter ?? whole.to);
  return { most: ordered(first, Math.max(last, endLast)), least: ordered(last, endFirst), isOver: true };
}

const inOrder = (a: number, b: number): readonly [number, number] => (a <= b ? [a, b] : [b, a]);
/** Lengths may have fractions, and a sum of those be a trifle too much. */
const part = (ms: number, of: number): number => Math.min(1, Math.max(0, ms / of));

const ordered = (from: number, to: number): Span => ({ from, to: Math.max(from, to) });
const touches = (span: Span, whole: Span): boolean => span.to >= whole.from && span.from <= whole.to;

const spanLength = ({ from, to }: Span): number => to - from;

/** Overlapping spans as one, in order, within the whole. */
function union(spans: readonly Span[], whole: Span): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const from = Math.max(span.from, whole.from);
    const to = Math.min(span.to, whole.to);
    if (to <= from) continue;
    const last = merged.at(-1);
    if (last === undefined || from > last.to) merged.push({ from, to });
    else if (to > last.to) merged[merged.length - 1] = { from: last.from, to };
  }
  return merged;
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + spanLength(span), 0);

/** How much of some spans lies outside of others; both in order, and without overlaps among themselves. */
function outside(spans: readonly Span[], others: readonly Span[]): number {
  let ms = lengthOf(spans);
  let at = 0;
  for (const span of spans) {
    while ((others[at]?.to ?? Number.POSITIVE_INFINITY) <= span.from) at++;
    for (let i = at; i < others.length && others[i]!.from < span.to; i++)
      ms -= Math.min(span.to, others[i]!.to) - Math.max(span.from, others[i]!.from);
  }
  return ms;
}

interface Time {
  readonly mostMs: number;
  readonly leastMs: number;
  readonly isOver: boolean;
  readonly byUpstream: boolean;
}

/** What can have overlapped, as one time away; whole, also where it reaches out of the time asked for. */
function timesOf(away: readonly Away[]): readonly Time[] {
  const groups: { to: number; members: Away[] }[] = [];
  for (const one of away.toSorted((a, b) => a.most.from - b.most.from)) {
    const last = groups.at(-1);
    if (last === undefined || one.most.from > last.to) groups.push({ to: one.most.to, members: [one] });
    else {
      last.members.push(one);
      last.to = Math.max(last.to, one.most.to);
    }
  }
  return groups.map(({ members }) => ({
    mostMs: lengthOf(everywhere(members.map(({ most }) => most))),
    leastMs: lengthOf(everywhere(members.map(({ least }) => least))),
    isOver: members.every(({ isOver }) => isOver),
    byUpstream: members.some(({ byUpstream }) => byUpstream),
  }));
}

const everywhere = (spans: readonly Span[]): readonly Span[] =>
  union(spans, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function upstreamsOf(
  lost: readonly (AwayTime & { readonly byKey: string })[],
  own: ReadonlyMap<number, readonly AwayTime[]>,
  whole: Span,
): readonly Upstream[] {
  const found = new Map<string, Upstream>();
  for (const one of lost) {
    const before = found.get(one.byKey) ?? { key: one.byKey, times: 0, ms: 0 };
    const away = union(
      (own.get(one.incidentId) ?? [one]).map((time) => spanOf(time, whole).least),
      whole,
    );
    found.set(one.byKey, { ...before, times: before.times + 1, ms: before.ms + lengthOf(away) });
  }
  return [...found.values()].sort((a, b) => b.times - a.times || b.ms - a.ms || (a.key < b.key ? -1 : 1)).slice(0, UPSTREAMS);
}
