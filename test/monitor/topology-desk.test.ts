import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../main/contract/settings.ts';
import { Exports } from '../../main/monitor/exports.ts';
import { TopologyDesk } from '../../main/monitor/topology-desk.ts';
import { withPairs } from '../../main/settings/pairs.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
let kept: Settings;
let desk: TopologyDesk;
const written: string[] = [];

beforeEach(async () => {
  written.length = 0;
  bench = new MonitorBench();
  const settings = plant([['r', 'g1']]);
  await bench.start({
    ...settings,
    watches: settings.watches?.map((watch) => ({ ...watch, topic: '{gateway}/{device}/status', lifeTopics: [] })) ?? [],
  });
  await bench.online();
  kept = bench.monitor.settings;
  const { monitor, history, clock } = bench;
  monitor.acts.keepPairs({
    read: () => ({ pairs: kept.topology, ...kept.learning }),
    write: async ({ pairs = new Map(), wrong = new Map() }) => {
      const learning = { ...kept.learning, wrong: withPairs(kept.learning.wrong, wrong) };
      kept = { ...kept, topology: withPairs(kept.topology, pairs), learning };
      await monitor.apply(kept);
    },
  });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const files = {
    save: async () => ({
      download: null,
      write: async (parts: AsyncIterable<string>) => {
        written.push((await Array.fromAsync(parts)).join(''));
        return '/there';
      },
    }),
  };
  desk = new TopologyDesk({
    edges: monitor.edges,
    table: monitor.table,
    acts: monitor.acts,
    exports: new Exports({ history, files, clock, log, tell: () => undefined }),
    clock,
    words: () => domainEn,
    revision: () => monitor.revision,
    settings: () => kept,
    brokers: () => kept.brokers,
  });
});
afterEach(() => bench[Symbol.asyncDispose]());

/** An act commits when the clock lets it. */
async function done<T>(act: Promise<T>): Promise<T> {
  await bench.clock.settle();
  return act;
}
const link = (upstream: string, downstream: string, evenSo = false) =>
  done(desk.link({ connectionId: 'plant', upstream, downstreams: [downstream], evenSo }));
const unlink = (upstream: string, downstream: string) => done(desk.unlink({ connectionId: 'plant', upstream, downstream }));
const undo = async (outcome: unknown) => done(bench.monitor.acts.undo({ id: (outcome as { undo: number }).undo }));
const edges = () =>
  desk
    .edges({ from: 0, to: 100, key: null, text: '', only: 'all' })
    .rows.map(
      ({ upstream, downstream, state, sources }) =>
        `${upstream.id}>${downstream.id} ${state} ${sources.map(({ source }) => source)}`,
    );
const learn = async (topic: string) => {
  bench.link().say(topic, 'online');
  await bench.clock.settle();
};
const read = (text: string, how: 'add' | 'replace' = 'add') => ({ text, how, connectionId: null });

