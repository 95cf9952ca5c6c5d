import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Freshness, Saying, Verdict } from '../../main/contract/model.ts';
import {
  type Change,
  type DevicePresence,
  fallSilent,
  type Observation,
  type Reduced,
  reduce,
} from '../../main/presence/reducer.ts';

/** A message at a time, live from a family with births unless said otherwise. */
function says(saying: Saying, at: number, more: Partial<Observation> = {}): Observation {
  return { saying, verdict: 'abrupt', freshness: 'live', at, hasBirths: true, blindSince: null, isKnownBirth: false, ...more };
}

interface Silence {
  readonly silentAt: number;
}

/** The states and changes of one device's messages in order. */
function follow(...steps: readonly (Observation | Silence)[]): {
  readonly state: DevicePresence | null;
  readonly changes: readonly Change[];
} {
  let state: DevicePresence | null = null;
  const changes: Change[] = [];
  for (const step of steps) {
    const reduced: Reduced | null = 'silentAt' in step ? state && fallSilent(state, step.silentAt) : reduce(state, step);
    state = reduced?.state ?? state;
    changes.push(...(reduced?.changes ?? []));
  }
  return { state, changes };
}

const exactly = (at: number) => ({ notBefore: at, notAfter: at });
const went = (notBefore: number | null, notAfter: number, verdict: Verdict = 'abrupt'): Change => ({
  kind: 'went',
  verdict,
  began: { notBefore, notAfter },
});
const came = (notBefore: number | null, notAfter: number): Change => ({ kind: 'came', ended: { notBefore, notAfter } });
const LEARNED: Change = { kind: 'learned' };

describe('live news', () => {
  test('a birth makes a device known and online', () => {
    const { state, changes } = follow(says('online', 10));
    expect(changes).toEqual([LEARNED]);
    expect(state).toEqual({ presence: 'online', verdict: null, freshness: 'live', since: exactly(10), lastHeardAt: 10 });
  });

  test('a will opens an outage at the moment it came', () => {
    const { state, changes } = follow(says('online', 10), says('offline', 20));
    expect(changes).toEqual([LEARNED, went(20, 20)]);
    expect(state).toEqual({ presence: 'offline', verdict: 'abrupt', freshness: 'live', since: exactly(20), lastHeardAt: 10 });
  });

  test('a birth after the will closes it', () => {
    expect(follow(says('online', 10), says('offline', 20), says('online', 35)).changes).toEqual([
      LEARNED,
      went(20, 20),
      came(35, 35),
    ]);
  });

  test('telemetry after a will is a sign of life and closes it', () => {
    const { state, changes } = follow(says('offline', 20), says('heard', 30));
    expect(changes).toEqual([LEARNED, went(20, 20), came(30, 30)]);
    expect(state?.presence).toBe('online');
  });

  test('the will of a device never heard of makes it known and opens an outage', () => {
    expect(follow(says('offline', 20)).changes).toEqual([LEARNED, went(20, 20)]);
  });

  test('a repeated birth changes nothing but when it was last heard', () => {
    const { state, changes } = follow(says('online', 10), says('online', 20), says('heard', 30));
    expect(changes).toEqual([LEARNED]);
    expect(state).toMatchObject({ since: exactly(10), lastHeardAt: 30 });
  });

  test('a repeated will changes nothing where a birth would have announced the return', () => {
    const once = follow(says('online', 10), says('offline', 20));
    const twice = follow(says('online', 10), says('offline', 20), says('offline', 25));
    expect(twice).toEqual(once);
  });

  test('the verdict of the family stands', () => {
    expect(follow(says('online', 1), says('offline', 2, { verdict: 'unspecified' })).changes[1]).toEqual(
      went(2, 2, 'unspecified'),
    );
  });
});

describe('a goodbye', () => {
  test('opens a clean outage', () => {
    const { state, changes } = follow(says('online', 10), says('goodbye', 20));
    expect(changes).toEqual([LEARNED, went(20, 20, 'clean')]);
    expect(state?.verdict).toBe('clean');
  });

  test('is not worsened by a will that repeats it', () => {
    const { state, changes } = follow(says('online', 10), says('goodbye', 20), says('offline', 21));
    expect(changes).toHaveLength(2);
    expect(state).toMatchObject({ verdict: 'clean', since: exactly(20) });
  });

  test('after a will does not make the loss a clean one', () => {
    expect(follow(says('online', 10), says('offline', 20), says('goodbye', 21)).state?.verdict).toBe('abrupt');
  });

  test('said twice is one outage, also in a family without births', () => {
    expect(follow(says('goodbye', 20, { hasBirths: false }), says('goodbye', 30, { hasBirths: false })).changes).toHaveLength(2);
  });
});

