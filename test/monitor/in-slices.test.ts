import { expect, it } from 'vitest';
import { allAtOnce, type Slices } from '../../main/impact/slices.ts';
import { inSlices } from '../../main/monitor/in-slices.ts';

function* count(to: number): Slices<number> {
  for (let n = 0; n < to; n++) yield;
  return to;
}

/** Each look at it takes a millisecond; what is due soon is done at once. */
function slowClock() {
  let mono = 0;
  const turns: number[] = [];
  return {
    turns,
    mono: () => ++mono,
    soon: (call: () => void) => {
      turns.push(mono);
      call();
    },
  };
}

it('work in slices lets others work every few milliseconds, and says what its own took', async () => {
  const clock = slowClock();
  expect(await inSlices(count(20), clock)).toEqual({ made: 20, spentMs: 21 });
  expect(clock.turns).toEqual([0, 6, 12, 18, 24]);
});

it('work that nobody wants any more ends between two slices', async () => {
  const clock = slowClock();
  expect(await inSlices(count(20), clock, () => clock.turns.length > 2)).toBeNull();
});

it('the same work is done at once where nothing else waits', () => {
  expect(allAtOnce(count(3))).toBe(3);
});
