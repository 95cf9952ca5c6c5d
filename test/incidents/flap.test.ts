import { expect, it } from 'vitest';
import { FLAP_LIMIT, FLAP_WINDOW_MS, Flaps } from '../../main/incidents/flap.ts';

const MINUTE = 60_000;

it('tells the first losses, then that the device comes and goes, then nothing until it was quiet for the window', () => {
  const flaps = new Flaps();
  const decided = Array.from({ length: 6 }, (_, n) => flaps.decide('pump', n * MINUTE));
  expect(decided).toEqual(['tell', 'tell', 'tell', 'tell-flapping', 'silent', 'silent']);
  expect(flaps.decide('pump', 5 * MINUTE + FLAP_WINDOW_MS)).toBe('tell');
});

it('remembers a device that flaps while thousands of others are lost once, and forgets who was lost longest ago', () => {
  const flaps = new Flaps();
  for (let n = 0; n < FLAP_LIMIT; n++) flaps.decide('pump', n);
  flaps.decide('gone', 3);
  for (let n = 0; n < 9998; n++) flaps.decide(`other-${n}`, 4);
  expect(flaps.decide('pump', 5)).toBe('tell-flapping');
  for (let n = 0; n < 5000; n++) flaps.decide(`more-${n}`, 6);
  expect(flaps.decide('pump', 7)).toBe('silent');
  for (let n = 0; n < FLAP_LIMIT; n++) expect(flaps.decide('gone', 8 + n)).toBe('tell');
});
