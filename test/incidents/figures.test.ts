import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FigureFacts, figuresOf } from '../../main/incidents/figures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const exact = (at: number) => ({ notBefore: at, notAfter: at });
const own = (from: number, to: number | null, over: Partial<FigureFacts['outages'][number]> = {}) => ({
  began: exact(from),
  ended: to === null ? null : exact(to),
  durationMs: null,
  incidentId: from,
  verdict: 'abrupt' as const,
  ...over,
});
const by = (byKey: string, from: number, to: number | null, over: Partial<FigureFacts['affected'][number]> = {}) => ({
  began: exact(from),
  ended: to === null ? null : exact(to),
  durationMs: null,
  incidentId: from,
  byKey,
  loss: 'lost' as const,
  ...over,
});
const facts = (over: Partial<FigureFacts>): FigureFacts => ({ outages: [], affected: [], blindSpots: [], ...over });
const sure = (value: number) => ({ least: value, most: value });

describe('figures', () => {
  test('of a quiet time are full availability, and no means', () => {
    expect(figuresOf(facts({}), 0, DAY)).toEqual({
      wholeMs: DAY,
      blindMs: 0,
      signedOffMs: 0,
      seenMs: DAY,
      availability: sure(1),
      outages: 0,
      withUpstream: 0,
      betweenMs: null,
      repairMs: null,
      degraded: 0,
      degradedMs: 0,
      upstreams: [],
    });
  });

  test('count what a device was away for, alone and with what it hangs on', () => {
    const figures = figuresOf(
      facts({
        outages: [own(2 * HOUR, 3 * HOUR), own(10 * HOUR, 12 * HOUR, { incidentId: 7 })],
        affected: [
          by('router', 10 * HOUR, 11 * HOUR, { incidentId: 7 }),
          by('router', 20 * HOUR, 21 * HOUR),
          by('core', 22 * HOUR, 23 * HOUR),
        ],
      }),
      0,
      DAY,
    );
    // Its own word, that it was back an hour after the router, is truer than what was concluded.
    expect(figures).toMatchObject({
      availability: sure(1 - 5 / 24),
      outages: 4,
      withUpstream: 3,
      repairMs: sure(1.25 * HOUR),
      betweenMs: sure((19 * HOUR) / 4),
      upstreams: [
        { key: 'router', times: 2, ms: 3 * HOUR },
        { key: 'core', times: 1, ms: HOUR },
      ],
    });
  });

  test('leave out on both sides what nobody saw and what it had signed off for', () => {
    const figures = figuresOf(
      facts({
        outages: [own(0, 6 * HOUR), own(12 * HOUR, 18 * HOUR, { verdict: 'clean' })],
        blindSpots: [
          { began: 3 * HOUR, ended: 6 * HOUR },
          { began: 4 * HOUR, ended: 5 * HOUR },
          { began: 23 * HOUR, ended: null },
        ],
      }),
      0,
      DAY,
    );
    expect(figures).toMatchObject({
      blindMs: 4 * HOUR,
      signedOffMs: 6 * HOUR,
      seenMs: 14 * HOUR,
      availability: sure(11 / 14),
      outages: 1,
    });
    expect(figuresOf(facts({ blindSpots: [{ began: 0, ended: null }] }), 0, DAY)).toMatchObject({
      seenMs: 0,
      availability: null,
    });
  });

  test('are a range where a beginning or an end is only known between two times', () => {
    const queued = own(0, 0, {
      began: { notBefore: 6 * HOUR, notAfter: 8 * HOUR },
      ended: { notBefore: 10 * HOUR, notAfter: 11 * HOUR },
    });
    expect(figuresOf(facts({ outages: [queued] }), 0, DAY)).toMatchObject({
      availability: { least: 19 / 24, most: 22 / 24 },
      repairMs: { least: 2 * HOUR, most: 5 * HOUR },
    });
    const old = own(0, 0, { began: { notBefore: null, notAfter: 8 * HOUR }, ended: null });
    expect(figuresOf(facts({ outages: [old] }), 0, DAY)).toMatchObject({
      availability: { least: 0, most: 1 / 3 },
      repairMs: null,
    });
  });

  test('take the measured length where the clock was set meanwhile', () => {
    const jumped = own(6 * HOUR, 5 * HOUR, { durationMs: HOUR });
    expect(figuresOf(facts({ outages: [jumped] }), 0, DAY)).toMatchObject({ availability: sure(23 / 24), repairMs: sure(HOUR) });
  });

  test('ten thousand outages under blind spots that overlap half of each are counted, and judged by the half that was seen', () => {
    const begins = Array.from({ length: 10_000 }, (_, i) => i * 1000);
    const outages = begins.map((at) => own(at, at + 400));
    const blindSpots = begins.flatMap((at) => [
      { began: at + 200, ended: at + 500 },
      { began: at + 300, ended: at + 600 },
    ]);
    const figures = figuresOf(facts({ outages, blindSpots }), 0, 10_000_000);
    expect(figures).toMatchObject({ outages: 10_000, blindMs: 4_000_000, seenMs: 6_000_000, repairMs: sure(400) });
    expect(figures.availability?.least).toBeCloseTo(2 / 3, 9);
    expect(figures.availability).toEqual(sure(figures.availability?.least ?? 0));
  });
  test('an outage that lasts counts as away until now, and for no mean length', () => {
    expect(figuresOf(facts({ outages: [own(12 * HOUR, null)] }), 0, DAY)).toMatchObject({
      availability: sure(0.5),
      outages: 1,
      repairMs: null,
      betweenMs: sure(12 * HOUR),
    });
  });

  test('lost redundancy is told apart, and takes nothing from the availability', () => {
    const two = [by('r1', HOUR, 3 * HOUR, { loss: 'degraded' }), by('r2', 2 * HOUR, 4 * HOUR, { loss: 'degraded' })];
    expect(figuresOf(facts({ affected: two }), 0, DAY)).toMatchObject({
      availability: sure(1),
      outages: 0,
      degraded: 1,
      degradedMs: 3 * HOUR,
      upstreams: [],
    });
  });
});

