import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edge, Topology } from '../../main/impact/topology.ts';

/** `a>b c>d`: b hangs on a, d hangs on c. */
const edges = (text: string): Edge[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((pair) => {
      const [upstream = '', downstream = ''] = pair.split('>');
      return { upstream, downstream };
    });
const among = (...down: readonly string[]) => {
  const set = new Set(down);
  return (key: string): boolean => set.has(key);
};
const nothing = among();
const impact = (text: string, key: string, down = nothing): string[] =>
  new Topology(edges(text)).impactOf(key, down).map((one) => `${one.key}${one.kind === 'gateway' ? '*' : ''} ${one.depth}`);

describe('impact', () => {
  test('is everything below, gateways first, then by depth, then by key', () => {
    expect(impact('r>g2 r>g1 g1>b g1>a g2>c r>z g2>h h>d', 'r')).toEqual([
      'g1* 1',
      'g2* 1',
      'h* 2',
      'z 1',
      'a 2',
      'b 2',
      'c 2',
      'd 3',
    ]);
  });

  test('of a device that nothing hangs on, or that is not known, is nothing', () => {
    expect(impact('r>a', 'a')).toEqual([]);
    expect(impact('r>a', 'elsewhere')).toEqual([]);
    expect(impact('', 'r')).toEqual([]);
  });

  test('leaves out what a second upstream carries', () => {
    expect(impact('g1>d g2>d g1>e', 'g1')).toEqual(['e 1']);
  });

  test('takes it in once the second upstream is gone too', () => {
    expect(impact('g1>d g2>d', 'g1', among('g2'))).toEqual(['d 1']);
  });

  test('takes it in when both upstreams hang on what went, and counts the shortest way', () => {
    expect(impact('r>g1 r>g2 g1>d g2>d', 'r')).toEqual(['g1* 1', 'g2* 1', 'd 2']);
    expect(impact('r>d r>b b>d', 'r')).toEqual(['b* 1', 'd 1']);
    expect(impact('b>d r>b r>d', 'r')).toEqual(['b* 1', 'd 1']);
  });

  test('a second upstream that is itself cut off carries nothing', () => {
    expect(impact('g>d top>h h>d', 'g', among('top'))).toEqual(['d 1']);
    expect(impact('g>d top>h h>d', 'g')).toEqual([]);
  });

  test('does not blame a device for what another one took down', () => {
    expect(impact('k>b h>b b>c', 'k', among('b'))).toEqual([]);
  });

  test('goes through what is already down', () => {
    expect(impact('r>g g>d', 'r', among('g', 'd'))).toEqual(['g* 1', 'd 2']);
  });

  test('an edge that stands twice, or leads to itself, counts once or not at all', () => {
    expect(impact('r>d r>d d>d', 'r')).toEqual(['d 1']);
  });
});

describe('cycles do no harm', () => {
  test('two that hang on each other do not take each other down', () => {
    const pair = new Topology(edges('a>b b>a'));
    expect(pair.impactOf('a', nothing)).toEqual([]);
    expect(pair.cutOffBy('b', among('a'))).toBeNull();
    expect(pair.cutOffBy('a', among('a', 'b'))).toBeNull();
    expect(pair.cutOffBy('b', among('a', 'b'))).toBeNull();
  });

  test('two that carry each other below a router go with the router', () => {
    const text = 'r>a r>b a>b b>a b>d';
    expect(impact(text, 'r')).toEqual(['a* 1', 'b* 1', 'd 2']);
    expect(impact(text, 'a')).toEqual([]);
    const topology = new Topology(edges(text));
    expect(topology.cutOffBy('a', among('r'))).toBe('r');
    expect(topology.cutOffBy('a', among('r', 'a', 'b'))).toBe('r');
    expect(topology.cutOffBy('b', among('r', 'a', 'b'))).toBe('r');
  });

  test('what hangs on a ring goes with the one that carries it', () => {
    expect(impact('a>b b>c c>a b>d d>e', 'b')).toEqual(['d* 1', 'e 2']);
  });

  test('a path through a ring ends', () => {
    const ring = new Topology(edges('a>b b>c c>a c>d'));
    expect(ring.path('d')).toEqual(['a', 'b', 'c']);
    expect(ring.path('a')).toEqual(['b', 'c']);
  });
});

describe('what cuts a device off', () => {
  const by = (text: string, key: string, ...down: readonly string[]): string | null =>
    new Topology(edges(text)).cutOffBy(key, among(...down));

  test.each<[string, string, string, readonly string[], string | null]>([
    ['its gateway', 'g>d', 'd', ['g'], 'g'],
    ['nothing, when its gateway lives', 'g>d', 'd', ['d'], null],
    ['nothing, when it hangs on nothing', 'g>d', 'g', ['g', 'd'], null],
    ['nothing, when it is not known', 'g>d', 'x', ['g'], null],
    ['the gateway of its gateway', 'r>g g>d', 'd', ['r'], 'r'],
    ['the nearest of two in a chain', 'r>g g>d', 'd', ['r', 'g'], 'g'],
    ['nothing, when a second upstream lives', 'g>d h>d', 'd', ['g'], null],
    ['the nearest of several upstreams', 'r>h h>d g>d', 'd', ['r', 'g'], 'g'],
    ['one of two upstreams', 'h>d g>d', 'd', ['h', 'g'], 'g'],
    ['what two upstreams share', 'r>g r>h g>d h>d', 'd', ['r'], 'r'],
    ['nothing, when of two ways up one is left', 'r>g r>h g>d h>d', 'd', ['g'], null],
  ])('is %s', (_what, text, key, down, cause) => {
    expect(by(text, key, ...down)).toBe(cause);
  });
});

describe('the place of a device', () => {
  const topology = new Topology(edges('r>g g>d r2>g __proto__>constructor'));

  test('is the first chain of upstreams, from the top down', () => {
    expect(topology.path('d')).toEqual(['r', 'g']);
    expect(topology.path('r')).toEqual([]);
    expect(topology.path('unknown')).toEqual([]);
  });

  test('makes a gateway of what others hang on', () => {
    expect(topology.kind('g')).toBe('gateway');
    expect(topology.kind('d')).toBe('device');
    expect(topology.kind('toString')).toBe('device');
    expect(topology.kind('__proto__')).toBe('gateway');
    expect(topology.upstreams('constructor')).toEqual(['__proto__']);
  });
});

describe('large plants', () => {
  const SIZE = 100_000;
  const many = (make: (i: number) => Edge): Edge[] => Array.from({ length: SIZE }, (_, i) => make(i));

  test('a chain of 100,000', () => {
    const chain = new Topology(many((i) => ({ upstream: `d${i}`, downstream: `d${i + 1}` })));
    expect(chain.impactOf('d0', nothing)).toHaveLength(SIZE);
    expect(chain.cutOffBy(`d${SIZE}`, among('d0'))).toBe('d0');
    expect(chain.cutOffBy(`d${SIZE}`, nothing)).toBeNull();
    expect(chain.path(`d${SIZE}`)).toHaveLength(SIZE);
  });

  test('a ring of 100,000', () => {
    const ring = new Topology(many((i) => ({ upstream: `d${i}`, downstream: `d${(i + 1) % SIZE}` })));
    expect(ring.impactOf('d0', nothing)).toEqual([]);
    expect(ring.cutOffBy('d1', among('d0'))).toBeNull();
  });

  test('100,000 devices behind one gateway, each asked', () => {
    const star = new Topology(many((i) => ({ upstream: 'g', downstream: `d${i}` })));
    expect(star.impactOf('g', nothing)).toHaveLength(SIZE);
    const down = among('g');
    for (let i = 0; i < SIZE; i++) if (star.cutOffBy(`d${i}`, down) !== 'g') expect.fail(`d${i}`);
  });

  test('one device behind 100,000 gateways', () => {
    const fan = new Topology(many((i) => ({ upstream: `g${i}`, downstream: 'd' })));
    expect(fan.impactOf('g0', nothing)).toEqual([]);
    expect(fan.impactOf('g0', () => true)).toEqual([{ key: 'd', kind: 'device', depth: 1 }]);
  });

  test('1,000 gateways in two redundant rows of 100 devices, each asked', () => {
    const text: Edge[] = [];
    for (let g = 0; g < 1000; g++) {
      text.push({ upstream: g % 2 === 0 ? 'r0' : 'r1', downstream: `g${g}` });
      for (let d = 0; d < 100; d++)
        for (const up of [g, (g + 1) % 1000]) text.push({ upstream: `g${up}`, downstream: `g${g}d${d}` });
    }
    const plant = new Topology(text);
    for (let g = 0; g < 1000; g++) if (plant.impactOf(`g${g}`, nothing).length > 0) expect.fail(`g${g}`);
    expect(plant.impactOf('r0', nothing)).toHaveLength(500);
    expect(plant.impactOf('r0', among('r1'))).toHaveLength(500 + 100_000);
  });

  test('60 diamonds one below the other are no 2 to the power of 60', () => {
    const text: Edge[] = [];
    for (let i = 0; i < 60; i++)
      for (const side of ['l', 'r'])
        text.push({ upstream: `n${i}`, downstream: `${side}${i}` }, { upstream: `${side}${i}`, downstream: `n${i + 1}` });
    const diamonds = new Topology(text);
    expect(diamonds.cutOffBy('n60', nothing)).toBeNull();
    expect(diamonds.cutOffBy('n60', among('n0'))).toBe('n0');
    expect(diamonds.impactOf('n0', nothing)).toHaveLength(180);
  });
});

describe('any topology', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
  const name = fc.constantFrom(...NAMES);
  const anyEdges = fc.array(fc.record({ upstream: name, downstream: name }), { maxLength: 14 });
  const anyDown = fc.subarray([...NAMES]);

  /** Ways to the top by brute force: a top hangs on nothing, or stands in or above a ring of things that hang on nothing. */
  function model(all: readonly Edge[]) {
    const proper = all.filter((edge) => edge.upstream !== edge.downstream);
    const ups = (key: string) => proper.filter((edge) => edge.downstream === key).map((edge) => edge.upstream);
    const grow = (from: readonly string[], step: (key: string) => readonly string[]): Set<string> => {
      const found = new Set(from.flatMap(step));
      for (const one of found) for (const next of step(one)) found.add(next);
      return found;
    };
    const above = (key: string) => grow([key], ups);
    const belowAny = (key: string) =>
      grow([key], (one) => proper.filter((edge) => edge.upstream === one).map((edge) => edge.downstream));
    const roots = NAMES.filter((key) => ups(key).length === 0);
    const rootless = NAMES.filter((key) => !roots.includes(key) && !roots.some((root) => above(key).has(root)));
    const inRing = (key: string) => rootless.some((one) => one === key) && above(key).has(key);
    const tops = new Set<string>([...roots, ...rootless.filter((key) => inRing(key) || [...belowAny(key)].some(inRing))]);
    const isCarried = (key: string, gone: (key: string) => boolean): boolean =>
      tops.has(key) ||
      [...grow([key], (one) => (one !== key && tops.has(one) ? [] : ups(one).filter((up) => !gone(up))))].some((up) =>
        tops.has(up),
      );
    return { isCarried, ups };
  }

  test('impact is what hangs on the device and nothing carries, as brute force says', () => {
    fc.assert(
      fc.property(anyEdges, name, anyDown, (all, key, down) => {
        const { isCarried, ups } = model(all);
        const gone = among(key, ...down);
        const lost = new Set<string>([key]);
        for (let grown = -1; grown < lost.size; ) {
          grown = lost.size;
          for (const one of NAMES) if (!isCarried(one, gone) && ups(one).some((up) => lost.has(up))) lost.add(one);
        }
        lost.delete(key);
        const impacted = new Topology(all).impactOf(key, among(...down)).map((one) => one.key);
        expect([...impacted].sort()).toEqual([...lost].sort());
      }),
      { numRuns: 3000 },
    );
  });

  test('a device is cut off exactly when no way to the top is left, by something above it that is down', () => {
    fc.assert(
      fc.property(anyEdges, name, anyDown, (all, key, down) => {
        const cause = new Topology(all).cutOffBy(key, among(...down));
        expect(cause === null).toBe(model(all).isCarried(key, among(...down)));
        if (cause !== null) expect(down).toContain(cause);
      }),
      { numRuns: 3000 },
    );
  });

  test('following what cut it off always ends at an outage that nothing explains: somebody is always told', () => {
    fc.assert(
      fc.property(anyEdges, anyDown, (all, down) => {
        const topology = new Topology(all);
        for (const key of down) {
          const seen = new Set<string>();
          for (let here: string | null = key; here !== null; here = topology.cutOffBy(here, among(...down))) {
            expect(seen.has(here)).toBe(false);
            seen.add(here);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('what an outage affects is cut off, and counts the impact of two together at least the impact of each', () => {
    fc.assert(
      fc.property(anyEdges, name, name, (all, a, b) => {
        const topology = new Topology(all);
        const keys = (key: string, ...down: readonly string[]) => topology.impactOf(key, among(...down)).map((one) => one.key);
        for (const key of keys(a)) expect(topology.cutOffBy(key, among(a))).not.toBeNull();
        const together = new Set([...keys(a, b), ...keys(b, a), a, b]);
        for (const key of [...keys(a), ...keys(b)]) expect(together).toContain(key);
      }),
      { numRuns: 1000 },
    );
  });

  test('the order of the edges, and an edge told twice, change nothing', () => {
    const shuffled = anyEdges.chain((all) =>
      fc
        .tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all))
        .map(([one, other, again]) => [one, [...other, ...again]] as const),
    );
    fc.assert(
      fc.property(shuffled, name, anyDown, ([one, other], key, down) => {
        const [first, second] = [new Topology(one), new Topology(other)];
        expect(second.impactOf(key, among(...down))).toEqual(first.impactOf(key, among(...down)));
        expect(second.cutOffBy(key, among(...down))).toBe(first.cutOffBy(key, among(...down)));
      }),
      { numRuns: 1000 },
    );
  });
});
