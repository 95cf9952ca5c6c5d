import { expect, test } from 'vitest';
import { watchNetwork } from '../../main/electron/network.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

test('says when a network that was gone is back, once, and no more when it is told to stop', async () => {
  const clock = new FakeClock();
  let isOnline = true;
  let backs = 0;
  const stop = watchNetwork(
    () => isOnline,
    () => backs++,
    clock,
  );
  await clock.pass(10_000);
  isOnline = false;
  await clock.pass(10_000);
  expect(backs).toBe(0);
  isOnline = true;
  await clock.pass(10_000);
  expect(backs).toBe(1);
  stop();
  expect(clock.pending).toBe(0);
});
