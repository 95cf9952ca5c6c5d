import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceLine } from '../../main/contract/model.ts';
import { type RequestInput, requests } from '../../main/contract/requests.ts';
import type { DeviceRecord } from '../../main/history/port.ts';
import { Topology } from '../../main/impact/topology.ts';
import { RecentLosses } from '../../main/incidents/recent-losses.ts';
import { DeviceLists } from '../../main/monitor/device-lists.ts';
import { type Device, DeviceTable } from '../../main/monitor/device-table.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const key = (id: string): string => `plant/${id}`;

/** A table with lists over it: the test says what changes. */
class Site {
  readonly clock = new FakeClock();
  readonly losses = new RecentLosses();
  readonly table = new DeviceTable(
    () => true,
    () => false,
  );
  readonly lists = new DeviceLists({
    table: this.table,
    losses: this.losses,
    clock: this.clock,
    siteOf: ({ record }) => record.lastHeardTopic.split('/')[0] ?? '',
    history: { messagesSaying: async ({ ids }) => ({ found: [], taken: ids.length, newest: 0 }) },
    searched: () => undefined,
  });

  constructor(edges: readonly (readonly [up: string, down: string])[] = []) {
    const topology = new Topology(edges.map(([up, down]) => ({ upstream: key(up), downstream: key(down) })));
    this.table.followTopology(() => topology);
  }

  put(id: string, presence: 'online' | 'offline', more: Partial<DeviceRecord> = {}): void {
    const record = {
      key: key(id),
      connectionId: 'plant',
      id,
      watchId: 'w',
      convention: 'custom',
      presence,
      verdict: presence === 'offline' ? 'abrupt' : null,
      freshness: 'live',
      since: { notBefore: 1000, notAfter: 1000 },
      lastHeardAt: 1000,
      lastHeardTopic: `north/${id}/status`,
      bornAt: null,
      outageId: null,
      willMessageId: null,
      birthMessageId: null,
      birthMark: null,
      will: null,
      ...more,
    } as DeviceRecord;
    const device = this.table.get(record.key);
    if (device === undefined) this.table.set({ record, outage: null, heardMono: 0, newsMono: 0 } as Device);
    else device.record = record;
    this.lists.touch([record.key]);
  }

  remove(id: string): void {
    this.table.delete(key(id));
    this.lists.touch([key(id)]);
  }

  ask(input: Partial<RequestInput<'devices.query'>> = {}) {
    return this.lists.query(requests['devices.query'].parse({ to: 500, filter: {}, sort: { by: 'id' }, ...input }));
  }

  ids(input: Partial<RequestInput<'devices.query'>> = {}): readonly string[] {
    return this.ask(input).rows.map(said);
  }
}

const said = (line: DeviceLine): string =>
  line.kind === 'group' ? `[${line.name} ${line.devices}${line.folded ? ' …' : ''}]` : line.id;

