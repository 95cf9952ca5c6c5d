import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_NODES } from '../../main/contract/topology.ts';
import { TopologyView } from '../../main/monitor/topology-view.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
let view: TopologyView;
beforeEach(() => {
  bench = new MonitorBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function open(pairs: readonly (readonly [string, string])[], topic = 'site/{device}/status'): Promise<void> {
  const settings = plant(pairs);
  await bench.start({ ...settings, watches: settings.watches?.map((watch) => ({ ...watch, topic, lifeTopics: [] })) ?? [] });
  await bench.online();
  const { monitor } = bench;
  view = new TopologyView({
    edges: monitor.edges,
    table: monitor.table,
    lists: monitor.lists,
    clock: bench.clock,
    connections: () => monitor.settings.brokers,
    siteOf: monitor.sites.told,
    revision: () => monitor.revision,
  });
}
const graph = (more: { open?: string[]; closed?: string[] } = {}) => view.graph({ open: [], closed: [], ...more });
const shown = (more?: { open?: string[]; closed?: string[] }) =>
  graph(more).nodes.map(({ kind, name, gateways, devices }) => `${kind} ${name} ${gateways}+${devices}`);
const links = (more?: { open?: string[]; closed?: string[] }) =>
  graph(more).links.map(
    ({ from, to, kind, state, isLost }) =>
      `${kind} ${from.split('/').at(-1)}>${to.split('/').at(-1)} ${state}${isLost ? ' lost' : ''}`,
  );
const tree = (more: { open?: string[]; closed?: string[]; text?: string } = {}) =>
  view.tree({ from: 0, to: 500, open: [], closed: [], text: '', ...more });
const lines = (more?: Parameters<typeof tree>[0]) =>
  tree(more).rows.map(({ level, name, state, place, siblings }) => `${'-'.repeat(level)}${name} ${state} ${place}/${siblings}`);
const say = async (what: string, ...topics: readonly string[]): Promise<void> => {
  for (const topic of topics) bench.link().say(topic, what);
  await bench.clock.pass(5000);
};

const SITE = [
  ['r', 'g1'],
  ['r', 'g2'],
  ['g1', 'a'],
  ['g1', 'b'],
  ['g2', 'b'],
] as const;

describe('the drawing of the gateways', () => {
  it('goes from the broker down, with the devices as a count in their gateway', async () => {
    await open(SITE);
    await say('online', 'site/r/status', 'site/a/status', 'site/free/status');
    expect(shown()).toEqual(['broker Plant 3+2', 'gateway r 2+2', 'gateway g1 0+2', 'gateway g2 0+0']);
    expect(links()).toEqual(['place broker:plant>r in-force', 'edge r>g1 in-force', 'edge r>g2 in-force']);
    expect(graph().totals).toEqual({ gateways: 3, devices: 2, free: 1, faded: 0, broken: 0, wrong: 0, given: 5 });
    expect(graph().nodes[1]).toMatchObject({ key: 'plant/r', state: 'online', states: [{ state: 'online', count: 2 }] });
    expect(graph().nodes[2]).toMatchObject({ state: null });
  });

  it('shows the way of an incident, and what is folded stands for what is in it', async () => {
    await open(SITE);
    await say('online', 'site/r/status', 'site/g1/status', 'site/g2/status');
    await say('offline', 'site/r/status');
    expect(links()).toEqual(['place broker:plant>r in-force', 'edge r>g1 in-force lost', 'edge r>g2 in-force lost']);
    expect(graph({ closed: ['gateway:plant/r'] }).nodes.at(-1)).toMatchObject({
      name: 'r',
      gateways: 2,
      devices: 2,
      isOpen: false,
    });
  });

  it('draws what is not counted on, too', async () => {
    await open(
      [
        ['r', 'g1'],
        ['g1', 'x'],
        ['x', 'y'],
      ],
      '{gateway}/{device}/status',
    );
    await say('online', 'x/r/status');
    expect(links()).toEqual([
      'place broker:plant>r in-force',
      'edge g1>x in-force',
      'edge r>g1 in-force',
      'edge x>r breaks-cycle',
    ]);
    expect(graph().totals).toMatchObject({ broken: 1 });
  });

  it('folds sites, and never holds more than it may, whatever is opened', async () => {
    const pairs: [string, string][] = [];
    for (let g = 0; g < 500; g++) pairs.push(['core', `g${g}`], [`g${g}`, `d${g}`]);
    await open(pairs);
    const all = graph({ open: ['broker:plant', 'gateway:plant/core'] });
    expect(all.nodes.length).toBeLessThanOrEqual(MAX_NODES);
    expect(all.nodes.find(({ kind }) => kind === 'more')).toMatchObject({ gateways: 460, devices: 460 });
    expect(tree().total).toBeGreaterThan(40);
  });

  it('has a node for each site that topics name', async () => {
    await open([], '{site}/{gateway}/{device}/status');
    await say('online', 'north/n1/a/status', 'north/n1/b/status', 'south/s1/c/status');
    expect(shown()).toEqual(['broker Plant 2+3', 'site north 1+2', 'site south 1+1', 'gateway n1 0+2', 'gateway s1 0+1']);
    expect(shown({ closed: ['site:plant/north'] })).toEqual([
      'broker Plant 2+3',
      'site north 1+2',
      'site south 1+1',
      'gateway s1 0+1',
    ]);
  });
});

describe('the tree', () => {
  it('says the same as the drawing, with the devices of what a person opens, and each once', async () => {
    await open(SITE);
    await say('online', 'site/r/status', 'site/a/status');
    expect(lines()).toEqual(['-Plant null 1/1', '--r online 1/1', '---g1 null 1/2', '---g2 null 2/2']);
    expect(lines({ open: ['gateway:plant/g1'] }).slice(2)).toEqual([
      '---g1 null 1/2',
      '----a online 1/2',
      '----b null 2/2',
      '---g2 null 2/2',
    ]);
    expect(tree({ open: ['gateway:plant/g1'] }).rows.at(-2)).toMatchObject({ name: 'b', also: ['g2'], canOpen: false });
    expect(lines({ closed: ['gateway:plant/r'] })).toEqual(['-Plant null 1/1', '--r online 1/1']);
  });

  it('finds gateways and devices, with what they hang on', async () => {
    await open(SITE);
    expect(lines({ text: 'A' })).toEqual(['-Plant null 1/1', '--r null 1/1', '---g1 null 1/1', '----a null 1/1']);
    expect(lines({ text: 'nothing of the kind' })).toEqual([]);
  });
});
