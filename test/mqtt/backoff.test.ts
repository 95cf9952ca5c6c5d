import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../../main/mqtt/backoff.ts';

it('doubles from one second up to a minute, and is spread over all of it', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => backoffMs(failures, 0.999999));
  expect(longest).toEqual([999, 1999, 3999, 7999, 15_999, 31_999, 59_999, 59_999, 59_999]);
  expect(backoffMs(8, 0)).toBe(0);
});

it('is never more than a minute and never negative', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
      expect(backoffMs(failures, random)).toBeGreaterThanOrEqual(0);
      expect(backoffMs(failures, random)).toBeLessThanOrEqual(60_000);
    }),
  );
});
