import { expect, test } from 'vitest';
import { CrashLimit } from '../../main/electron/crash-limit.ts';

test('a page that crashes is loaded again, each time later, and the fourth time no more until somebody asks', () => {
  const limit = new CrashLimit();
  expect([0, 1000, 20_000, 90_000, 91_000].map((at) => limit.crashed(at))).toEqual([0, 10_000, 60_000, null, null]);
  limit.reset();
  expect(limit.crashed(100_000)).toBe(0);
});

test('a crash now and then is loaded again at once', () => {
  const limit = new CrashLimit();
  for (let n = 0; n < 20; n++) expect(limit.crashed(n * 700_000)).toBe(0);
});