describe('a family that says only when it goes', () => {
  const will = (at: number, more: Partial<Observation> = {}) => says('offline', at, { hasBirths: false, ...more });

  test('a second live will closes the first outage and opens the next', () => {
    expect(follow(will(20), will(50)).changes).toEqual([LEARNED, went(20, 20), came(20, 50), went(50, 50)]);
  });

  test('a second queued will does so within the blind spot', () => {
    expect(follow(will(20), will(50, { freshness: 'queued', blindSince: 40 })).changes).toEqual([
      LEARNED,
      went(20, 20),
      came(20, 50),
      went(40, 50),
    ]);
  });

  test('a retained copy of the will that is known opens nothing', () => {
    expect(follow(will(20), will(50, { freshness: 'retained', blindSince: 40 })).changes).toEqual([LEARNED, went(20, 20)]);
  });

  test('a will found retained and then handed over by the queue is one, and the next one of the queue another', () => {
    const found = will(100, { freshness: 'retained', blindSince: 60 });
    const kept = (at: number) => will(at, { freshness: 'queued', blindSince: 60 });
    const known = says('heard', 10, { hasBirths: false });
    expect(follow(known, found, kept(101)).changes).toEqual([LEARNED, went(60, 100)]);
    expect(follow(known, found, kept(101), kept(102)).changes).toEqual([LEARNED, went(60, 100), came(60, 102), went(60, 102)]);
    expect(follow(known, found, kept(101)).state?.freshness).toBe('queued');
  });

  test('a queued will of a later blindness than the one that was found retained is another', () => {
    const found = will(100, { freshness: 'retained', blindSince: null });
    const { changes } = follow(found, will(500, { freshness: 'queued', blindSince: 300 }));
    expect(changes).toEqual([LEARNED, went(null, 100), came(null, 500), went(300, 500)]);
  });

  test('a sign of life in between closes the first at its time', () => {
    expect(follow(will(20), says('heard', 30, { hasBirths: false }), will(50)).changes).toEqual([
      LEARNED,
      went(20, 20),
      came(30, 30),
      went(50, 50),
    ]);
  });

  test('the will of the session that fell silent is better evidence, not a second outage', () => {
    const { state, changes } = follow(says('heard', 10, { hasBirths: false }), { silentAt: 70 }, will(90));
    expect(changes).toEqual([LEARNED, went(10, 70, 'silent'), { kind: 'verdict', verdict: 'abrupt' }]);
    expect(state).toMatchObject({ verdict: 'abrupt', since: { notBefore: 10, notAfter: 70 } });
  });

  test('an outage never ends before it began, even when the clock was set back', () => {
    const { changes } = follow(will(50), will(20));
    expect(changes).toEqual([LEARNED, went(50, 50), came(20, 20), went(20, 20)]);
  });
});

describe('silence', () => {
  test('opens an outage between the last sign of life and now', () => {
    const { state, changes } = follow(says('online', 10), says('heard', 40), { silentAt: 100 });
    expect(changes).toEqual([LEARNED, went(40, 100, 'silent')]);
    expect(state).toMatchObject({ presence: 'offline', verdict: 'silent', lastHeardAt: 40 });
  });

  test('becomes abrupt when the will comes', () => {
    const { state, changes } = follow(says('online', 10), { silentAt: 100 }, says('offline', 110));
    expect(changes.at(-1)).toEqual({ kind: 'verdict', verdict: 'abrupt' });
    expect(state).toMatchObject({ verdict: 'abrupt', since: { notBefore: 10, notAfter: 100 } });
  });

  test('becomes clean when a goodbye comes', () => {
    expect(follow(says('online', 10), { silentAt: 100 }, says('goodbye', 110)).state?.verdict).toBe('clean');
  });

  test('is ended by a sign of life', () => {
    expect(follow(says('online', 10), { silentAt: 100 }, says('heard', 110)).changes.at(-1)).toEqual(came(110, 110));
  });

  test('is not ended by the birth that the broker still holds, as it was', () => {
    const held = says('online', 110, { freshness: 'retained', blindSince: 105, isKnownBirth: true });
    const before = follow(says('online', 10), { silentAt: 100 });
    expect(follow(says('online', 10), { silentAt: 100 }, held)).toEqual(before);
    // What it says now it says itself, or said it anew.
    for (const news of [
      { ...held, isKnownBirth: false },
      { ...held, freshness: 'queued' as const },
      { ...held, freshness: 'live' as const },
    ])
      expect(follow(says('online', 10), { silentAt: 100 }, news).state?.presence).toBe('online');
  });

  test('is nothing new for a device that is offline', () => {
    expect(follow(says('offline', 10), { silentAt: 100 }).changes).toHaveLength(2);
  });

  test('never begins after it was noticed, even when the clock was set back', () => {
    expect(follow(says('online', 10), { silentAt: 5 }).changes[1]).toEqual(went(5, 5, 'silent'));
  });
});

