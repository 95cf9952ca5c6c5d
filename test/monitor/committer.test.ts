import { expect, test } from 'vitest';
import type { History } from '../../main/history/port.ts';
import { Committer } from '../../main/monitor/committer.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const promises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what a commit makes due and takes long is done in order, with turns of the event loop in between, and flushed when all of it is done', async () => {
  const clock = new FakeClock();
  const nothing = (): void => undefined;
  const committer = new Committer({
    history: { commit: async () => undefined } as unknown as History,
    clock,
    log: { info: nothing, warn: nothing, error: nothing },
    nextId: () => 1,
    trouble: nothing,
    leftOut: nothing,
    changed: nothing,
  });
  const done: number[] = [];
  const { draft } = committer;
  for (let n = 0; n < 500; n++)
    draft.afterwards.push(() => {
      clock.advance(1);
      done.push(n);
    });
  let isFlushed = false;
  const flushed = committer.flush().then(() => {
    isFlushed = true;
  });
  const counts: number[] = [];
  while (!isFlushed) {
    await promises();
    counts.push(done.length);
    clock.runSoon();
  }
  await flushed;
  expect(counts.length).toBeGreaterThan(2);
  expect(counts[0]).toBeLessThan(500);
  expect(done).toEqual(Array.from({ length: 500 }, (_, n) => n));
});