describe('a list that is kept up to date', () => {
  const ids = Array.from({ length: 24 }, (_, n) => `d${n}`);
  const change = fc.record({
    id: fc.constantFrom(...ids),
    what: fc.constantFrom('online', 'offline', 'gone'),
    since: fc.integer({ min: 1, max: 5 }),
    looks: fc.boolean(),
  });
  const sorts = ['state', 'id', 'since', 'path', 'site', 'will'] as const;

  it('is the same as one made anew, whatever came and went', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.constantFrom(...sorts),
        fc.boolean(),
        fc.constantFrom('', 'd1', 'north'),
        (changes, by, descending, text) => {
          const edges = [
            ['d0', 'd1'],
            ['d1', 'd2'],
            ['d0', 'd3'],
          ] as const;
          const site = new Site(edges);
          const query = { filter: { text, states: ['online', 'abrupt', 'upstream'] as const }, sort: { by, descending } };
          const asked = () => ({ ...query, filter: { ...query.filter, states: [...query.filter.states] } });
          for (const id of ids.slice(0, 12)) site.put(id, 'online');
          site.ask(asked());
          for (const { id, what, since, looks } of changes) {
            if (what === 'gone') site.remove(id);
            else
              site.put(id, what as 'online', {
                since: { notBefore: since, notAfter: since },
                will: what === 'offline' ? `w${since}` : null,
              });
            if (looks) site.ask(asked());
          }
          const kept = site.ids(asked());
          const counted = site.lists.counts();
          site.lists.touch(null);
          expect(kept).toEqual(site.ids(asked()));
          expect(counted).toEqual(site.lists.counts());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('sees at once what a lost gateway cuts off, and that it is back', () => {
    const site = new Site([['gw', 'pump']]);
    site.put('gw', 'online');
    site.put('pump', 'online');
    expect(site.lists.counts()).toMatchObject({ online: 2 });
    site.put('gw', 'offline');
    expect(site.lists.counts()).toMatchObject({ online: 0, abrupt: 1, upstream: 1 });
    expect(site.ids({ filter: { states: ['upstream'] } })).toEqual(['pump']);
    site.put('gw', 'online');
    expect(site.ids({ filter: { states: ['upstream'] } })).toEqual([]);
  });

  it('finds by id, topic, will and what a device hangs on', () => {
    const site = new Site([
      ['router', 'gw'],
      ['gw', 'pump'],
    ]);
    site.put('router', 'online');
    site.put('gw', 'online');
    site.put('pump', 'online');
    site.put('Lamp', 'offline', { lastHeardTopic: 'yard/x/status', will: '{"why":"Power"}' });
    expect(site.ids({ filter: { text: 'ROUTER' } })).toEqual(['gw', 'pump', 'router']);
    expect(site.ids({ filter: { text: 'yard' } })).toEqual(['Lamp']);
    expect(site.ids({ filter: { text: ' power ' } })).toEqual(['Lamp']);
    expect(site.ids({ filter: { text: 'nothing' } })).toEqual([]);
  });

  it('knows who comes and goes, and how often each was lost', () => {
    const site = new Site();
    for (const id of ['a', 'b', 'c']) site.put(id, 'online');
    for (let n = 0; n < 4; n++) site.losses.add(key('b'), site.clock.now(), site.clock.now());
    site.losses.add(key('c'), site.clock.now(), site.clock.now());
    site.lists.touch(null);
    expect(site.lists.flapping()).toBe(1);
    expect(site.ids({ filter: { flapping: true } })).toEqual(['b']);
    expect(site.ids({ sort: { by: 'outages' } })).toEqual(['b', 'c', 'a']);
    const [row] = site.ask({ filter: { text: 'b' } }).rows;
    expect(row).toMatchObject({ flapping: true, state: 'online' });
    expect(row?.kind !== 'group' && row?.lossHours.at(-1)).toBe(4);
  });
});

describe('a list that is held', () => {
  it('keeps its order and counts what would move, while its rows are as they are now', () => {
    const site = new Site();
    for (const id of ['a', 'b', 'c', 'e', 'f']) site.put(id, 'online');
    const { order, moved } = site.ask({ sort: {} });
    expect(moved).toBe(0);
    site.put('c', 'offline');
    site.put('b', 'offline', { since: { notBefore: 500, notAfter: 500 } });
    site.remove('a');
    const held = site.ask({ sort: {}, order });
    expect(held.rows.map(said)).toEqual(['a', 'b', 'c', 'e', 'f']);
    expect(held.rows.map((row) => row.kind !== 'group' && row.state)).toEqual(['online', 'abrupt', 'abrupt', 'online', 'online']);
    expect(held).toMatchObject({ order, moved: 3, total: 5 });
    site.put('d', 'offline');
    // Also when anything may have changed: what did not is no change.
    site.lists.touch(null);
    expect(site.ask({ sort: {}, order })).toMatchObject({ order, moved: 4 });
    expect(site.ids({ sort: {} })).toEqual(['c', 'd', 'b', 'e', 'f']);
    // Another window has sorted; this one still holds its own.
    expect(site.ids({ sort: {}, order })).toEqual(['a', 'b', 'c', 'e', 'f']);
    expect(site.lists.keys(requests['devices.keys'].parse({ from: 1, to: 3, filter: {}, sort: {}, order }))).toEqual([
      key('b'),
      key('c'),
    ]);
  });

  it('is the present one when the order is not known any more, and says which that is', async () => {
    const site = new Site();
    site.put('a', 'online');
    const { order } = site.ask({ sort: {} });
    site.put('b', 'offline');
    expect(site.ask({ sort: {}, order: order + 1000 })).toMatchObject({ moved: 0, total: 2 });
    const second = site.ask({ sort: {} });
    site.put('c', 'offline');
    site.ask({ sort: {}, order: second.order });
    await site.clock.pass(300_000);
    site.ask({ sort: {} });
    expect(site.ask({ sort: {}, order: second.order }).total).toBe(3);
  });
});

describe('a list in groups', () => {
  const site = () => {
    const made = new Site([
      ['gw1', 'a1'],
      ['gw1', 'a2'],
      ['gw2', 'b1'],
    ]);
    for (const id of ['gw1', 'a1', 'a2', 'gw2', 'b1', 'lamp']) made.put(id, 'online');
    made.put('b1', 'offline', { lastHeardTopic: 'south/b1/status' });
    return made;
  };

  it('has a head before each group; those with the worst come first, what belongs nowhere last', () => {
    const lines = site().ask({ group: 'gateway', sort: { by: 'state' } }).rows;
    expect(lines.map(said)).toEqual(['[gw2 2]', 'b1', 'gw2', '[gw1 3]', 'gw1', 'a1', 'a2', '[ 1]', 'lamp']);
    expect(lines[0]).toMatchObject({
      kind: 'group',
      key: 'plant/gw2',
      states: [
        { state: 'abrupt', count: 1 },
        { state: 'online', count: 1 },
      ],
    });
    expect(site().ids({ group: 'site' })).toEqual(['[north 5]', 'a1', 'a2', 'gw1', 'gw2', 'lamp', '[south 1]', 'b1']);
    expect(site().ids({ group: 'connection', fold: { all: true } })).toEqual(['[plant 6 …]']);
  });

  it('is folded by group and read in parts', () => {
    const made = site();
    const group = { group: 'gateway', sort: { by: 'id' } } as const;
    const all = made.ids({ ...group, fold: { except: ['plant/gw1'] } });
    expect(all).toEqual(['[gw1 3 …]', '[gw2 2]', 'b1', 'gw2', '[ 1]', 'lamp']);
    for (let from = 0; from <= all.length; from++)
      for (let to = from; to <= all.length + 1; to++)
        expect(made.ids({ ...group, fold: { except: ['plant/gw1'] }, from, to })).toEqual(all.slice(from, to));
    expect(made.ids({ ...group, fold: { all: true, except: [''] } })).toEqual(['[gw1 3 …]', '[gw2 2 …]', '[ 1]', 'lamp']);
    expect(
      made.lists.keys(requests['devices.keys'].parse({ to: 100, filter: {}, sort: { by: 'id' }, group: 'gateway' })),
    ).toHaveLength(6);
  });
});

describe('what is cut off', () => {
  const PLANT = [
    ['top', 'g'],
    ['g', 'd'],
  ] as const;

  it('is told as of the last look: a gateway that blinks between two looks leaves nothing behind', () => {
    const site = new Site(PLANT);
    for (const id of ['top', 'g', 'd']) site.put(id, 'online');
    expect(site.lists.counts()).toMatchObject({ online: 3 });
    // Known in memory, and not on disk yet: nobody has been told.
    const gateway = site.table.get(key('g'))!;
    const online = gateway.record;
    gateway.record = { ...online, presence: 'offline', verdict: 'abrupt' };
    site.put('d', 'online');
    expect(site.lists.stateOf(key('d'))).toBe('online');
    gateway.record = online;
    site.lists.touch([key('g')]);
    expect(site.lists.stateOf(key('d'))).toBe('online');
    expect(site.lists.counts()).toMatchObject({ online: 3, upstream: 0 });
  });

  it('is, kept up to date, what it is when all is counted anew', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
    const id = fc.constantFrom(...ids);
    const edges = fc.array(fc.tuple(id, id), { maxLength: 16 }).map((pairs) => pairs.filter(([a, b]) => a !== b));
    const steps = fc.array(fc.tuple(id, fc.constantFrom('online', 'offline', 'gone', 'look')), { maxLength: 40 });
    fc.assert(
      fc.property(edges, steps, (all, changes) => {
        const site = new Site(all);
        site.lists.counts();
        for (const [one, what] of changes) {
          if (what === 'look') {
            const kept = [site.lists.counts(), ids.map((each) => site.lists.stateOf(key(each)))];
            site.lists.touch(null);
            expect(kept).toEqual([site.lists.counts(), ids.map((each) => site.lists.stateOf(key(each)))]);
          } else if (what === 'gone') {
            site.table.delete(key(one));
            site.lists.touch([key(one)]);
          } else site.put(one, what === 'offline' ? 'offline' : 'online');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