describe('retained news', () => {
  const retained = (saying: Saying, at: number, blindSince: number | null = null) =>
    says(saying, at, { freshness: 'retained', blindSince });

  test('offline of an unknown device opens an outage with unknown beginning', () => {
    expect(follow(retained('offline', 100)).changes).toEqual([LEARNED, went(null, 100)]);
    expect(follow(retained('offline', 100, 50)).changes).toEqual([LEARNED, went(null, 100)]);
  });

  test('offline of a device known online happened while we were away', () => {
    expect(follow(says('online', 10), retained('offline', 100, 60)).changes[1]).toEqual(went(60, 100));
  });

  test('offline of a device that came online after the blind spot began happened after that', () => {
    expect(follow(says('online', 70), retained('offline', 100, 60)).changes[1]).toEqual(went(70, 100));
    expect(follow(says('online', 10), retained('offline', 100)).changes[1]).toEqual(went(10, 100));
  });

  test('online of a device known offline came back while we were away', () => {
    expect(follow(says('offline', 10), retained('online', 100, 60)).changes.at(-1)).toEqual(came(60, 100));
  });

  test('online of an unknown device makes it known, since when is not known', () => {
    const { state, changes } = follow(retained('online', 100));
    expect(changes).toEqual([LEARNED]);
    expect(state).toMatchObject({ freshness: 'retained', since: { notBefore: null, notAfter: 100 } });
  });

  test('that agrees with what is known changes nothing', () => {
    const online = follow(says('online', 10));
    expect(follow(says('online', 10), retained('online', 100, 60))).toEqual(online);
    const offline = follow(says('offline', 10));
    expect(follow(says('offline', 10), retained('offline', 100, 60))).toEqual(offline);
  });

  test('telemetry proves nothing, neither life nor death', () => {
    expect(reduce(null, retained('heard', 100))).toBeNull();
    const offline = follow(says('offline', 10));
    expect(follow(says('offline', 10), retained('heard', 100, 60))).toEqual(offline);
  });

  test('is no sign of life', () => {
    expect(follow(says('online', 10), retained('online', 100, 60)).state?.lastHeardAt).toBe(10);
  });

  test('is confirmed by the first live message, and since when stays uncertain', () => {
    const { state } = follow(retained('online', 100), says('heard', 110));
    expect(state).toMatchObject({ freshness: 'live', since: { notBefore: null, notAfter: 100 }, lastHeardAt: 110 });
  });
});

describe('queued news', () => {
  const queued = (saying: Saying, at: number, blindSince: number | null) => says(saying, at, { freshness: 'queued', blindSince });

  test('a will came while we were away', () => {
    expect(follow(says('online', 10), queued('offline', 100, 60)).changes[1]).toEqual(went(60, 100));
  });

  test('a will of an unknown device came while we were away, if we ever saw before', () => {
    expect(follow(queued('offline', 100, 60)).changes[1]).toEqual(went(60, 100));
    expect(follow(queued('offline', 100, null)).changes[1]).toEqual(went(null, 100));
  });

  test('will and birth of one blind spot are an outage within it', () => {
    const { state, changes } = follow(says('online', 10), queued('offline', 100, 60), queued('online', 101, 60));
    // When they reached us says nothing of when in the blind spot they were said.
    expect(changes).toEqual([LEARNED, went(60, 100), came(60, 101)]);
    expect(state?.presence).toBe('online');
  });

  test('a blind spot that seems to lie ahead, because the clock was set back, gives no interval that ends before it begins', () => {
    expect(follow(queued('offline', 100, 5000)).changes[1]).toEqual(went(100, 100));
    expect(follow(says('online', 10), queued('offline', 100, 5000)).changes[1]).toEqual(went(100, 100));
  });
});

