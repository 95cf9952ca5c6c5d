import { expect, test } from 'vitest';
import { reasonForSilence } from '../../main/incidents/silence.ts';

const outage = { verdict: 'abrupt', freshness: 'live', quiet: false, knownOnline: true } as const;

test.each([
  ['a will is told', outage, null],
  ['the will of a device not known before is told', { ...outage, knownOnline: false }, null],
  ['a queued will is told', { ...outage, freshness: 'queued', knownOnline: false }, null],
  ['a device that fell silent is told', { ...outage, verdict: 'silent' }, null],
  ['a goodbye is not told', { ...outage, verdict: 'clean' }, 'goodbye'],
  ['a will that asks for no action is not told', { ...outage, quiet: true }, 'asks-quiet'],
  ['a will found at subscribe is old news', { ...outage, freshness: 'retained', knownOnline: false }, 'old-news'],
  ['a will found at subscribe of a device last known online is told', { ...outage, freshness: 'retained' }, null],
] as const)('%s', (_what, facts, reason) => {
  expect(reasonForSilence(facts)).toBe(reason);
});
