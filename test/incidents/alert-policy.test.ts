import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decide,
  GATHER_MS,
  gatherUntil,
  MAX_SINGLE,
  NOTHING_TOLD,
  type Told,
  WINDOW_MS,
} from '../../main/incidents/alert-policy.ts';

describe('telling about outages', () => {
  const single = (due: string) => ({ kind: 'single', due });

  test('up to three get a notification each', () => {
    expect(decide(['a', 'b', 'c'], NOTHING_TOLD, 0).decisions).toEqual([single('a'), single('b'), single('c')]);
  });

  test('more than three at once become one summary', () => {
    expect(decide(['a', 'b', 'c', 'd'], NOTHING_TOLD, 0).decisions).toEqual([{ kind: 'summary', due: ['a', 'b', 'c', 'd'] }]);
  });

  test('a fourth within ten seconds becomes a summary', () => {
    const { told } = decide(['a', 'b', 'c'], NOTHING_TOLD, 0);
    expect(decide(['d'], told, 9999).decisions).toEqual([{ kind: 'summary', due: ['d'] }]);
    expect(decide(['d'], told, 10_000).decisions).toEqual([single('d')]);
  });

  test('after a summary everything waits until ten seconds are over', () => {
    const { told } = decide(['a', 'b', 'c', 'd'], NOTHING_TOLD, 500);
    expect(decide(['e'], told, 600).decisions).toEqual([{ kind: 'wait', at: 10_500 }]);
    expect(decide(['e'], told, 10_500).decisions).toEqual([single('e')]);
    expect(decide(['e', 'f', 'g', 'h'], told, 10_500).decisions).toEqual([{ kind: 'summary', due: ['e', 'f', 'g', 'h'] }]);
  });

  test('nothing due changes nothing', () => {
    const { told } = decide(['a'], NOTHING_TOLD, 0);
    expect(decide([], told, 5)).toEqual({ decisions: [], told });
  });

  test('over any schedule nothing is dropped or told twice, singles are three and summaries one in ten seconds', () => {
    const gaps = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 501, max: 30_000 }),
      fc.constant(WINDOW_MS),
    );
    fc.assert(
      fc.property(fc.array(gaps, { maxLength: 60 }), (schedule) => {
        const arrivals = schedule.map((_, id) => ({ id, at: schedule.slice(0, id + 1).reduce((sum, gap) => sum + gap, 0) }));
        const last = arrivals.at(-1)?.at ?? 0;
        let now: number;
        const told = new Map<number, number>();
        const singles: number[] = [];
        const summaries: number[] = [];
        let policy: Told = NOTHING_TOLD;
        let due: number[] = [];
        let again: number | null = null;
        for (now = 0; now <= last + 2 * WINDOW_MS; ) {
          due.push(...arrivals.filter((one) => one.at === now).map((one) => one.id));
          const outcome = decide(due, policy, now);
          policy = outcome.told;
          expect(policy.singles.length).toBeLessThanOrEqual(MAX_SINGLE);
          again = null;
          for (const decision of outcome.decisions) {
            if (decision.kind === 'wait') {
              expect(decision.at).toBeGreaterThan(now);
              again = decision.at;
              continue;
            }
            (decision.kind === 'single' ? singles : summaries).push(now);
            const told1 = decision.kind === 'single' ? [decision.due] : decision.due;
            for (const id of told1) {
              expect(told.has(id)).toBe(false);
              told.set(id, now);
            }
            due = due.filter((id) => !told1.includes(id));
          }
          const next = Math.min(
            arrivals.find((one) => one.at > now)?.at ?? Number.POSITIVE_INFINITY,
            again ?? Number.POSITIVE_INFINITY,
          );
          if (next === Number.POSITIVE_INFINITY) break;
          now = next;
        }
        expect([...told.keys()].sort((a, b) => a - b)).toEqual(arrivals.map((one) => one.id));
        // Nobody waits longer than one window.
        for (const { id, at } of arrivals) expect((told.get(id) ?? Number.POSITIVE_INFINITY) - at).toBeLessThanOrEqual(WINDOW_MS);
        const most = (times: readonly number[]) =>
          Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + WINDOW_MS).length));
        expect(most(singles)).toBeLessThanOrEqual(MAX_SINGLE);
        expect(most(summaries)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('gathering a burst', () => {
  test('a single loss never waits, nor do three', () => {
    expect(gatherUntil({ first: 100, count: 1 }, [], 100)).toBeNull();
    expect(gatherUntil({ first: 100, count: 1 }, [100 + GATHER_MS, 100 + GATHER_MS], 100)).toBeNull();
  });

  test('the first of more than three waits for the last of them', () => {
    expect(gatherUntil({ first: 100, count: 1 }, [150, 200, 300], 100)).toBe(300);
    expect(gatherUntil({ first: 100, count: 2 }, [200, 300], 150)).toBe(300);
    expect(gatherUntil({ first: 100, count: 4 }, [], 300)).toBeNull();
  });

  test('the first never waits longer than a second, however long the burst lasts', () => {
    const times = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, (all) => {
        const ascending = [...all].sort((a, b) => a - b);
        const first = ascending[0] ?? 0;
        let now = first;
        for (let rounds = 0; ; rounds++) {
          const until = gatherUntil(
            { first, count: ascending.filter((at) => at <= now).length },
            ascending.filter((at) => at > now),
            now,
          );
          if (until === null) break;
          expect(until).toBeGreaterThan(now);
          expect(until).toBeLessThanOrEqual(first + GATHER_MS);
          expect(rounds).toBeLessThan(60);
          now = until;
        }
      }),
    );
  });
});
