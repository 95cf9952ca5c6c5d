import { describe, expect, test } from 'vitest';
import { windowDe } from '../../main/words/window.de.ts';
import { windowEn } from '../../main/words/window.en.ts';
import { Clock } from '../../renderer/shared/format-time.ts';

const clock = new Clock('en', windowEn.time, 'Europe/Berlin');
const now = Date.UTC(2027, 10, 22, 15, 0, 0);
const today = (hours: number, minutes: number, seconds = 0): number => Date.UTC(2027, 10, 22, hours - 1, minutes, seconds);

describe('a length', () => {
  test('is told in its two largest units', () => {
    expect(clock.length(400)).toBe('400 ms');
    expect(clock.length(59_999)).toBe('59 s');
    expect(clock.length(65_000)).toBe('1 min 5 s');
    expect(clock.length(3_600_000 * 3 + 60_000 * 12)).toBe('3 h 12 min');
    expect(clock.length(86_400_000 * 2 + 3_600_000 * 4)).toBe('2 d 4 h');
  });

  test('that ticks once a minute has no seconds', () => {
    expect(clock.minutes(65_000)).toBe('1 min');
    expect(clock.minutes(5_000)).toBe('under a minute');
  });
});

describe('an interval', () => {
  test('is one time when it is exact', () => {
    expect(clock.interval({ notBefore: today(14, 3, 10), notAfter: today(14, 3, 10) }, now)).toBe('14:03:10');
  });

  test('is told with both ends when it is not', () => {
    expect(clock.interval({ notBefore: today(13, 50), notAfter: today(16, 0) }, now)).toBe('between 13:50 and 16:00');
  });

  test('claims no bound that is not known', () => {
    expect(clock.interval({ notBefore: null, notAfter: today(16, 0) }, now)).toBe('before 16:00:00');
    expect(clock.interval({ notBefore: null, notAfter: null }, now)).toBe('not known');
  });
});

test('an exact time names its zone', () => {
  expect(clock.exact(today(14, 3, 10))).toMatch(/14:03:10[.,]000 GMT\+01:00/);
});

test('German writes numbers the German way', () => {
  expect(new Clock('de', windowDe.time).count(100_000)).toBe('100.000');
});
