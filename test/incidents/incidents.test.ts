import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edge, Topology } from '../../main/impact/topology.ts';
import { type IncidentChange, Incidents, type Loss } from '../../main/incidents/incidents.ts';

const edges = (text: string): Edge[] =>
  text.split(' ').map((pair) => {
    const [upstream = '', downstream = ''] = pair.split('>');
    return { upstream, downstream };
  });

/** A plant in which devices go and come back, and the incidents that are made of it. */
class Plant {
  readonly topology: Topology;
  readonly incidents = new Incidents();
  readonly down = new Map<string, number>();
  readonly changes: IncidentChange[] = [];
  now = 0;
  #outages = 0;

  constructor(all: readonly Edge[]) {
    this.topology = new Topology(all);
  }

  lose(key: string, isGoodbye = false): this {
    const loss: Loss = { outageId: ++this.#outages, deviceKey: key, at: this.now, isGoodbye };
    this.down.set(key, loss.outageId);
    const isDown = (one: string) => this.down.has(one);
    const below = this.topology.impactOf(key, isDown).map((one) => one.key);
    this.changes.push(...this.incidents.opened(loss, below, this.topology, isDown));
    return this;
  }

  back(key: string): this {
    const outageId = this.down.get(key)!;
    this.down.delete(key);
    this.changes.push(...this.incidents.ended(outageId, this.now));
    return this;
  }

  /** Each in turn goes, or comes back. Long before what follows. */
  live(past: readonly (readonly [key: string, ms: number])[]): this {
    for (const [key, ms] of past) {
      this.after(ms);
      if (this.down.has(key)) this.back(key);
      else this.lose(key);
    }
    return this.after(30_000);
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  /** `root: what is missing of it`, by root. */
  get groups(): readonly string[] {
    const groups = new Set([...this.down.values()].map((id) => this.incidents.of(id)!));
    return [...groups]
      .map(({ root, open }) => `${root.deviceKey}: ${[...open.values()].map((one) => one.deviceKey).sort()}`)
      .sort();
  }

  get told(): readonly string[] {
    return this.changes.map((change) => {
      const { kind, incident } = change;
      const into = change.kind === 'closed' && change.mergedInto !== null ? `>${change.mergedInto}` : '';
      return `${kind} ${incident.id}${into}`;
    });
  }
}

const SITE = 'r>g1 r>g2 g1>a g1>b g2>c';
const site = (): Plant => new Plant(edges(SITE));

describe('outages of one cause', () => {
  test('are one incident when the gateway goes first, however much later the others follow', () => {
    const plant = site().lose('r').after(3_600_000).lose('a').after(60_000).lose('g1');
    expect(plant.groups).toEqual(['r: a,g1,r']);
    expect(plant.told).toEqual(['opened 1', 'grown 1', 'grown 1']);
  });

  test('are one incident when the gateway follows within the window, under the id of the first', () => {
    const plant = site().lose('a').after(4000).lose('b').after(6000).lose('g1');
    expect(plant.groups).toEqual(['g1: a,b,g1']);
    expect(plant.incidents.of(1)).toMatchObject({ id: 1, root: { deviceKey: 'g1' }, total: 3 });
    expect(plant.told).toEqual(['opened 1', 'opened 2', 'closed 2>1', 'grown 1']);
  });

  test('stay apart when the gateway follows after the window', () => {
    const plant = site().lose('a').after(10_001).lose('g1').lose('b');
    expect(plant.groups).toEqual(['a: a', 'g1: b,g1']);
  });

  test('climb with their gateway to what took that down', () => {
    const plant = site().lose('a').after(8000).lose('g1').after(8000).lose('r');
    expect(plant.groups).toEqual(['r: a,g1,r']);
  });

  test('that hang on nothing in common stay apart, and a child that fails alone is alone', () => {
    expect(site().lose('a').lose('c').groups).toEqual(['a: a', 'c: c']);
  });

  test('leave out what said goodbye, but are explained by a goodbye', () => {
    expect(site().lose('a', true).lose('g1').groups).toEqual(['a: a', 'g1: g1']);
    expect(site().lose('g1', true).lose('a').groups).toEqual(['g1: a,g1']);
  });

  test('are told apart by redundancy: one of two gateways takes nothing down, both do', () => {
    const twice = () => new Plant(edges('g1>d g2>d'));
    expect(twice().lose('d').lose('g1').groups).toEqual(['d: d', 'g1: g1']);
    expect(twice().lose('d').lose('g2').lose('g1').groups).toEqual(['g1: d,g1', 'g2: g2']);
  });
});

describe('the end of an incident', () => {
  test('is the end of its last outage', () => {
    const plant = site().lose('g1').lose('a').lose('b').back('g1').back('a');
    expect(plant.incidents.size).toBe(1);
    plant.back('b');
    expect(plant.incidents.size).toBe(0);
    expect(plant.told.slice(-3)).toEqual(['shrunk 1', 'shrunk 1', 'closed 1']);
  });

  test('leaves stragglers, which are named once when the root has been back for a while', () => {
    const plant = site().lose('g1').lose('a').lose('b').after(1000).back('g1').after(1000).back('b');
    expect(plant.incidents.stragglers(plant.now, 240_000)).toEqual([]);
    plant.after(239_000);
    const [found, ...others] = plant.incidents.stragglers(plant.now, 240_000);
    expect([[...found!.open.values()].map((one) => one.deviceKey), others]).toEqual([['a'], []]);
    expect(plant.incidents.stragglers(plant.now, 240_000)).toEqual([]);
  });

  test('is put off when the root goes again: it is the same incident', () => {
    const plant = site().lose('g1').lose('a').after(1000).back('g1').after(60_000).lose('g1').after(600_000);
    expect(plant.groups).toEqual(['g1: a,g1']);
    expect(plant.incidents.stragglers(plant.now, 240_000)).toEqual([]);
    expect(plant.incidents.of(plant.down.get('g1')!)?.id).toBe(1);
    plant.back('g1').after(240_000);
    expect(plant.incidents.stragglers(plant.now, 240_000)).toHaveLength(1);
  });

  test('a child that came back and fails again, alone, is an incident of its own', () => {
    const plant = site().lose('g1').lose('a').lose('b').back('g1').back('a').after(1000).lose('a');
    expect(plant.groups).toEqual(['a: a', 'g1: b']);
  });
});

test('what an earlier run knew goes on: the same incident grows and ends', () => {
  const before = site().lose('g1').lose('a');
  const after = site();
  after.down.set('g1', 1).set('a', 2);
  after.incidents.restore(before.incidents.of(1)!);
  after.now = 500;
  const loss: Loss = { outageId: 9, deviceKey: 'b', at: 500, isGoodbye: false };
  after.down.set('b', 9);
  const changes = after.incidents.opened(loss, [], after.topology, (key) => after.down.has(key));
  expect(changes).toMatchObject([{ kind: 'grown', incident: { id: 1, total: 3 }, joined: [9] }]);
  for (const key of ['g1', 'a', 'b']) after.back(key);
  expect(after.incidents.size).toBe(0);
});

test.each(['dafgh', 'afdgh', 'ghfda', 'hgfda'])(
  'what hangs on several gateways belongs to the same root, also in the order %s',
  (order) => {
    const plant = new Plant(edges('d>a f>a h>d h>f g>f'));
    for (const key of order) plant.after(300).lose(key);
    expect(plant.groups).toEqual(['g: a,f,g', 'h: d,h']);
  },
);

test.each([
  ['g', 'h'],
  ['h', 'g'],
])('what is left of a gateway that falls again goes with what is above it, when %s is first', (one, other) => {
  const plant = new Plant(edges('h>g g>b')).lose('g').lose('b').after(60_000).back('g').after(60_000);
  plant.lose(one).after(1000).lose(other);
  expect(plant.groups).toEqual(['h: b,g,h']);
});

test('an incident that goes on under the name of another counts what had ended of that one too', () => {
  const plant = new Plant(edges('g>m m>a')).lose('m').lose('a').back('a').after(500).lose('g');
  expect(plant.incidents.of(plant.down.get('g')!)).toMatchObject({ id: 1, total: 3 });
});

describe('whatever happens', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
  const name = fc.constantFrom(...NAMES);
  const anyEdges = fc
    .array(fc.tuple(name, name), { maxLength: 12 })
    .map((pairs) => pairs.flatMap(([a, b]) => (a < b ? [{ upstream: a, downstream: b }] : [])));

  const anyPast = fc.array(fc.tuple(name, fc.constantFrom(0, 2000, 9000, 20_000)), { maxLength: 6 });

  test('roots and what belongs to them do not depend on the order of wills within the window', () => {
    const orders = fc
      .subarray([...NAMES], { minLength: 1 })
      .chain((lost) =>
        fc.tuple(
          fc.constant(lost),
          fc.shuffledSubarray(lost, { minLength: lost.length }),
          fc.array(fc.nat({ max: 1400 }), { minLength: lost.length, maxLength: lost.length }),
        ),
      );
    fc.assert(
      fc.property(anyEdges, anyPast, orders, (all, past, [lost, shuffled, pauses]) => {
        const together = new Plant(all).live(past);
        const spread = new Plant(all).live(past);
        for (const key of lost) if (!together.down.has(key)) together.lose(key);
        for (const [i, key] of shuffled.entries()) if (!spread.down.has(key)) spread.after(pauses[i]!).lose(key);
        expect(spread.groups).toEqual(together.groups);
        // The root is what nothing lost explains, where all were lost within the window.
        for (const id of past.length === 0 ? together.down.values() : []) {
          const { root } = together.incidents.of(id)!;
          expect(together.topology.cutOffBy(root.deviceKey, (key) => together.down.has(key))).toBeNull();
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('every open outage belongs to one open incident, changes add up, and closing all outages closes all incidents', () => {
    const steps = fc.array(fc.tuple(name, fc.constantFrom(0, 3000, 20_000)), { maxLength: 30 });
    fc.assert(
      fc.property(anyEdges, steps, (all, moves) => {
        const plant = new Plant(all);
        for (const [key, ms] of moves) {
          plant.after(ms);
          if (plant.down.has(key)) plant.back(key);
          else plant.lose(key);
          for (const id of plant.down.values()) expect(plant.incidents.of(id)?.open.has(id)).toBe(true);
          const open = new Set<number>();
          for (const { kind, incident } of plant.changes) {
            if (kind === 'opened') open.add(incident.id);
            if (kind === 'closed') open.delete(incident.id);
          }
          expect(open.size).toBe(plant.incidents.size);
        }
        for (const key of [...plant.down.keys()]) plant.back(key);
        expect(plant.incidents.size).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