describe('a person', () => {
  it('adds and removes edges, each on disk when it is answered, and takes it back', async () => {
    const added = await link('g1', 'd');
    expect(added).toMatchObject({ ok: true, changed: 1 });
    expect(kept.topology.at(-1)).toMatchObject({ upstream: 'g1', downstream: 'd', source: 'hand', connectionId: 'plant' });
    expect(bench.monitor.table.topology.path('plant/d')).toEqual(['plant/r', 'plant/g1']);
    const removed = await unlink('r', 'g1');
    expect(edges()).toEqual(['g1>d in-force hand']);
    await undo(removed);
    await undo(added);
    expect(edges()).toEqual(['r>g1 in-force hand']);
  });

  it('puts several behind one thing at once, as one act; one that closes a cycle refuses all of them', async () => {
    const behind = (upstream: string, ...downstreams: string[]) =>
      done(desk.link({ connectionId: 'plant', upstream, downstreams, evenSo: false }));
    expect(await behind('g1', 'a', 'b', 'r')).toEqual({ ok: false, reason: domainEn.topology.cycle(['g1', 'r', 'g1']) });
    const added = await behind('g1', 'a', 'b');
    expect(edges()).toEqual(['g1>a in-force hand', 'g1>b in-force hand', 'r>g1 in-force hand']);
    await behind('g1', 'b', 'c');
    expect(edges()).toHaveLength(4);
    await undo(added);
    expect(edges()).toEqual(['g1>c in-force hand', 'r>g1 in-force hand']);
  });

  it('is refused a cycle with its path, an edge that is said, and what hangs on itself', async () => {
    await link('g1', 'd');
    const { topology } = domainEn;
    expect(await link('d', 'r')).toEqual({ ok: false, reason: topology.cycle(['d', 'r', 'g1', 'd']) });
    expect(await link('r', 'g1')).toEqual({ ok: false, reason: topology.known('r', 'g1') });
    expect(await link('r', 'r')).toEqual({ ok: false, reason: topology.itself('r') });
    expect(await unlink('x', 'y')).toEqual({ ok: false, reason: topology.notGiven });
    expect(kept.topology).toHaveLength(2);
  });

  it('may say what contradicts what was learned, when it is asked once more', async () => {
    await learn('g1/d/status');
    const refused = await link('d', 'g1');
    expect(refused).toEqual({ ok: false, reason: domainEn.topology.contradicts(['d', 'g1', 'd']), contradicts: true });
    expect(await link('d', 'g1', true)).toMatchObject({ ok: true });
    expect(edges()).toEqual(['d>g1 in-force hand', 'g1>d breaks-cycle topic', 'r>g1 in-force hand']);
  });

  it('dismisses what was learned and is wrong, however often it is seen, and takes that back', async () => {
    await learn('g1/d/status');
    const doubt = (isWrong: boolean) => done(desk.doubt({ connectionId: 'plant', upstream: 'g1', downstream: 'd', isWrong }));
    const dismissed = await doubt(true);
    expect(kept.learning.wrong).toEqual([{ connectionId: 'plant', upstream: 'g1', downstream: 'd' }]);
    await learn('g1/d/status');
    expect(edges()).toEqual(['g1>d wrong topic', 'r>g1 in-force hand']);
    expect(bench.monitor.edges.totals()).toMatchObject({ wrong: 1 });
    expect(bench.monitor.table.topology.path('plant/d')).toEqual([]);
    await desk.export({ format: 'csv', connectionId: null, name: 'x.csv' });
    await bench.clock.settle();
    expect(written.at(-1)).not.toContain('topic');
    // What a person says of the same pair counts more.
    const said = await link('g1', 'd');
    expect(bench.monitor.table.topology.path('plant/d')).toEqual(['plant/r', 'plant/g1']);
    await undo(said);
    await undo(dismissed);
    expect(edges()).toEqual(['g1>d in-force topic', 'r>g1 in-force hand']);
    expect(kept.learning.wrong).toEqual([]);
    await doubt(true);
    await doubt(false);
    expect(edges()).toEqual(['g1>d in-force topic', 'r>g1 in-force hand']);
  });

  it('sees what an import would do, does it, and takes it back', async () => {
    const text = 'upstream,downstream\nr,g2\ng2,r\nr,\n';
    expect(await done(desk.read(read(text)))).toMatchObject({
      ok: true,
      added: 1,
      removed: 0,
      addedEdges: [{ upstream: 'r', downstream: 'g2', connectionId: null }],
      faults: [
        'Line 3: it would close a circle: g2 → r → g2.',
        'Line 4: no downstream. It needs two ids, upstream and downstream.',
      ],
    });
    expect(kept.topology).toHaveLength(1);
    const outcome = await done(desk.import(read(text, 'replace')));
    expect(edges()).toEqual(['r>g2 in-force import']);
    await undo(outcome);
    expect(edges()).toEqual(['r>g1 in-force hand']);
    expect(await done(desk.read(read('{')))).toEqual({ ok: false, reason: domainEn.topology.unreadable['not-json'] });
  });

  it('exports everything that is said, and reads it again as it was', async () => {
    await learn('g1/d/status');
    await desk.export({ format: 'csv', connectionId: null, name: 'x.csv' });
    await bench.clock.settle();
    const [text = ''] = written;
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      '\uFEFFupstream,downstream,connection,source,lastSeen',
      'r,g1,,hand,',
      expect.stringMatching(/^g1,d,plant,topic,2/),
    ]);
    expect(await done(desk.read(read(text)))).toMatchObject({ added: 1, known: 1, removed: 0, faults: [] });
  });

  it('who types an id gets those that there are, gateways first', async () => {
    await learn('g1/d10/status');
    expect(desk.suggest({ connectionId: 'plant', text: '1' })).toEqual(['g1', 'd10']);
    expect(desk.suggest({ connectionId: 'depot', text: '' })).toEqual([]);
  });
});
