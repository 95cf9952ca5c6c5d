import { describe, expect, test } from 'vitest';
import type { DeviceState, Verdict } from '../../main/contract/model.ts';
import { deviceState } from '../../main/contract/requests.ts';
import { type StateFacts, stateOf, WORST_FIRST } from '../../main/incidents/device-state.ts';

const facts = (more: Partial<StateFacts>): StateFacts => ({
  presence: 'online',
  verdict: null,
  blind: false,
  holding: false,
  cutOff: false,
  ...more,
});

describe('the state of a device', () => {
  test.each<[string, Partial<StateFacts>, DeviceState]>([
    ['online', {}, 'online'],
    ['online, and what it hangs on is gone', { cutOff: true }, 'upstream'],
    ['never heard of', { presence: 'unknown' }, 'unknown'],
    ['never heard of, and what it hangs on is gone', { presence: 'unknown', cutOff: true }, 'upstream'],
    ['gone, and held', { presence: 'offline', verdict: 'abrupt', holding: true }, 'checking'],
    ['gone', { presence: 'offline', verdict: 'abrupt' }, 'abrupt'],
    ['gone, and nothing says how', { presence: 'offline', verdict: null }, 'unspecified'],
    ['gone with its gateway', { presence: 'offline', verdict: 'abrupt', cutOff: true }, 'upstream'],
    ['signed off before its gateway went', { presence: 'offline', verdict: 'clean', cutOff: true }, 'clean'],
    ['believed online while we cannot see', { blind: true }, 'unknown'],
    [
      'gone, held and cut off while we cannot see',
      { presence: 'offline', verdict: 'abrupt', blind: true, holding: true, cutOff: true },
      'unknown',
    ],
  ])('%s', (_what, more, state) => {
    expect(stateOf(facts(more))).toBe(state);
  });

  test('is the verdict of its outage when nothing else is known', () => {
    for (const verdict of ['abrupt', 'clean', 'silent', 'upstream', 'unspecified'] satisfies Verdict[])
      expect(stateOf(facts({ presence: 'offline', verdict }))).toBe(verdict);
  });
});

test('the order from worst to best has every state once', () => {
  expect([...WORST_FIRST].sort()).toEqual([...deviceState.options].sort());
});
