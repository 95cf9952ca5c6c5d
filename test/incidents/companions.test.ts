import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompanionFacts, CompanionMiner, type Companions, type Fall, isDismissed } from '../../main/incidents/companions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const facts: CompanionFacts = { isFree: () => true, devicesOn: () => 100, isBlind: () => false };
const fall = (key: string, fellAt: number, lastsMs = 60_000): Fall => ({
  deviceKey: `p/${key}`,
  fellAt,
  roseAt: fellAt + lastsMs,
});
const propose = (falls: readonly Fall[], over: Partial<CompanionFacts> = {}): readonly Companions[] => {
  const miner = new CompanionMiner();
  for (const one of falls) miner.add(one);
  return miner.propose({ ...facts, ...over });
};
const said = (groups: readonly Companions[]): string[] =>
  groups.map(({ deviceKeys, joint }) => `${deviceKeys.join(' ')}: ${joint.length}`);
/** The devices go and come within seconds of each other, at each of these times. */
const together = (keys: readonly string[], times: readonly number[]): Fall[] =>
  times.flatMap((at) => keys.map((key, i) => fall(key, at + i * 700, 60_000 + i * 3000)));

describe('devices that fall and rise together', () => {
  test('are proposed from the third time on, with when it was', () => {
    const keys = ['a', 'b', 'c'];
    expect(said(propose(together(keys, [0, DAY])))).toEqual([]);
    const [group] = propose(together(keys, [0, DAY, 3 * DAY]));
    expect(group?.deviceKeys).toEqual(['p/a', 'p/b', 'p/c']);
    expect(group?.joint[0]).toEqual({ fellAt: 3 * DAY, fellWithinMs: 1400, roseAt: 3 * DAY + 60_000, roseWithinMs: 7400 });
    expect(group?.joint.map(({ fellAt }) => fellAt)).toEqual([3 * DAY, DAY, 0]);
  });
  test('are not, when they come back at different times', () => {
    const falls = [0, DAY, 2 * DAY, 3 * DAY].flatMap((at) => [fall('a', at), fall('b', at, 10 * HOUR)]);
    expect(said(propose(falls))).toEqual([]);
  });
  test('are those that seldom fall alone', () => {
    const alone = [1, 2, 3, 4, 5].map((n) => fall('b', n * DAY + HOUR));
    expect(said(propose([...together(['a', 'b', 'c'], [0, 6 * DAY, 7 * DAY]), ...alone]))).toEqual(['p/a p/c: 3']);
  });
  test('are left out when something is known that they hang on', () => {
    const falls = together(['a', 'b', 'c'], [0, DAY, 2 * DAY]);
    expect(said(propose(falls, { isFree: (key) => key !== 'p/b' }))).toEqual(['p/a p/c: 3']);
  });
  test('are no news when it was the broker, or our own connection', () => {
    const falls = together(['a', 'b', 'c'], [0, DAY, 2 * DAY]);
    expect(said(propose(falls, { devicesOn: () => 4 }))).toEqual([]);
    expect(said(propose(falls, { isBlind: (_, at) => at < DAY }))).toEqual([]);
  });
  test('of two brokers are two groups, and no device is in two', () => {
    const times = [0, DAY, 2 * DAY];
    const other = together(['a', 'b'], times).map((one) => ({ ...one, deviceKey: one.deviceKey.replace('p/', 'q/') }));
    expect(said(propose([...together(['a', 'b', 'c'], times), ...together(['a', 'b'], [5 * DAY]), ...other]))).toEqual([
      'p/a p/b p/c: 3',
      'q/a q/b: 3',
    ]);
  });
});

test('what was dismissed comes again when the evidence has doubled', () => {
  const group = (times: number, keys = ['p/a', 'p/b', 'p/c']): Companions => ({
    deviceKeys: keys,
    joint: Array.from({ length: times }, (_, i) => ({ fellAt: i, fellWithinMs: 0, roseAt: i, roseWithinMs: 0 })),
  });
  const dismissed = [{ devices: ['p/a', 'p/b', 'p/c'], times: 3 }];
  expect([3, 5, 6].map((times) => isDismissed(group(times), dismissed))).toEqual([true, true, false]);
  expect(isDismissed(group(4, ['p/a', 'p/b']), dismissed)).toBe(true);
  expect(isDismissed(group(4, ['p/a', 'p/x', 'p/y']), dismissed)).toBe(false);
});

test('devices that fall by chance are not proposed', () => {
  const devices = Array.from({ length: 40 }, (_, i) => `d${i}`);
  const times = fc.array(fc.tuple(fc.nat(39), fc.integer({ min: 0, max: 30 * DAY }), fc.integer({ min: 1000, max: HOUR })), {
    minLength: 200,
    maxLength: 600,
  });
  fc.assert(
    fc.property(fc.noShrink(times), (list) => {
      expect(propose(list.map(([device, at, length]) => fall(devices[device] ?? '', at, length)))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('a group is found among devices that fall by chance, whatever the order in which it is heard of', () => {
  const noise = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 0, max: 60 * DAY })), { maxLength: 60 });
  const joint = fc.uniqueArray(fc.nat(59), { minLength: 3, maxLength: 8 });
  fc.assert(
    fc.property(noise, joint, fc.nat(), (list, days, seed) => {
      const falls = [
        ...list.map(([device, at]) => fall(`n${device}`, at)),
        ...together(
          ['x', 'y', 'z'],
          days.map((day) => day * DAY + 12 * HOUR),
        ),
      ];
      const groups = propose(falls);
      expect(groups.some(({ deviceKeys }) => ['p/x', 'p/y', 'p/z'].every((key) => deviceKeys.includes(key)))).toBe(true);
      const shuffled = falls.map((one, i) => ({ one, at: (i * 7919 + seed) % 1009 })).sort((a, b) => a.at - b.at);
      expect(propose([...shuffled.map(({ one }) => one), ...falls.slice(0, 5)])).toEqual(groups);
      const taken = groups.flatMap(({ deviceKeys }) => deviceKeys);
      expect(new Set(taken).size).toBe(taken.length);
    }),
    { numRuns: 60 },
  );
});

test('thousands of falls are worked off quickly, and the newest are kept', () => {
  const miner = new CompanionMiner();
  for (let day = 0; day < 60; day++)
    for (let device = 0; device < 200; device++) miner.add(fall(`d${device}`, day * DAY + (device % 7) * 100));
  for (const one of together(['x', 'y'], [61 * DAY, 62 * DAY, 63 * DAY])) miner.add(one);
  const groups = miner.propose({ ...facts, devicesOn: () => 1000 });
  expect(said(groups)).toContain('p/x p/y: 3');
});
