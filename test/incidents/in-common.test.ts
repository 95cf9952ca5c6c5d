import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, inCommon } from '../../main/incidents/in-common.ts';

const device = (site: string, over: Partial<Facts> = {}): Facts => ({
  connectionId: 'p',
  site,
  topic: `plant/${site}/dev/status`,
  upstream: null,
  ...over,
});
const many = (n: number, facts: Facts): Facts[] => Array.from({ length: n }, () => facts);
const said = (lost: readonly Facts[], watched: readonly Facts[]): string[] =>
  inCommon(lost, watched).map(({ kind, value, count }) => `${kind} ${value} ${count}`);

describe('what many lost devices have in common', () => {
  const north = device('north');
  const others = [...many(30, device('south')), ...many(30, device('east'))];

  test('is the site, and the beginning of their topics, where the others are elsewhere', () => {
    const lost = [...many(12, north), ...many(2, device('south'))];
    expect(said(lost, [...many(40, north), ...others])).toEqual(['site north 12', 'topic plant/north/dev 12']);
  });
  test('is no news where all devices have it: 14 of 14 on the only broker', () => {
    expect(said(many(14, north), many(40, north))).toEqual([]);
    expect(said(many(14, north), [...many(40, north), ...many(2, device('south'))])).toEqual([]);
  });
  test('is the broker, where there are others', () => {
    const lost = many(8, device('', { topic: 'a' }));
    const elsewhere = many(60, device('', { topic: 'b', connectionId: 'q' }));
    expect(said(lost, [...lost, ...elsewhere])).toEqual(['connection p 8']);
  });
  test('is what they hang on, before all else; or that they hang on nothing known', () => {
    const cabinet = device('north', { upstream: 'p/cabinet' });
    const placed = many(60, device('north', { upstream: 'p/other' }));
    expect(said(many(5, cabinet), [...many(5, cabinet), ...placed])).toEqual(['upstream p/cabinet 5']);
    expect(said(many(5, device('north')), [...many(5, device('north')), ...placed])).toEqual(['no-upstream  5']);
  });
  test('is the longest beginning of a topic that most of them share, by whole levels', () => {
    const of = (topic: string) => device('', { topic });
    const lost = [...many(6, of('a/b/c/x')), ...many(5, of('a/b/d/x'))];
    expect(said(lost, [...lost, ...many(80, of('a/bb/c/x')), ...many(80, of('z'))])).toEqual(['topic a/b 11']);
  });
  test('is nothing of two, or of less than half', () => {
    const rest = many(500, device('far', { topic: 'far/x' }));
    expect(said(many(2, north), [...many(2, north), ...rest])).toEqual([]);
    const scattered = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => device(`s${n}`, { topic: `${n}/x` }));
    expect(said([...many(3, north), ...scattered], [...many(3, north), ...scattered, ...rest])).toEqual([]);
  });
  test('is found in topics that nobody would make, without taking long', () => {
    const deep = device('', { topic: Array.from({ length: 20_000 }, () => 'x').join('/') });
    expect(said(many(4, deep), [...many(4, deep), ...others])).toEqual([
      `topic ${Array.from({ length: 16 }, () => 'x').join('/')} 4`,
    ]);
  });
});

const facts = fc.record({
  connectionId: fc.constantFrom('p', 'q'),
  site: fc.constantFrom('', 'north', 'south', 'a/b'),
  topic: fc.constantFrom('', 'a', 'a/b', 'a/b/c', 'a/d/c', '/x/y'),
  upstream: fc.constantFrom(null, 'p/g1', 'q/g1'),
});

test('order makes no difference, counts are true, and what everybody has is never told', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 20 }), fc.array(facts, { maxLength: 60 }), (lost, rest) => {
      const watched = [...lost, ...rest];
      const traits = inCommon(lost, watched);
      expect(inCommon(lost.toReversed(), watched.toReversed())).toEqual(traits);
      for (const { kind, value, count } of traits) {
        const holds = (one: Facts): boolean => {
          if (kind === 'topic') return one.topic.startsWith(`${value}/`);
          if (kind === 'no-upstream') return one.upstream === null;
          return value === (kind === 'connection' ? one.connectionId : kind === 'site' ? one.site : one.upstream);
        };
        if (kind === 'site') expect(lost.filter(holds).length).toBeGreaterThanOrEqual(count);
        else expect(lost.filter(holds)).toHaveLength(count);
        expect(count).toBeGreaterThanOrEqual(Math.max(3, lost.length / 2));
        if (kind !== 'site') expect(watched.every(holds)).toBe(false);
      }
    }),
  );
});
