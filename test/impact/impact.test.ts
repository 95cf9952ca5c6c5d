import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edge, type Impact, Topology } from '../../main/impact/topology.ts';

/** `a>b c>d`: b hangs on a, d hangs on c. */
const edges = (text: string): Edge[] =>
  text.split(' ').map((pair) => {
    const [upstream = '', downstream = ''] = pair.split('>');
    return { upstream, downstream };
  });
const among = (...down: readonly string[]) => {
  const set = new Set(down);
  return (key: string): boolean => set.has(key);
};
const impact = (text: string, went: string, ...down: readonly string[]): Impact =>
  new Topology(edges(text)).impact(went.split(' '), among(...down));
const keys = (list: readonly { readonly key: string }[]): string[] => list.map(({ key }) => key);

describe('what is only degraded', () => {
  test('lost one of its upstreams and lives on another', () => {
    const { lost, degraded } = impact('g1>d g2>d g1>e', 'g1');
    expect(keys(lost)).toEqual(['e']);
    expect(degraded).toEqual([{ key: 'd', kind: 'device', depth: 1 }]);
  });

  test('is not what hangs below it: that is carried as before', () => {
    expect(keys(impact('r>g1 r>g2 g1>h g2>h h>d', 'g1').degraded)).toEqual(['h']);
  });

  test('is lost when the other upstream hangs on nothing that lives', () => {
    const { lost, degraded } = impact('g1>d top>g2 g2>d', 'g1', 'top');
    expect([keys(lost), keys(degraded)]).toEqual([['d'], []]);
  });

  test('is also what is down by itself: when it comes back, it has one upstream less', () => {
    expect(keys(impact('g1>d g2>d', 'g1', 'd').degraded)).toEqual(['d']);
  });
});

describe('what would be next', () => {
  test('is the upstream that is left, with all that only it carries', () => {
    expect(impact('g1>a g2>a g1>b g2>b g1>c g2>c g3>c', 'g1').next).toEqual([{ key: 'g2', carries: ['a', 'b'] }]);
  });

  test('is first what carries most', () => {
    expect(impact('g>a x>a g>b y>b g>c y>c', 'g').next.map(({ key }) => key)).toEqual(['y', 'x']);
  });
});

test('what went together takes down what each of them alone leaves carried', () => {
  expect(keys(impact('g1>d g2>d', 'g1 g2').lost)).toEqual(['d']);
  expect(keys(impact('g1>d g2>d', 'g1').lost)).toEqual([]);
});

describe('the root of a loss', () => {
  const root = (text: string, key: string, ...down: readonly string[]): string | null =>
    new Topology(edges(text)).rootOf(key, among(...down));

  test.each<[string, string, string, readonly string[], string | null]>([
    ['the topmost of a chain', 'r>g g>d', 'd', ['d', 'g', 'r'], 'r'],
    ['not above what lives', 'r>g g>d', 'd', ['g'], 'g'],
    ['nothing, when a way up is left', 'g>d h>d', 'd', ['g'], null],
    ['the nearest to the top of several', 'x>d z>y y>d', 'd', ['x', 'y'], 'x'],
    ['the first by key of several', 'h>d g>d', 'd', ['h', 'g'], 'g'],
    ['not what another way had lost anyway', 'k>b h>b b>c', 'c', ['k', 'b'], 'b'],
    ['what hangs between, through something that is only cut off', 'r>g g>d', 'd', ['r'], 'r'],
  ])('is %s', (_what, text, key, down, expected) => {
    expect(root(text, key, ...down)).toBe(expected);
  });

  test('is only one that may explain it', () => {
    expect(new Topology(edges('h>d g>d')).rootOf('d', among('g', 'h'), (key) => key !== 'g')).toBe('h');
  });
});

describe('any topology', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
  const name = fc.constantFrom(...NAMES);
  /** Without cycles: later names hang on earlier ones. */
  const anyEdges = fc
    .array(fc.tuple(name, name), { maxLength: 16 })
    .map((pairs) => pairs.flatMap(([a, b]) => (a < b ? [{ upstream: a, downstream: b }] : [])));
  const some = fc.subarray([...NAMES]);

  test('whatever is cut off by something else since some came or went is exposed to them', () => {
    fc.assert(
      fc.property(anyEdges, some, some, (all, before, turned) => {
        const topology = new Topology(all);
        const [was, is] = [
          new Set<string>(before),
          new Set<string>(NAMES.filter((one) => before.includes(one) !== turned.includes(one))),
        ];
        const exposed = new Set(topology.exposedTo(turned, (key) => is.has(key)));
        for (const key of NAMES) {
          if (topology.cutOffBy(key, (one) => was.has(one)) === topology.cutOffBy(key, (one) => is.has(one))) continue;
          expect(exposed.has(key) || (turned as readonly string[]).includes(key)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('impact of a union is the union of impacts, and what was carried only by the other', () => {
    fc.assert(
      fc.property(anyEdges, some, some, some, (all, one, other, down) => {
        const topology = new Topology(all);
        const of = (went: readonly string[]) => topology.impact(went, among(...down));
        const union = [...new Set([...one, ...other])];
        const together = of(union);
        const [first, second] = [of(one), of(other)];
        const each = new Set(
          [...keys(first.lost), ...keys(second.lost)].filter((key) => !(union as readonly string[]).includes(key)),
        );
        for (const key of each) expect(keys(together.lost)).toContain(key);
        // What is lost only together was degraded before, or hangs on something that was.
        const redundant = new Set([...keys(first.degraded), ...keys(second.degraded)]);
        const below = new Set([...redundant, ...topology.exposedTo(redundant, () => false)]);
        for (const key of keys(together.lost))
          if (!each.has(key)) expect(below.has(key) || (down as readonly string[]).includes(key)).toBe(true);
        // Nothing is both, and what is degraded lives on something that is not gone.
        for (const key of keys(together.degraded)) {
          expect(keys(together.lost)).not.toContain(key);
          const gone = new Set([...union, ...down, ...keys(together.lost)]);
          expect(topology.upstreams(key).some((up) => gone.has(up))).toBe(true);
          expect(topology.upstreams(key).some((up) => !gone.has(up))).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('without redundancy the union is exact', () => {
    const tree = fc
      .array(fc.nat({ max: 6 }), { minLength: 7, maxLength: 7 })
      .map((parents) => parents.map((at, i) => ({ upstream: NAMES[Math.min(at, i)]!, downstream: NAMES[i + 1]! })));
    fc.assert(
      fc.property(tree, some, some, (all, one, other) => {
        const of = (went: readonly string[]) => keys(new Topology(all).impact(went, () => false).lost);
        const union = [...new Set([...one, ...other])];
        const each = [...of(one), ...of(other)].filter((key) => !(union as readonly string[]).includes(key));
        expect([...of(union)].sort()).toEqual([...new Set(each)].sort());
      }),
      { numRuns: 1000 },
    );
  });

  test('a device has a root exactly when it is cut off, and the root itself is down and not cut off', () => {
    fc.assert(
      fc.property(anyEdges, name, some, (all, key, down) => {
        const topology = new Topology(all);
        const isDown = among(...down);
        const root = topology.rootOf(key, isDown);
        expect(root === null).toBe(topology.cutOffBy(key, isDown) === null);
        if (root === null) return;
        expect(down).toContain(root);
        expect(topology.cutOffBy(root, isDown)).toBeNull();
        expect(keys(topology.impactOf(root, isDown))).toContain(key);
      }),
      { numRuns: 3000 },
    );
  });
});
