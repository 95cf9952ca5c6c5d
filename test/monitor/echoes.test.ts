import { expect, it } from 'vitest';
import { Echoes } from '../../main/monitor/echoes.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const payload = (text: string) => Buffer.from(text);

it('knows what was republished a moment ago by topic, payload and connection', () => {
  const clock = new FakeClock();
  const echoes = new Echoes(clock, (id) => id);
  echoes.sent('a', 't', payload('x'), 2);
  expect(echoes.hopsOf('a', 't', payload('x'))).toBe(2);
  expect(echoes.hopsOf('b', 't', payload('x'))).toBe(0);
  expect(echoes.hopsOf('a', 'u', payload('x'))).toBe(0);
  expect(echoes.hopsOf('a', 't', payload('y'))).toBe(0);
  clock.advance(60_001);
  expect(echoes.hopsOf('a', 't', payload('x'))).toBe(0);
});

it('the longest chain counts, and the oldest is forgotten when there are too many', () => {
  const echoes = new Echoes(new FakeClock(), (id) => id);
  echoes.sent('a', 't', payload('x'), 3);
  echoes.sent('a', 't', payload('x'), 1);
  expect(echoes.hopsOf('a', 't', payload('x'))).toBe(3);
  for (let n = 0; n < 10_001; n++) echoes.sent('a', 't', payload(String(n)), 1);
  expect(echoes.hopsOf('a', 't', payload('x'))).toBe(0);
  expect(echoes.hopsOf('a', 't', payload('10000'))).toBe(1);
});
