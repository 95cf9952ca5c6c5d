import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EdgeSource } from '../../main/contract/model.ts';
import { closingEdges, edgesInForce, FADE_MS, mergeEdges, type SourcedEdge } from '../../main/impact/edges.ts';

const NOW = Date.UTC(2026, 0, 31);
/** `a>b`: b hangs on a. */
const said = (source: EdgeSource, text: string, seenAt = NOW): SourcedEdge[] =>
  text.split(' ').map((pair) => {
    const [upstream = '', downstream = ''] = pair.split('>');
    return { upstream, downstream, source, seenAt };
  });
const inForce = (all: readonly SourcedEdge[], now = NOW): string[] =>
  edgesInForce(mergeEdges(all, now)).map(({ upstream, downstream }) => `${upstream}>${downstream}`);

describe('edges of several sources', () => {
  test('are one, which knows them all with when they last said so', () => {
    const all = [...said('topic', 'g>d', NOW - 5), ...said('hand', 'g>d', NOW - 9), ...said('topic', 'g>d', NOW - 1)];
    expect(mergeEdges(all, NOW)).toEqual([
      {
        upstream: 'g',
        downstream: 'd',
        state: 'in-force',
        cycle: [],
        sources: [
          { source: 'hand', seenAt: NOW - 9 },
          { source: 'topic', seenAt: NOW - 1 },
        ],
      },
    ]);
  });

  test('a learned one fades when it was not seen for long; what a person said does not', () => {
    const all = [...said('topic', 'g>a'), ...said('payload', 'g>b', NOW + 1), ...said('hand', 'g>c'), ...said('import', 'g>d')];
    expect(inForce(all, NOW + FADE_MS)).toEqual(['g>a', 'g>b', 'g>c', 'g>d']);
    expect(inForce(all, NOW + FADE_MS + 1)).toEqual(['g>b', 'g>c', 'g>d']);
    expect(mergeEdges(all, NOW + FADE_MS + 1)[0]).toMatchObject({ downstream: 'a', state: 'faded' });
  });

  test('a faded one is in force again when it is seen again', () => {
    expect(inForce([...said('topic', 'g>a', NOW - 2 * FADE_MS), ...said('topic', 'g>a')])).toEqual(['g>a']);
  });
});

describe('a cycle', () => {
  test('is broken where the least trusted closes it, and says how it went', () => {
    const all = [...said('topic', 'a>b'), ...said('hand', 'b>c'), ...said('payload', 'c>a')];
    expect(inForce(all)).toEqual(['b>c', 'c>a']);
    expect(mergeEdges(all, NOW)[0]).toMatchObject({ state: 'breaks-cycle', cycle: ['a', 'b', 'c', 'a'] });
  });

  test('is told without its way where there are more than can be looked through, and never counted on', () => {
    const pairs = (from: number, to: (i: number) => string) => Array.from({ length: 2000 }, (_, i) => to(i + from));
    const chain = said('hand', pairs(0, (i) => `n${i}>n${i + 1}`).join(' '));
    const back = said('payload', pairs(0, (i) => `n2000>n${i}`).join(' '));
    const merged = mergeEdges([...chain, ...back], NOW);
    const broken = merged.filter(({ state }) => state === 'breaks-cycle');
    expect(broken).toHaveLength(2000);
    expect([broken[0]?.cycle.length, broken.at(-1)?.cycle.length]).toEqual([2002, 0]);
  });

  test('of one device that hangs on itself is left out', () => {
    expect(mergeEdges(said('payload', 'a>a'), NOW)).toMatchObject([{ state: 'breaks-cycle', cycle: ['a', 'a'] }]);
  });

  test('of what is faded is none', () => {
    expect(inForce([...said('topic', 'a>b', NOW - 2 * FADE_MS), ...said('topic', 'b>a')])).toEqual(['b>a']);
  });

  test('among those one hand set is closed by the one set last', () => {
    const list = said('hand', 'a>b b>c c>d d>b');
    expect(closingEdges(list)).toEqual([{ edge: list[3], cycle: ['d', 'b', 'c', 'd'] }]);
  });

  test('of 100,000 devices, and a chain as long, are looked through in reasonable time', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => ({ upstream: `d${i}`, downstream: `d${i + 1}` }));
    expect(closingEdges(chain)).toEqual([]);
    const [found, ...others] = closingEdges([...chain, { upstream: 'd100000', downstream: 'd0' }]);
    expect(found?.cycle).toHaveLength(100_002);
    expect(others).toEqual([]);
  });
});

test('whatever was said: what is in force has no cycle, loses nothing needlessly, and does not depend on the order', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const source = fc.constantFrom<EdgeSource[]>('hand', 'import', 'topic', 'payload', 'convention');
  const anything = fc.array(
    fc.record({ upstream: name, downstream: name, source, seenAt: fc.constantFrom(NOW, NOW - 2 * FADE_MS) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(
      anything.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const merged = mergeEdges(all, NOW);
        expect(mergeEdges(shuffled, NOW)).toEqual(merged);
        const kept = edgesInForce(merged);
        expect(closingEdges(kept)).toEqual([]);
        for (const edge of merged) {
          if (edge.state !== 'breaks-cycle') continue;
          expect(closingEdges([...kept, edge])).toHaveLength(1);
          expect([edge.cycle[0], edge.cycle[1], edge.cycle.at(-1)]).toEqual([edge.upstream, edge.downstream, edge.upstream]);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
