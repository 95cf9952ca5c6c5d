import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Mute, MuteIndex, placeKey } from '../../main/incidents/mute.ts';

const mute = (id: number, scope: Mute['scope'], keys: readonly string[], until: number | null = null): Mute => ({
  id,
  scope,
  keys,
  until,
});
const d1 = { key: 'p/d1', connectionId: 'p' };
const up: Record<string, readonly string[]> = { 'p/d1': ['p/gw1', 'p/gw2'], 'p/gw1': ['p/router'], 'p/router': ['p/gw1'] };
const upstreams = (key: string): readonly string[] => up[key] ?? [];
const siteOf = (key: string): string => (key === 'p/d1' ? 'north' : '');
const ids = (mutes: readonly Mute[]): number[] => mutes.map(({ id }) => id);

test('a device is covered by its own mute, a gateway above it at any height, its site, its connection, and everything', () => {
  const index = new MuteIndex([
    mute(1, 'devices', ['p/d1', 'p/d9']),
    mute(2, 'gateway', ['p/router']),
    mute(3, 'gateway', ['p/gw2']),
    mute(4, 'connection', ['p']),
    mute(5, 'all', []),
    mute(6, 'devices', ['p/gw1']),
    mute(7, 'connection', ['q']),
    mute(8, 'gateway', ['p/other']),
    mute(9, 'site', [placeKey('p', 'north')]),
    mute(10, 'site', [placeKey('q', 'north')]),
    mute(11, 'site', [placeKey('p', '')]),
  ]);
  expect(ids(index.covering(d1, upstreams, siteOf, 0)).sort()).toEqual([1, 2, 3, 4, 5, 9]);
  expect(ids(index.covering({ key: 'p/router', connectionId: 'p' }, upstreams, siteOf, 0))).toContain(2);
  expect(ids(index.coveringConnection('q', 0)).sort()).toEqual([5, 7]);
  expect(ids(index.coveringAll(0))).toEqual([5]);
});

test('a mute is over at its end, and the one that lasts longest comes first', () => {
  const index = new MuteIndex([mute(1, 'all', [], 10), mute(2, 'devices', ['p/d1'], 30), mute(3, 'connection', ['p'], 20)]);
  expect(ids(index.covering(d1, upstreams, siteOf, 9))).toEqual([2, 3, 1]);
  expect(ids(index.covering(d1, upstreams, siteOf, 10))).toEqual([2, 3]);
  expect(ids(index.covering(d1, upstreams, siteOf, 30))).toEqual([]);
  expect(ids(new MuteIndex([mute(1, 'all', [], 10), mute(2, 'all', [])]).coveringAll(0))).toEqual([2, 1]);
});

test('what is covered is what one of the mutes alone would cover', () => {
  const keys = ['p/d1', 'p/gw1', 'p/router', 'q/x'];
  const one = fc.record({
    id: fc.nat(),
    scope: fc.constantFrom('all' as const, 'devices' as const, 'gateway' as const, 'connection' as const, 'site' as const),
    keys: fc.array(fc.constantFrom(...keys, 'p', 'q', 'p/north'), { maxLength: 3 }),
    until: fc.option(fc.nat(20)),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), fc.constantFrom(...keys), fc.nat(20), (mutes, key, now) => {
      const device = { key, connectionId: key.slice(0, 1) };
      const alone = mutes.filter((mute) => new MuteIndex([mute]).covering(device, upstreams, siteOf, now).length > 0);
      expect(new Set(new MuteIndex(mutes).covering(device, upstreams, siteOf, now))).toEqual(new Set(alone));
    }),
  );
});
