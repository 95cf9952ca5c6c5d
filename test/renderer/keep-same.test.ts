import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepSame } from '../../renderer/transport/keep-same.ts';

test('what says the same as before is what it was before, beside what changed', () => {
  const before = { counts: { online: 1 }, open: [{ id: 1 }, { id: 2 }], notices: [], name: 'a' };
  const same = keepSame(before, structuredClone(before));
  expect(same).toBe(before);
  const now = keepSame(before, { ...structuredClone(before), open: [{ id: 1 }, { id: 3 }] });
  expect(now).toEqual({ ...before, open: [{ id: 1 }, { id: 3 }] });
  expect(now).not.toBe(before);
  expect(now.counts).toBe(before.counts);
  expect(now.open[0]).toBe(before.open[0]);
});

test('it says what the newer one says, whatever both are', () => {
  // JSON.parse gives `__proto__` as a name, which nothing in the contract is called.
  const value = fc.jsonValue({ maxDepth: 4 }).filter((one) => !JSON.stringify(one).includes('__proto__'));
  fc.assert(
    fc.property(value, value, (before, now) => {
      expect(keepSame(before, now)).toEqual(now);
      expect(keepSame(now, structuredClone(now))).toBe(now);
    }),
  );
});
