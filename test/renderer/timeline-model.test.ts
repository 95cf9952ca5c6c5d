import { describe, expect, test } from 'vitest';
import type { Interval, OutageView } from '../../main/contract/model.ts';
import {
  affectedSpansOf,
  marksOf,
  offlineMs,
  segmentsOf,
  ticksOf,
  unknownSpanOf,
  zoomed,
} from '../../renderer/device/timeline-model.ts';

const exact = (at: number): Interval => ({ notBefore: at, notAfter: at });
const range = { from: 1_000, to: 2_000 };

function outage(began: Interval, ended: Interval | null, id = 1): OutageView {
  return {
    id,
    device: { key: 'c/d', id: 'd', kind: 'device', name: null },
    connectionId: 'c',
    verdict: 'abrupt',
    freshness: 'live',
    began,
    ended,
    durationMs: null,
    topic: null,
    affectedGateways: 0,
    affectedDevices: 0,
    affectedGatewayNames: [],
    causeOutageId: null,
    alert: null,
    acknowledged: null,
    snoozedUntil: null,
  };
}

const parts = (...outages: OutageView[]) => segmentsOf(outages, range, 2_000).map(({ from, to, sure }) => [from, to, sure]);

describe('the timeline', () => {
  test('draws what affected the device with its uncertain ends, lost redundancy below what is worse', () => {
    const affection = (id: number, status: 'inferred' | 'degraded', began: Interval, ended: Interval | null) => ({
      at: 0,
      outage: outage(began, ended, id),
      depth: 1,
      status,
      began,
      ended,
      durationMs: null,
    });
    const spans = affectedSpansOf(
      [
        affection(1, 'inferred', { notBefore: 1_100, notAfter: 1_200 }, exact(1_300)),
        affection(2, 'degraded', exact(1_250), null),
        affection(3, 'inferred', exact(100), exact(200)),
      ],
      range,
      2_000,
    );
    expect(spans.map(({ from, to, loss, sure }) => [from, to, loss, sure])).toEqual([
      [1_250, 2_000, 'degraded', true],
      [1_100, 1_200, 'lost', false],
      [1_200, 1_300, 'lost', true],
    ]);
  });

  test('draws an exact outage as one certain part', () => {
    expect(parts(outage(exact(1_200), exact(1_300)))).toEqual([[1_200, 1_300, true]]);
  });

  test('draws an outage that lasts until now', () => {
    expect(parts(outage(exact(1_900), null))).toEqual([[1_900, 2_000, true]]);
  });

  test('draws uncertain ends as parts of their own', () => {
    const uncertain = outage({ notBefore: 1_100, notAfter: 1_200 }, { notBefore: 1_500, notAfter: 1_600 });
    expect(parts(uncertain)).toEqual([
      [1_100, 1_200, false],
      [1_200, 1_500, true],
      [1_500, 1_600, false],
    ]);
  });

  test('draws a beginning without a bound from its own beginning on, as uncertain', () => {
    expect(parts(outage({ notBefore: null, notAfter: 1_400 }, null))).toEqual([
      [1_000, 1_400, false],
      [1_400, 2_000, true],
    ]);
  });

  test('claims nothing certain when the device may have been back before it was said to be gone', () => {
    expect(parts(outage({ notBefore: 1_100, notAfter: 1_500 }, { notBefore: 1_200, notAfter: 1_600 }))).toEqual([
      [1_100, 1_500, false],
      [1_500, 1_600, false],
    ]);
  });

  test('clips what reaches over its ends and leaves out what lies beyond', () => {
    expect(parts(outage(exact(500), exact(1_100)), outage(exact(100), exact(200), 2))).toEqual([[1_000, 1_100, true]]);
  });

  test('shows an outage of no length', () => {
    expect(parts(outage(exact(1_200), exact(1_200)))).toEqual([[1_200, 1_201, true]]);
  });

  test('counts overlapping outages once', () => {
    const segments = segmentsOf([outage(exact(1_100), exact(1_500)), outage(exact(1_400), exact(1_600), 2)], range, 2_000);
    expect(offlineMs(segments)).toBe(500);
  });
});

test('marks of a week are midnights, also when the clocks change within it', () => {
  const from = new Date(2027, 9, 28, 12).getTime();
  const ticks = ticksOf({ from, to: from + 7 * 86_400_000 }, 8);
  expect(ticks.length).toBeGreaterThan(5);
  expect(ticks.every((at) => new Date(at).getHours() === 0)).toBe(true);
});

describe('looking closer', () => {
  const bounds = { from: 0, to: 90 * 86_400_000 };
  const hour = 3_600_000;
  const day = { from: bounds.to - 24 * hour, to: bounds.to };

  test('keeps now in sight, and stays within the time there is', () => {
    const closer = zoomed(day, bounds, 0.5);
    expect(closer).toEqual({ from: bounds.to - 12 * hour, to: bounds.to });
    expect(zoomed(closer, bounds, 1, 0.25)).toEqual(closer);
    expect(zoomed(closer, bounds, 1, -0.25)).toEqual({ from: bounds.to - 15 * hour, to: bounds.to - 3 * hour });
    expect(zoomed({ from: hour, to: 3 * hour }, bounds, 1e9)).toEqual(bounds);
  });

  test('ends at a few minutes', () => {
    const least = zoomed({ from: 10 * hour, to: 10 * hour + 1 }, bounds, 0.5);
    expect(least.to - least.from).toBe(5 * 60_000);
    expect(ticksOf(least, 10).length).toBeGreaterThan(2);
  });

  test('shows notes and acknowledgements of that time, in order', () => {
    const note = { id: 7, deviceKey: 'c/d', outageId: null, text: 'seen', at: 1_500, editedAt: null };
    const one = { ...outage(exact(1_200), null), acknowledged: { at: 1_300, note: 'on my way' } };
    expect(marksOf([one], [note, { ...note, id: 8, at: 900 }], range).map(({ at, kind, text }) => [at, kind, text])).toEqual([
      [1_300, 'acknowledged', 'on my way'],
      [1_500, 'note', 'seen'],
    ]);
  });
});

test('a time before a device was known is no time without an outage', () => {
  expect(unknownSpanOf(1_400, range)).toEqual({ from: 1_000, to: 1_400 });
  expect(unknownSpanOf(900, range)).toBeNull();
  expect(unknownSpanOf(2_500, range)).toEqual(range);
  expect(unknownSpanOf(null, range)).toEqual(range);
});