const bound = fc.option(fc.integer({ min: -1000, max: 2000 }), { nil: null });
const interval = fc.record({ notBefore: bound, notAfter: bound });
const time = {
  began: interval,
  ended: fc.option(interval, { nil: null }),
  durationMs: fc.option(fc.double({ min: 0, max: 1500, noNaN: true }), { nil: null }),
  incidentId: fc.integer({ min: 1, max: 6 }),
};
const arbitraryFacts: fc.Arbitrary<FigureFacts> = fc.record({
  outages: fc.array(fc.record({ ...time, verdict: fc.constantFrom('abrupt', 'clean', 'silent', 'upstream', 'unspecified') }), {
    maxLength: 8,
  }),
  affected: fc.array(
    fc.record({ ...time, byKey: fc.constantFrom('a', 'b', 'c', 'd'), loss: fc.constantFrom('lost', 'degraded') }),
    { maxLength: 8 },
  ),
  blindSpots: fc.array(
    fc.record({
      began: fc.integer({ min: -1000, max: 2000 }),
      ended: fc.option(fc.integer({ min: -1000, max: 2000 }), { nil: null }),
    }),
    { maxLength: 6 },
  ),
});

describe('whatever the facts are', () => {
  test('parts lie between 0 and 1, what is least is not above what is most, and lengths add up', () => {
    fc.assert(
      fc.property(arbitraryFacts, (given) => {
        const figures = figuresOf(given, 0, 1000);
        const { wholeMs, blindMs, signedOffMs, seenMs, availability, betweenMs, repairMs } = figures;
        expect(blindMs + signedOffMs + seenMs).toBeCloseTo(wholeMs, 6);
        expect(Math.min(blindMs, signedOffMs, seenMs)).toBeGreaterThanOrEqual(-1e-9);
        for (const range of [availability, betweenMs, repairMs]) {
          if (range === null) continue;
          expect(range.least).toBeGreaterThanOrEqual(-1e-9);
          expect(range.least).toBeLessThanOrEqual(range.most + 1e-9);
        }
        expect(availability?.most ?? 1).toBeLessThanOrEqual(1);
        expect(figures.withUpstream).toBeLessThanOrEqual(figures.outages);
        expect(figures.outages + figures.degraded).toBeLessThanOrEqual(given.outages.length + given.affected.length);
      }),
    );
  });

  test('the order in which they are known makes no difference', () => {
    const shuffled = arbitraryFacts.chain((given) =>
      fc.record({
        given: fc.constant(given),
        other: fc.record({
          outages: fc.shuffledSubarray([...given.outages], { minLength: given.outages.length }),
          affected: fc.shuffledSubarray([...given.affected], { minLength: given.affected.length }),
          blindSpots: fc.shuffledSubarray([...given.blindSpots], { minLength: given.blindSpots.length }),
        }),
      }),
    );
    const rounded = (value: FigureFacts): unknown =>
      JSON.parse(JSON.stringify(figuresOf(value, 0, 1000), (_, one) => (typeof one === 'number' ? Number(one.toFixed(6)) : one)));
    fc.assert(
      fc.property(shuffled, ({ given, other }) => {
        expect(rounded(other)).toEqual(rounded(given));
      }),
    );
  });

  test('what happens while nobody sees changes no availability', () => {
    const inBlind = fc.record({ from: fc.integer({ min: 300, max: 600 }), to: fc.integer({ min: 300, max: 600 }) });
    fc.assert(
      fc.property(arbitraryFacts, inBlind, (given, { from, to }) => {
        const blind = { ...given, blindSpots: [...given.blindSpots, { began: 300, ended: 600 }] };
        const more = { ...blind, outages: [...blind.outages, own(Math.min(from, to), Math.max(from, to), { incidentId: 99 })] };
        const [with_, without] = [figuresOf(more, 0, 1000).availability, figuresOf(blind, 0, 1000).availability];
        expect(with_?.least ?? -1).toBeCloseTo(without?.least ?? -1, 9);
        expect(with_?.most ?? -1).toBeCloseTo(without?.most ?? -1, 9);
      }),
    );
  });
});
