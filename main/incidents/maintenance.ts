import type { MaintenanceTimes, Occurrence } from '../contract/maintenance.ts';

/** The clocks of a time zone. Times in local milliseconds are what they show, as if that were UTC. */
export interface LocalClock {
  /** Milliseconds to add to UTC at a moment. */
  offsetAt(epochMs: number): number;
  /** When they show a local time: the earlier of two moments, and past a gap by its length where they never do. */
  epochOf(localMs: number): number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** One that follows on itself every day began no earlier, as far as it is said. */
const DAYS_BACK = 8;
const DAYS_AHEAD = 16;

/** Whether a window is in force. */
export const isInForce = (times: MaintenanceTimes, now: number, clock: LocalClock): boolean =>
  occurrenceAt(times, now, clock) !== null;

/**
 * The occurrence of a window that is in force at `now`, null when none is. What follows without a pause, or overlaps, is one. A weekly one begins and ends when
 * the clocks of its zone show its times: one that goes over the night of a change is an hour shorter or longer, as the people who work in it are.
 */
export function occurrenceAt(times: MaintenanceTimes, now: number, clock: LocalClock): Occurrence | null {
  return occurrences(times, now, clock).find(({ from, to }) => from <= now && now < to) ?? null;
}

/** The first occurrence that begins after `now`. Null: never again. */
export function nextOccurrence(times: MaintenanceTimes, now: number, clock: LocalClock): Occurrence | null {
  return occurrences(times, now, clock).find(({ from }) => from > now) ?? null;
}

/** When the part of a window that is in force at `now` ends, though the next may follow without a pause. Null: none is. */
export function partEnd(times: MaintenanceTimes, now: number, clock: LocalClock): number | null {
  return partsOf(times, now, clock).findLast(({ from, to }) => from <= now && now < to)?.to ?? null;
}

/** Those around a moment, in order. */
function occurrences(times: MaintenanceTimes, now: number, clock: LocalClock): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const { from, to } of partsOf(times, now, clock)) {
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) found[found.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else found.push({ from, to });
  }
  return found;
}

/** One for each day, also where they follow on each other. */
function partsOf(times: MaintenanceTimes, now: number, clock: LocalClock): readonly Occurrence[] {
  if (times.kind === 'once') return times.from < times.to ? [{ from: times.from, to: times.to }] : [];
  const days = new Set(times.days);
  const today = Math.floor((now + clock.offsetAt(now)) / DAY_MS);
  const parts: Occurrence[] = [];
  for (let day = today - DAYS_BACK; day <= today + DAYS_AHEAD; day++) {
    if (!days.has(weekdayOf(day))) continue;
    const begins = day * DAY_MS + times.startMinute * MINUTE_MS;
    const from = clock.epochOf(begins);
    const shown = clock.epochOf(begins + times.minutes * MINUTE_MS);
    // Where the clocks leave all of it out, its length is what is left of it.
    parts.push({ from, to: shown > from ? shown : from + times.minutes * MINUTE_MS });
  }
  return parts;
}

/** 1: Monday to 7: Sunday. Day 0, the first of 1970, was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
