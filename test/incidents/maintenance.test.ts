import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MaintenanceTimes } from '../../main/contract/maintenance.ts';
import { isInForce, type LocalClock, nextOccurrence, occurrenceAt } from '../../main/incidents/maintenance.ts';
import { findZone, toEpoch } from '../../main/rules/functions/zone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function clockOf(name: string): LocalClock {
  const zone = findZone(name);
  if (zone === null) throw new Error(name);
  return { offsetAt: (at) => zone.offsetAt(at), epochOf: (local) => toEpoch(local, zone) };
}
const berlin = clockOf('Europe/Berlin');
const weekly = (days: readonly number[], start: string, minutes: number): MaintenanceTimes => {
  const [hours = 0, rest = 0] = start.split(':').map(Number);
  return { kind: 'weekly', days: [...days], startMinute: hours * 60 + rest, minutes, zone: 'Europe/Berlin' };
};
const at = (iso: string): number => Date.parse(iso);
const said = (one: { from: number; to: number } | null): string =>
  one === null ? 'never' : `${new Date(one.from).toISOString().slice(0, 16)} ${(one.to - one.from) / HOUR} h`;

describe('a window that is once', () => {
  const once: MaintenanceTimes = { kind: 'once', from: 100, to: 200 };
  test('is in force from its beginning until its end, which is not in it', () => {
    expect([99, 100, 199, 200].map((now) => isInForce(once, now, berlin))).toEqual([false, true, true, false]);
  });
  test('comes next only before it begins', () => {
    expect([99, 100, 300].map((now) => nextOccurrence(once, now, berlin)?.from ?? null)).toEqual([100, null, null]);
  });
});

describe('a weekly window', () => {
  test('begins on its days by the clocks of its zone', () => {
    // Tuesday and Friday, 22:00 in Berlin; the 1st of July 2026 is a Wednesday.
    const times = weekly([2, 5], '22:00', 240);
    expect(said(nextOccurrence(times, at('2026-07-01T12:00Z'), berlin))).toBe('2026-07-03T20:00 4 h');
    expect(said(nextOccurrence(times, at('2026-12-01T12:00Z'), berlin))).toBe('2026-12-01T21:00 4 h');
  });
  test('that goes over midnight belongs to the day on which it began', () => {
    const times = weekly([7], '23:00', 180);
    expect(said(occurrenceAt(times, at('2026-07-06T00:30+02:00'), berlin))).toBe('2026-07-05T21:00 3 h');
    expect(occurrenceAt(times, at('2026-07-06T02:00+02:00'), berlin)).toBeNull();
  });
  test('begins an hour later where its time is left out in spring, and the first of two times in autumn', () => {
    const times = weekly([7], '02:30', 60);
    expect(said(nextOccurrence(times, at('2026-03-28T12:00Z'), berlin))).toBe('2026-03-29T01:30 1 h');
    expect(said(nextOccurrence(times, at('2026-10-24T12:00Z'), berlin))).toBe('2026-10-25T00:30 2 h');
  });
  test('ends when the clocks show its end, also when they change within it', () => {
    expect(said(occurrenceAt(weekly([6], '22:00', 600), at('2026-10-25T01:00Z'), berlin))).toBe('2026-10-24T20:00 11 h');
    expect(said(occurrenceAt(weekly([6], '22:00', 600), at('2026-03-29T01:00Z'), berlin))).toBe('2026-03-28T21:00 9 h');
  });
  test('of every day around the clock leaves no hour loud when the clocks are set back', () => {
    const always = weekly([1, 2, 3, 4, 5, 6, 7], '00:00', 1440);
    for (let hour = 0; hour < 72; hour++)
      expect(isInForce(always, at('2026-10-24T00:30Z') + hour * HOUR, berlin), `hour ${hour}`).toBe(true);
  });
  test('that follows on itself without a pause is one', () => {
    const times = weekly([1, 2, 3], '00:00', 1440);
    expect(said(occurrenceAt(times, at('2026-07-07T12:00+02:00'), berlin))).toBe('2026-07-05T22:00 72 h');
    expect(said(nextOccurrence(times, at('2026-07-07T12:00+02:00'), berlin))).toBe('2026-07-12T22:00 72 h');
  });
});

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'Pacific/Apia'];
const anyWeekly = fc.record({
  kind: fc.constant('weekly' as const),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
  startMinute: fc.nat(1439),
  minutes: fc.integer({ min: 1, max: 1440 }),
  zone: fc.constantFrom(...zones),
});
const moment = fc.integer({ min: at('2025-01-01T00:00Z'), max: at('2028-01-01T00:00Z') });

describe('in every zone and at every moment', () => {
  test('a weekly window comes within eight days, is in force exactly from its beginning to its end, and lasts its length but where the clocks change', () => {
    fc.assert(
      fc.property(anyWeekly, moment, (times, now) => {
        const clock = clockOf(times.zone);
        const next = nextOccurrence(times, now, clock);
        if (next === null) throw new Error('never');
        expect(next.from - now).toBeLessThanOrEqual(8 * DAY + HOUR);
        const changes = clock.offsetAt(next.from - DAY) !== clock.offsetAt(next.to + DAY);
        if (changes) expect(next.to).toBeGreaterThan(next.from);
        else expect(next.to - next.from).toBeGreaterThanOrEqual(times.minutes * 60_000);
        expect(isInForce(times, next.from, clock)).toBe(true);
        expect(isInForce(times, next.from - 1, clock)).toBe(occurrenceAt(times, next.from - 1, clock) !== null);
        expect(occurrenceAt(times, next.to - 1, clock)).toEqual(occurrenceAt(times, next.from, clock));
        expect(isInForce(times, next.to, clock)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
  test('it begins when the clocks show its time, but where they never do', () => {
    fc.assert(
      fc.property(anyWeekly, moment, (times, now) => {
        const clock = clockOf(times.zone);
        const next = nextOccurrence(times, now, clock);
        if (next === null) return;
        const shown = (((next.from + clock.offsetAt(next.from)) % DAY) + DAY) % DAY;
        const late = shown - times.startMinute * 60_000;
        const changes = clock.offsetAt(next.from - DAY) !== clock.offsetAt(next.from + DAY);
        expect(changes || late === 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
