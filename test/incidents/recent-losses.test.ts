import { expect, it } from 'vitest';
import { FLAP_LIMIT, FLAP_WINDOW_MS } from '../../main/incidents/flap.ts';
import { RecentLosses } from '../../main/incidents/recent-losses.ts';

const HOUR = 3_600_000;
const noon = 500_000 * HOUR;

it('counts the losses of each of the last 24 hours, whatever order they are told in', () => {
  const losses = new RecentLosses();
  const now = noon + 10 * 60_000;
  for (const at of [now, noon - HOUR, now - 60_000, noon - 23 * HOUR, noon - 5 * HOUR + 1]) losses.add('gw', at, now);
  const hours = losses.hours('gw', now);
  expect(hours).toHaveLength(24);
  expect([hours[0], hours[18], hours[22], hours[23]]).toEqual([1, 1, 1, 2]);
  expect(hours.reduce((sum, n) => sum + n, 0)).toBe(5);
  expect(losses.total('gw', now)).toBe(5);
  // An hour later the oldest is out of sight.
  expect(losses.total('gw', now + HOUR)).toBe(4);
  expect(losses.hours('gw', now + 2 * HOUR)[21]).toBe(2);
  expect(losses.hours('other', now)).toEqual([]);
});

it('takes nothing older than that, and forgets it as time goes on', () => {
  const losses = new RecentLosses();
  losses.add('gw', noon - 24 * HOUR, noon);
  expect(losses.hours('gw', noon)).toEqual([]);
  losses.add('gw', noon, noon);
  losses.sweep(noon + 24 * HOUR);
  expect(losses.hours('gw', noon + 24 * HOUR)).toEqual([]);
});

it('knows a device that comes and goes, from the loss that makes it so until ten quiet minutes are over', () => {
  const losses = new RecentLosses();
  const began = Array.from({ length: FLAP_LIMIT + 1 }, (_, n) => losses.add('gw', noon + n * 1000, noon + n * 1000));
  expect(began).toEqual([false, false, false, true]);
  expect(losses.isFlapping('gw', noon + 4000)).toBe(true);
  expect(losses.add('gw', noon + 5000, noon + 5000)).toBe(false);
  expect(losses.sweep(noon + 60_000)).toEqual([]);
  expect(losses.sweep(noon + 1000 + FLAP_WINDOW_MS)).toEqual(['gw']);
  expect(losses.isFlapping('gw', noon + 1000 + FLAP_WINDOW_MS)).toBe(false);
  expect(losses.sweep(noon + 2 * FLAP_WINDOW_MS)).toEqual([]);
});

it('is not misled by losses that history knows from before', () => {
  const losses = new RecentLosses();
  for (let n = 0; n < 10; n++) losses.add('gw', noon - HOUR + n, noon);
  expect(losses.isFlapping('gw', noon)).toBe(false);
  expect(losses.total('gw', noon)).toBe(10);
});
