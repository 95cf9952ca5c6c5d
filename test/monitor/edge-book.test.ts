import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SettingsInput, settingsSchema } from '../../main/contract/settings.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const DAY = 24 * 3_600_000;

let bench: MonitorBench;
beforeEach(() => {
  bench = new MonitorBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

function site(more: SettingsInput = {}): SettingsInput {
  const watch = (id: string, topic: string) => ({
    id,
    convention: 'custom' as const,
    topic,
    online: [
      { kind: 'text' as const, text: 'online' },
      { kind: 'json' as const, path: 'state', equals: 'online' },
    ],
    offline: [{ kind: 'text' as const, text: 'offline' }],
    downstreamPath: 'children',
    upstreamPath: 'via',
  });
  return plant([], { watches: [watch('flat', 'gw/{device}'), watch('deep', '{site}/{gateway}/{device}/status')], ...more });
}
async function open(more?: SettingsInput): Promise<void> {
  await bench.start(site(more));
  await bench.online();
}
async function say(topic: string, payload: string): Promise<void> {
  bench.link().say(topic, payload);
  await bench.clock.settle();
}
const birth = (more: object): string => JSON.stringify({ state: 'online', ...more });
const down = (id: string): readonly string[] =>
  bench.monitor.table.topology.exposedTo([`plant/${id}`], () => true).map((key) => key.slice(6));
const states = () =>
  bench.monitor.edges
    .merged()
    .map(
      ({ upstream, downstream, state, sources }) =>
        `${upstream.slice(6)}>${downstream.slice(6)} ${state} ${sources.map(({ source }) => source)}`,
    );

describe('what hangs on what', () => {
  it('is learned from topics, and a gateway that is only named there is one before it speaks', async () => {
    await open();
    await say('north/g1/a/status', 'online');
    await say('north/g1/b/status', 'online');
    expect(down('g1')).toEqual(['a', 'b']);
    expect(bench.monitor.table.topology.kind('plant/g1')).toBe('gateway');
    expect(bench.monitor.table.get('plant/g1')).toBeUndefined();
    expect(states()).toEqual(['g1>a in-force topic', 'g1>b in-force topic']);
  });

  it('is in force for the very will that tells of it', async () => {
    await open();
    await say('gw/g1', birth({ children: ['a', 'b'] }));
    await say('gw/g1', 'offline');
    const [outage] = await bench.outages();
    expect(outage).toMatchObject({ deviceId: 'g1', affectedDevices: 2, deviceIsGateway: true });
  });

  it('is what the newest list says, and what a device names as its upstream is another word', async () => {
    await open();
    await say('gw/g1', birth({ children: ['a', 'b'] }));
    await say('gw/b', birth({ via: 'g1' }));
    expect(states()).toEqual(['g1>a in-force payload', 'g1>b in-force payload']);
    await say('gw/g1', birth({ children: ['c'] }));
    expect(down('g1')).toEqual(['b', 'c']);
    await say('gw/b', birth({ via: 'g2' }));
    expect([down('g1'), down('g2')]).toEqual([['c'], ['b']]);
    await say('gw/g1', birth({ children: [] }));
    expect(down('g1')).toEqual([]);
    await say('gw/b', birth({}));
    expect(down('g2')).toEqual(['b']);
  });

  it('is remembered over a restart, with the day it was seen, also when it was taken back', async () => {
    await open();
    await say('gw/g1', birth({ children: ['a', 'b'] }));
    await say('north/g9/x/status', 'online');
    await say('gw/g1', birth({ children: ['b'] }));
    const before = bench.monitor.edges.merged();
    await bench.monitor.stop();
    await bench.history.close();
    await bench.start(site());
    expect(states()).toEqual(['g1>b in-force payload', 'g9>x in-force topic']);
    expect(bench.monitor.edges.merged()).toEqual(before);
  });

  it('of a device that was removed is over', async () => {
    await open();
    await say('north/g1/a/status', 'online');
    await say('north/g1/a/status', '');
    expect(states()).toEqual([]);
  });

  it('leaves out the less trusted of edges that form a cycle, and says which', async () => {
    await open({ topology: [{ upstream: 'r', downstream: 'g1' }] });
    await say('gw/g1', birth({ children: ['a'] }));
    await say('north/a/r/status', 'online');
    expect(states()).toEqual(['a>r breaks-cycle topic', 'g1>a in-force payload', 'r>g1 in-force hand']);
    expect(bench.monitor.edges.merged()[0]?.cycle).toEqual(['plant/a', 'plant/r', 'plant/g1', 'plant/a']);
    expect(down('a')).toEqual([]);
  });

  it('fades when it is not seen for long, is seen again, and holds while its device stays online', async () => {
    await open();
    await say('north/g1/a/status', 'online');
    await say('north/g1/b/status', 'online');
    await say('north/g1/b/status', 'offline');
    bench.clock.jump(31 * DAY);
    bench.monitor.edges.sweep();
    await bench.clock.pass(1000);
    expect(states()).toEqual(['g1>a in-force topic', 'g1>b faded topic']);
    expect(down('g1')).toEqual(['a']);
    await say('north/g1/b/status', 'online');
    expect(down('g1')).toEqual(['a', 'b']);
  });

  it('of a device that has moved is that of the topic it speaks on now', async () => {
    await open();
    await say('north/g1/a/status', 'online');
    await say('north/g2/a/status', 'online');
    // Both for now: it may be heard by two gateways.
    expect(states()).toEqual(['g1>a in-force topic', 'g2>a in-force topic']);
    bench.clock.jump(2 * 3_600_000);
    bench.link().say('north/g2/a/status', 'online', { retain: true });
    await bench.clock.settle();
    expect(states()).toEqual(['g1>a in-force topic', 'g2>a in-force topic']);
    await say('north/g2/a/status', 'online');
    expect([down('g1'), down('g2')]).toEqual([[], ['a']]);
  });

  it('that a session does not say any more is not held by it', async () => {
    await open();
    await say('north/g1/a/status', 'online');
    bench.clock.jump(2 * DAY);
    bench.link().say('north/g2/a/status', 'online', { retain: true });
    await bench.clock.settle();
    bench.clock.jump(31 * DAY);
    bench.monitor.edges.sweep();
    await bench.clock.pass(1000);
    expect(states()).toEqual(['g1>a faded topic', 'g2>a in-force topic']);
  });

  it('tells the window once of many that were learned', async () => {
    await open();
    const before = bench.of('changed').filter(({ topics }) => topics.includes('topology')).length;
    for (let i = 0; i < 50; i++) bench.link().say(`north/g${i % 3}/d${i}/status`, 'online');
    await bench.clock.pass(1000);
    expect(bench.of('changed').filter(({ topics }) => topics.includes('topology'))).toHaveLength(before + 1);
  });
});

describe('what an outage took down', () => {
  it('stays as it was then, whatever is learned, edited or taken away later', async () => {
    await open({ topology: [{ upstream: 'r', downstream: 'g1' }] });
    for (const id of ['r', 'g1']) await say(`gw/${id}`, 'online');
    await say('north/g1/a/status', 'online');
    await say('gw/r', 'offline');
    await bench.clock.pass(5000);
    const [before] = await bench.outages();
    const affected = await bench.history.affected(before?.id ?? 0);
    expect(affected.map(({ deviceId, kind }) => `${deviceId} ${kind}`)).toEqual(['g1 gateway', 'a device']);
    await bench.monitor.apply({ ...bench.monitor.settings, topology: [] });
    await say('gw/r', birth({ children: ['x', 'y'] }));
    await say('north/g2/a/status', 'online');
    await bench.clock.pass(5000);
    const [after] = await bench.outages();
    expect(await bench.history.affected(before?.id ?? 0)).toEqual(affected);
    expect({ ...after, ended: null, durationMs: null, endMessageId: null, alertAt: null }).toEqual({
      ...before,
      ended: null,
      durationMs: null,
      endMessageId: null,
      alertAt: null,
    });
  });
});

describe('a large topology', () => {
  const pairs = Array.from({ length: 2500 }, (_, i) => ({ upstream: `g${i % 50}`, downstream: `d${i}` }));
  const more = [...pairs, { upstream: 'g1', downstream: 'late' }];

  it('is made in slices when a person changes it: until then what was known counts, and messages are received', async () => {
    await open({ topology: pairs });
    expect(down('g1')).toHaveLength(50);
    await bench.monitor.apply(settingsSchema.parse(site({ topology: more })));
    expect(down('g1')).toHaveLength(50);
    bench.link().say('gw/late', 'online');
    const settled = bench.monitor.edges.settled();
    await bench.clock.settle();
    await settled;
    expect(down('g1')).toHaveLength(51);
    expect(bench.monitor.table.get('plant/late')?.record.presence).toBe('online');
    expect(bench.events.filter((event) => event.type === 'changed' && event.topics.includes('topology')).length).toBeGreaterThan(
      0,
    );
  });

  it('is made once more when it changes while it is made', async () => {
    await open({ topology: pairs });
    await bench.monitor.apply(settingsSchema.parse(site({ topology: more })));
    await bench.monitor.apply(settingsSchema.parse(site({ topology: pairs.slice(0, 2400) })));
    const settled = bench.monitor.edges.settled();
    await bench.clock.settle();
    await settled;
    expect(down('g1')).toHaveLength(48);
    await say('south/g1/new/status', 'online');
    await bench.clock.pass(1000);
    expect(down('g1')).toHaveLength(49);
  });
});