describe('any messages in any order', () => {
  const time = fc.integer({ min: 0, max: 1000 });
  const observation: fc.Arbitrary<Observation> = fc.record({
    saying: fc.constantFrom<Saying>('online', 'offline', 'goodbye', 'heard'),
    verdict: fc.constantFrom<Verdict>('abrupt', 'unspecified', 'clean', 'silent', 'upstream'),
    freshness: fc.constantFrom<Freshness>('live', 'queued', 'retained'),
    at: time,
    hasBirths: fc.boolean(),
    isKnownBirth: fc.boolean(),
    blindSince: fc.option(time),
  });
  const step = fc.oneof({ weight: 5, arbitrary: observation }, { weight: 1, arbitrary: fc.record({ silentAt: time }) });
  const steps = fc.array(step, { maxLength: 20 });

  test('state and changes are consistent: an outage is closed only when one is open, and presence is what the changes say', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let state = null as DevicePresence | null;
        let open = false;
        for (const one of all) {
          const before: DevicePresence | null = state;
          const reduced: Reduced | null = 'silentAt' in one ? state && fallSilent(state, one.silentAt) : reduce(state, one);
          for (const change of reduced?.changes ?? []) {
            switch (change.kind) {
              case 'learned':
                expect(open).toBe(false);
                break;
              case 'went':
                expect(open).toBe(false);
                open = true;
                break;
              case 'came':
                expect(open).toBe(true);
                open = false;
                break;
              case 'verdict':
                expect(open).toBe(true);
                expect(change.verdict).toBe(reduced?.state.verdict);
                break;
            }
          }
          state = reduced?.state ?? before;
          if (before === null && state !== null) expect(reduced?.changes[0]).toEqual(LEARNED);
          if (reduced !== null && reduced.changes.length === 0) expect(reduced.state.since).toEqual(before?.since);
          expect(state?.presence ?? 'nothing').toBe(open ? 'offline' : state === null ? 'nothing' : 'online');
          expect(state?.verdict === null).toBe(state?.presence === 'online');
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no interval ends before it begins, and what is live is exact', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { changes } = follow(...all);
        for (const change of changes) {
          const span = change.kind === 'went' ? change.began : change.kind === 'came' ? change.ended : null;
          if (span?.notBefore != null && span.notAfter !== null) expect(span.notBefore).toBeLessThanOrEqual(span.notAfter);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a goodbye or a will that is repeated at once changes nothing in a family with births', () => {
    fc.assert(
      fc.property(steps, observation, (all, last) => {
        const one = { ...last, hasBirths: true };
        const once = follow(...all, one);
        expect(follow(...all, one, one)).toEqual(once);
      }),
    );
  });

  test('any interleaving of two devices gives the same state for each', () => {
    const tagged = fc.tuple(fc.constantFrom('a', '__proto__'), step);
    fc.assert(
      fc.property(fc.array(tagged, { maxLength: 30 }), (messages) => {
        const states = new Map<string, DevicePresence>();
        for (const [device, one] of messages) {
          const before = states.get(device) ?? null;
          const reduced = 'silentAt' in one ? before && fallSilent(before, one.silentAt) : reduce(before, one);
          if (reduced !== null) states.set(device, reduced.state);
        }
        for (const device of ['a', '__proto__']) {
          const alone = follow(...messages.filter(([who]) => who === device).map(([, one]) => one));
          expect(states.get(device) ?? null).toEqual(alone.state);
        }
      }),
    );
  });

  test('a message does not change the state it was given', () => {
    fc.assert(
      fc.property(steps, observation, (all, last) => {
        const { state } = follow(...all);
        const frozen = state && Object.freeze({ ...state, since: Object.freeze(state.since) });
        expect(() => reduce(frozen, Object.freeze(last))).not.toThrow();
      }),
    );
  });
});
