import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Coalescer } from '../../renderer/transport/refetch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('many questions in a burst become one now and one afterwards', async () => {
  let runs = 0;
  const coalescer = new Coalescer(async () => {
    runs += 1;
  }, 100);
  for (let index = 0; index < 50; index += 1) coalescer.ask();
  await vi.advanceTimersByTimeAsync(50);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(2);
});

test('one that was stopped asks no more', async () => {
  let runs = 0;
  const coalescer = new Coalescer(async () => {
    runs += 1;
  }, 100);
  coalescer.ask();
  coalescer.ask();
  coalescer.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(1);
});

test('what a person waits for is asked without the pause: at once, or when the answer before is there', async () => {
  let runs = 0;
  let answer = (): void => undefined;
  const coalescer = new Coalescer(() => {
    runs += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  }, 100);
  coalescer.askNow();
  expect(runs).toBe(1);
  coalescer.askNow();
  expect(runs).toBe(1);
  answer();
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toBe(2);
  answer();
  await vi.advanceTimersByTimeAsync(50);
  coalescer.ask();
  expect(runs).toBe(2);
  coalescer.askNow();
  expect(runs).toBe(3);
  answer();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(3);
});
