import { expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';

test('timers are called at their time and in order, also those set meanwhile', () => {
  const clock = new FakeClock();
  const start = clock.mono();
  const calls: [string, number][] = [];
  const note = (name: string) => calls.push([name, clock.mono() - start]);
  clock.after(20, () => note('late'));
  clock.after(10, () => {
    note('early');
    clock.after(5, () => note('added'));
  });
  clock.after(10, () => note('early too'));
  clock.after(1000, () => note('not yet'));
  clock.advance(100);
  expect(calls).toEqual([
    ['early', 10],
    ['early too', 10],
    ['added', 15],
    ['late', 20],
  ]);
  expect(clock.pending).toBe(1);
});

test('a cancelled timer is never called', () => {
  const clock = new FakeClock();
  const calls: string[] = [];
  const cancel = clock.after(10, () => calls.push('cancelled'));
  clock.after(5, cancel);
  clock.advance(100);
  expect(calls).toEqual([]);
});

test('the wall clock may jump without any time passing', () => {
  const clock = new FakeClock();
  const { before, mono } = { before: clock.now(), mono: clock.mono() };
  clock.jump(-3_600_000);
  expect(clock.now()).toBe(before - 3_600_000);
  expect(clock.mono()).toBe(mono);
  clock.advance(7);
  expect(clock.now()).toBe(before - 3_600_000 + 7);
  expect(clock.mono()).toBe(mono + 7);
});

test('what is to run soon runs before time passes', async () => {
  const clock = new FakeClock();
  const start = clock.mono();
  const at: number[] = [];
  clock.soon(() => {
    at.push(clock.mono() - start);
    clock.soon(() => at.push(clock.mono() - start));
  });
  clock.after(3, () => void Promise.resolve().then(() => clock.soon(() => at.push(clock.mono() - start))));
  clock.after(4, () => at.push(clock.mono() - start));
  await clock.pass(10);
  expect(at).toEqual([0, 0, 3, 4]);
});
