import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SettingsInput, settingsSchema } from '../../main/contract/settings.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const SITE = [
  ['r', 'g1'],
  ['r', 'g2'],
  ['g1', 'a'],
  ['g1', 'b'],
  ['g2', 'c'],
] as const;
const ALL = ['r', 'g1', 'g2', 'a', 'b', 'c'];

let bench: MonitorBench;
beforeEach(() => {
  bench = new MonitorBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function open(topology: readonly (readonly [string, string])[] = SITE, more: SettingsInput = {}): Promise<void> {
  await bench.start(plant(topology, more));
  await bench.online();
  say('online', ...ALL);
  await bench.clock.settle();
}
const say = (what: string, ...ids: readonly string[]): void => {
  for (const id of ids) bench.link().say(`site/${id}/status`, what);
};
const titles = () => bench.shown.map((one) => one.title);
const lines = () =>
  bench
    .of('incident')
    .map(({ change, id, rootId, mergedInto }) => `${change} ${id} ${rootId}${mergedInto === null ? '' : ` > ${mergedInto}`}`);
const affected = async (id: number) =>
  (await bench.history.affected(id)).map((one) => `${one.deviceId} ${one.loss}${one.confirmed ? ' confirmed' : ''}`);

describe('outages of one cause', () => {
  it('whose gateway comes last are one incident under the id of the first, with one row and one alert', async () => {
    await open();
    say('offline', 'a');
    await bench.clock.pass(500);
    say('offline', 'b');
    await bench.clock.pass(1000);
    say('offline', 'g1');
    await bench.clock.pass(20_000);
    expect(titles()).toEqual(['Gateway g1: connection lost']);
    expect(bench.shown[0]?.body).toContain('2 devices. 2 confirmed by their own news.');
    const outages = await bench.outages();
    const [a, b, g1] = outages;
    expect(outages.map((one) => one.incidentId)).toEqual([a?.id, a?.id, a?.id]);
    expect([a?.causeOutageId, b?.causeOutageId, g1?.causeOutageId]).toEqual([g1?.id, g1?.id, null]);
    expect(await bench.history.incident(a?.id ?? 0)).toMatchObject({
      rootOutageId: g1?.id,
      rootDeviceKey: 'plant/g1',
      outages: 3,
      closedAt: null,
    });
    expect(lines()).toEqual([`opened ${a?.id} a`, `opened ${b?.id} b`, `closed ${b?.id} b > ${a?.id}`, `grown ${a?.id} g1`]);
    expect(bench.of('incident').at(-1)?.affected).toEqual([
      { deviceId: 'a', status: 'confirmed' },
      { deviceId: 'b', status: 'confirmed' },
    ]);
    say('online', 'a', 'b', 'g1');
    await bench.clock.pass(1000);
    expect(await bench.history.incident(a?.id ?? 0)).toMatchObject({
      outages: 3,
      closedAt: bench.clock.now() - 1000,
      mergedInto: null,
    });
    expect(lines().at(-1)).toBe(`closed ${a?.id} g1`);
    await bench.clock.pass(600_000);
    expect(titles()).toHaveLength(1);
  });

  it('that come together are told as one: nobody hears of incidents that were part of another before they were on disk', async () => {
    await open();
    say('offline', 'a', 'b', 'g1');
    await bench.clock.pass(1000);
    const [a, b, g1] = await bench.outages();
    expect(lines()).toEqual([`opened ${a?.id} a`, `grown ${a?.id} g1`]);
    expect([a, b, g1].map((one) => one?.incidentId)).toEqual([a?.id, a?.id, a?.id]);
    expect([a, b, g1].map((one) => one?.causeOutageId)).toEqual([g1?.id, g1?.id, null]);
  });

  it('are merged only into incidents that were told, and what hangs on them is told there', async () => {
    await open([
      ['top', 'z'],
      ['top', 'r'],
      ['top', 'm'],
      ['r', 'a'],
      ['m', 'a'],
    ]);
    say('online', 'top', 'z', 'm');
    await bench.clock.settle();
    say('offline', 'z', 'a');
    await bench.clock.pass(500);
    say('offline', 'm', 'r', 'top');
    await bench.clock.pass(1000);
    const [z, a] = await bench.outages();
    expect(lines()).toEqual([`opened ${z?.id} z`, `opened ${a?.id} a`, `closed ${a?.id} a > ${z?.id}`, `grown ${z?.id} top`]);
  });

  it('tell also what hangs on those of them that nobody heard of', async () => {
    await open([
      ['a', 'm'],
      ['z', 'm'],
      ['m', 'g'],
      ['g', 'x'],
      ['g', 'y'],
    ]);
    say('online', 'z', 'm', 'g', 'x', 'y');
    await bench.clock.settle();
    say('offline', 'a');
    await bench.clock.pass(500);
    say('offline', 'g', 'z');
    await bench.clock.pass(500);
    const told = bench.of('incident').filter(({ rootId }) => rootId === 'a');
    expect(told.at(-1)?.affected).toEqual([
      { deviceId: 'g', status: 'confirmed' },
      { deviceId: 'x', status: 'inferred' },
      { deviceId: 'y', status: 'inferred' },
    ]);
  });

  it('have causes that they hang on now', async () => {
    await open([
      ['c', 'b'],
      ['d', 'x'],
    ]);
    say('online', 'd', 'x');
    await bench.clock.settle();
    say('offline', 'c', 'b');
    await bench.clock.pass(2000);
    await bench.monitor.apply(
      settingsSchema.parse(
        plant([
          ['d', 'b'],
          ['d', 'x'],
        ]),
      ),
    );
    await bench.clock.pass(1000);
    say('offline', 'd');
    await bench.clock.pass(20_000);
    const [, b, d] = await bench.outages();
    expect(b).toMatchObject({ deviceId: 'b', incidentId: d?.incidentId, causeOutageId: d?.id });
  });

  it('whose incidents are merged are on disk as what they were in every other way', async () => {
    await open();
    say('offline', 'a', 'b');
    await bench.clock.pass(500);
    say('offline', 'g1');
    await bench.clock.pass(500);
    const before = await bench.outages();
    say('offline', 'c', 'g2', 'r');
    await bench.clock.pass(500);
    const after = await bench.outages();
    const r = after.find((one) => one.deviceId === 'r');
    const first = before[0]?.id;
    expect(after.slice(0, 3)).toEqual(before.map((one) => (one.deviceId === 'g1' ? { ...one, causeOutageId: r?.id } : one)));
    expect(new Set(after.map((one) => one.incidentId))).toEqual(new Set([first]));
    await bench.kill();
    await bench.start(plant(SITE));
    await bench.online('plant', true);
    expect(await bench.history.incident(first ?? 0)).toMatchObject({ rootOutageId: r?.id, closedAt: null });
    say('online', ...ALL);
    await bench.clock.pass(500);
    expect(await bench.history.incident(first ?? 0)).toMatchObject({ outages: 6, closedAt: bench.clock.now() - 500 });
  });

  it('told as a child first, then as its gateway, are one alert that was replaced', async () => {
    await open();
    say('offline', 'a');
    await bench.clock.pass(5000);
    say('offline', 'g1');
    await bench.clock.pass(5000);
    expect(titles()).toEqual(['a: connection lost', 'Gateway g1: connection lost']);
    expect(bench.shown[1]?.tag).toBe(bench.shown[0]?.tag);
    expect((await bench.history.alerts(10)).map((one) => one.title)).toEqual(['Gateway g1: connection lost']);
  });

  it('told with others in a summary first stay told, and told one by one are not counted beside their cause', async () => {
    await open();
    say('online', 'lamp');
    await bench.clock.pass(1000);
    say('offline', 'a', 'b', 'c', 'lamp');
    await bench.clock.pass(5000);
    say('offline', 'r', 'g1', 'g2');
    await bench.clock.pass(20_000);
    // The summary tells of one more, which the gateway does not explain.
    expect(titles()).toEqual(['4 devices lost', 'Gateway r: connection lost']);
    expect(bench.shown[1]?.tag).not.toBe(bench.shown[0]?.tag);
    say('online', 'lamp', ...ALL);
    await bench.clock.pass(20_000);
    bench.shown.length = 0;
    say('offline', 'a', 'b', 'c', 'g2');
    await bench.clock.pass(5000);
    say('offline', 'r', 'g1');
    await bench.clock.pass(20_000);
    expect(titles()).toEqual([
      'a: connection lost',
      'b: connection lost',
      'Gateway g2: connection lost',
      'Gateway r: connection lost',
    ]);
    expect(bench.shown[3]?.tag).toBe(bench.shown[0]?.tag);
  });

  it('all of them told in a summary first, are the one alert of their gateway', async () => {
    await open([...SITE, ['g2', 'd']]);
    say('online', 'd');
    await bench.clock.pass(1000);
    say('offline', 'a', 'b', 'c', 'd');
    await bench.clock.pass(5000);
    say('offline', 'r', 'g1', 'g2');
    await bench.clock.pass(20_000);
    expect(titles()).toEqual(['4 devices lost', 'Gateway r: connection lost']);
    expect(bench.shown[1]?.tag).toBe(bench.shown[0]?.tag);
    expect((await bench.history.alerts(10)).map((one) => one.title)).toEqual(['Gateway r: connection lost']);
  });

  it('told one by one before their gateway are replaced by it, and the others say so in place', async () => {
    await open();
    say('offline', 'a', 'c');
    await bench.clock.pass(5000);
    say('offline', 'r', 'g1', 'g2');
    await bench.clock.pass(20_000);
    expect(titles()).toEqual(['a: connection lost', 'c: connection lost', 'Gateway r: connection lost']);
    expect(bench.shown[2]?.tag).toBe(bench.shown[0]?.tag);
    expect(bench.updated).toMatchObject([
      {
        tag: bench.shown[1]?.tag,
        title: 'c: connection lost',
        body: 'Belongs to what was told after it: one cause.',
        answers: [],
      },
    ]);
    say('online', ...ALL);
    await bench.clock.pass(1000);
    expect(bench.updated.at(-1)).toMatchObject({ tag: bench.shown[0]?.tag, title: 'r: back' });
    expect(bench.updated).toHaveLength(2);
  });

  it('stay two when the gateway follows after the window', async () => {
    await open();
    say('offline', 'a');
    await bench.clock.pass(10_001);
    say('offline', 'g1');
    await bench.clock.pass(5000);
    expect(titles()).toEqual(['a: connection lost', 'Gateway g1: connection lost']);
    expect((await bench.outages()).map((one) => one.id === one.incidentId)).toEqual([true, true]);
    expect(await bench.history.alerts(10)).toHaveLength(2);
  });

  it('that follow when it was told are counted in its notification, in place', async () => {
    await open();
    say('offline', 'r');
    await bench.clock.pass(4000);
    say('offline', 'g1', 'a');
    await bench.clock.pass(20_000);
    say('offline', 'c');
    await bench.clock.pass(2000);
    expect(titles()).toEqual(['Gateway r: connection lost']);
    expect(bench.updated.map((one) => [one.tag === bench.shown[0]?.tag, /(\d) confirmed/.exec(one.body)?.[1]])).toEqual([
      [true, '2'],
      [true, '3'],
    ]);
  });

  it('a child that fails alone alerts alone, and its incident needs no row', async () => {
    await open();
    say('offline', 'a');
    await bench.clock.pass(5000);
    expect(titles()).toEqual(['a: connection lost']);
    const [outage] = await bench.outages();
    expect(outage?.incidentId).toBe(outage?.id);
    expect(await bench.history.incident(outage?.id ?? 0)).toBeNull();
  });
});

describe('redundancy', () => {
  const TWICE = [
    ['g1', 'a'],
    ['g2', 'a'],
    ['g1', 'b'],
  ] as const;

  it('that is lost is told and stored apart from what is lost', async () => {
    await open(TWICE);
    say('offline', 'g1');
    await bench.clock.pass(5000);
    expect(bench.shown[0]?.body).toContain('Affects 1 device. 1 device has lost redundancy.');
    const [outage] = await bench.outages();
    expect(await affected(outage?.id ?? 0)).toEqual(['b lost', 'a degraded']);
    expect(bench.of('incident')[0]?.affected).toEqual([
      { deviceId: 'b', status: 'inferred' },
      { deviceId: 'a', status: 'degraded' },
    ]);
  });

  it.each([
    ['g1', 'g2', 'a'],
    ['g2', 'g1', 'a'],
    ['a', 'g2', 'g1'],
    ['g2', 'a', 'g1'],
  ])('with both gateways gone (%s, %s, %s) the device is lost to both, and belongs to the first by name', async (...order) => {
    await open(TWICE);
    for (const id of order) {
      say('offline', id);
      await bench.clock.pass(100);
    }
    await bench.clock.pass(20_000);
    const outages = await bench.outages();
    const of = (id: string) => outages.find((one) => one.deviceId === id);
    expect(of('a')?.incidentId).toBe(of('g1')?.incidentId);
    expect(of('g2')?.incidentId).not.toBe(of('g1')?.incidentId);
    expect(await affected(of('g1')?.id ?? 0)).toEqual(['a lost confirmed', 'b lost']);
    expect(await affected(of('g2')?.id ?? 0)).toEqual(['a lost confirmed']);
    expect([of('g1')?.affectedDevices, of('g2')?.affectedDevices, of('g1')?.degraded, of('g2')?.degraded]).toEqual([2, 1, 0, 0]);
    expect(titles().sort()).toEqual(['Gateway g1: connection lost', 'Gateway g2: connection lost']);
  });
});

describe('when the gateway is back', () => {
  it('its children come back quietly; what is missing after four minutes is named once', async () => {
    await open();
    say('offline', 'r', 'g1', 'g2', 'a', 'b', 'c');
    await bench.clock.pass(5000);
    say('online', 'r');
    await bench.clock.pass(10_000);
    say('online', 'g1', 'a', 'b');
    await bench.clock.pass(229_000);
    expect(titles()).toEqual(['Gateway r: connection lost']);
    await bench.clock.pass(3000);
    expect(titles()[1]).toBe('r is back; 2 devices still missing');
    expect(bench.shown[1]?.body).toContain('Back 4 min ago. Still missing: g2');
    await bench.clock.pass(600_000);
    expect(titles()).toHaveLength(2);
    expect((await bench.outages()).filter((one) => one.ended === null).map((one) => one.alertOutcome)).toEqual([
      'shown',
      'shown',
    ]);
    say('online', 'g2', 'c');
    await bench.clock.pass(1000);
    expect(bench.of('incident').at(-1)).toMatchObject({ change: 'closed', rootId: 'r' });
  });

  it('which was removed instead of coming back, nothing says that it is back', async () => {
    await open();
    say('offline', 'g1', 'a', 'b');
    await bench.clock.pass(20_000);
    say('', 'g1');
    await bench.clock.pass(300_000);
    expect(titles()).toEqual(['Gateway g1: connection lost']);
    expect(bench.updated.map((one) => one.title)).toEqual(['g1: removed']);
    say('online', 'a', 'b');
    await bench.clock.pass(1000);
    expect(bench.of('incident').at(-1)).toMatchObject({ change: 'closed', rootId: 'g1', outages: 3 });
  });

  it('and goes again before its children came, each of them is counted once', async () => {
    await open();
    say('offline', 'g1', 'a', 'b');
    await bench.clock.pass(20_000);
    say('online', 'g1');
    await bench.clock.pass(20_000);
    say('offline', 'g1');
    await bench.clock.pass(20_000);
    expect(bench.shown.at(-1)?.body).toContain('Affects 2 devices. 2 confirmed by their own news.');
  });

  it('nobody is named when all came back, or while we cannot see', async () => {
    await open();
    say('offline', 'g1', 'a', 'b');
    await bench.clock.pass(5000);
    say('online', 'g1', 'a');
    await bench.clock.pass(1000);
    bench.link().cut();
    await bench.clock.pass(300_000);
    expect(titles()).toEqual(['Gateway g1: connection lost']);
    await bench.online('plant', true);
    say('online', 'b');
    await bench.clock.pass(300_000);
    expect(titles().filter((one) => one.includes('missing'))).toEqual([]);
  });

  it('stragglers are named also by the next run, and not again by the one after it', async () => {
    await open();
    say('offline', 'g1', 'a', 'b');
    await bench.clock.pass(5000);
    say('online', 'g1');
    await bench.clock.pass(60_000);
    for (const expected of [1, 0]) {
      await bench.kill();
      bench.shown.length = 0;
      await bench.start(plant(SITE));
      await bench.online();
      await bench.clock.pass(300_000);
      expect(titles().filter((one) => one === 'g1 is back; 2 devices still missing')).toHaveLength(expected);
    }
    say('online', 'a', 'b');
    await bench.clock.pass(1000);
    expect(bench.of('incident').at(-1)).toMatchObject({ change: 'closed', rootId: 'g1', outages: 3 });
  });
});

it('after a crash an incident goes on: what follows still joins it', async () => {
  await open();
  say('offline', 'g1');
  await bench.clock.pass(5000);
  await bench.kill();
  bench.shown.length = 0;
  await bench.start(plant(SITE));
  await bench.online();
  say('offline', 'a');
  await bench.clock.pass(20_000);
  expect(titles()).toEqual([]);
  const [g1, a] = await bench.outages();
  expect(a?.incidentId).toBe(g1?.incidentId);
});

it('after a crash within the window the gateway still explains what went just before it: one incident and one alert', async () => {
  await open(SITE, { notifications: { holdSeconds: 3 } });
  say('offline', 'a', 'b', 'c');
  await bench.clock.pass(1000);
  await bench.kill();
  await bench.clock.pass(2000);
  await bench.start(plant(SITE, { notifications: { holdSeconds: 3 } }));
  await bench.online();
  say('offline', 'r');
  await bench.clock.pass(20_000);
  expect(titles()).toEqual(['Gateway r: connection lost']);
  expect(bench.shown[0]?.body).toContain('3 confirmed by their own news.');
  const outages = await bench.outages();
  expect(new Set(outages.map((one) => one.incidentId)).size).toBe(1);
});

it('after a crash and a long while the gateway explains nothing that went before it', async () => {
  await open();
  say('offline', 'a');
  await bench.clock.pass(5000);
  await bench.kill();
  await bench.clock.pass(60_000);
  await bench.start(plant(SITE));
  await bench.online();
  say('offline', 'r');
  await bench.clock.pass(20_000);
  const [a, r] = await bench.outages();
  expect(a?.incidentId).not.toBe(r?.incidentId);
});

it('a cut behind gateways that were only learned from topics, the topmost last, is one incident and one alert', async () => {
  const watches = [
    {
      id: 'deep',
      convention: 'custom' as const,
      topic: '{site}/{gateway}/{device}/status',
      online: [{ kind: 'text' as const, text: 'online' }],
      offline: [{ kind: 'text' as const, text: 'offline' }],
    },
  ];
  await bench.start(plant([], { watches, notifications: { holdSeconds: 3 } }));
  await bench.online();
  const gateways = Array.from({ length: 20 }, (_, g) => `g${g + 1}`);
  const devices = gateways.flatMap((gateway) => Array.from({ length: 30 }, (_, d) => `hall/${gateway}/${gateway}-d${d}`));
  const tell = (what: string, paths: readonly string[]): void => {
    for (const path of paths) bench.link().say(`${path}/status`, what);
  };
  tell('online', ['hall/core/g0', ...gateways.map((gateway) => `hall/g0/${gateway}`), ...devices]);
  await bench.clock.settle();
  // Most of the gateways have no time to say so themselves.
  for (let from = 0; from < devices.length; from += 100) {
    tell('offline', devices.slice(from, from + 100));
    await bench.clock.pass(200);
  }
  tell('offline', ['hall/g0/g3', 'hall/core/g0']);
  await bench.clock.pass(20_000);
  expect(titles()).toEqual(['Gateway g0: connection lost']);
  expect(bench.shown[0]?.body).toContain('20 downstream gateways');
  expect(bench.shown[0]?.body).toContain('600 devices. 601 confirmed by their own news.');
  expect(bench.monitor.overview()).toMatchObject({ openTotal: 1, open: [{ device: { id: 'g0' } }] });
  expect(new Set((await bench.outages()).map((one) => one.incidentId)).size).toBe(1);
});

describe('a site that is gone when its broker is back', () => {
  it('is one alert when the retained wills say so', async () => {
    await open();
    bench.link().cut('closed-by-broker');
    await bench.clock.pass(3000);
    bench.link().connect();
    for (const id of ALL.toReversed()) bench.link().say(`site/${id}/status`, 'offline', { retain: true });
    bench.link().ready();
    await bench.clock.pass(120_000);
    expect(titles()).toEqual(['Gateway r: connection lost']);
    expect(bench.shown[0]?.body).toContain('2 downstream gateways (g1, g2) and 3 devices. 5 confirmed by their own news.');
  });

  it('is one alert when the broker said so before it went', async () => {
    await open();
    say('offline', ...ALL.toReversed());
    await bench.clock.pass(500);
    bench.link().cut('closed-by-broker');
    await bench.clock.pass(3000);
    await bench.online();
    await bench.clock.pass(120_000);
    expect(titles()).toEqual(['Gateway r: connection lost']);
  });
});

describe('a storm of losses that nothing above explains', () => {
  const say = (what: string, topics: readonly string[]): void => {
    for (const topic of topics) bench.link().say(`${topic}/status`, what);
  };
  const of = (site: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${site}/d${i}-${site}`);
  async function openSites(topology: readonly (readonly [string, string])[] = []): Promise<void> {
    const settings = plant(topology);
    const [watch] = settings.watches ?? [];
    if (watch === undefined) throw new Error('a watch is missing');
    await bench.start({ ...settings, watches: [{ ...watch, topic: '{site}/{device}/status', lifeTopics: [] }] });
    await bench.online();
    say('online', [...of('north', 20), ...of('south', 40)]);
    await bench.clock.settle();
  }

  it('is one alert that says within what time, and where most of them are', async () => {
    await openSites();
    say('offline', of('north', 8));
    await bench.clock.pass(900);
    say('offline', [...of('north', 12).slice(8), ...of('south', 2)]);
    await bench.clock.pass(30_000);
    expect(titles()).toEqual(['14 devices lost']);
    expect(bench.shown[0]?.body).toMatch(
      /^Within 1 s\. A hint: 12 at site north, 12 on topics north\/…\. d0-north, .* and 9 more\. Open Willwatch for the list\.$/,
    );
  });

  it('counts those told one by one before it', async () => {
    await openSites();
    for (const topic of of('north', 6)) {
      say('offline', [topic]);
      await bench.clock.pass(2000);
    }
    await bench.clock.pass(30_000);
    expect(bench.shown.find(({ title }) => title === '4 devices lost')?.body).toMatch(
      /^Within 6 s\. d0-north, d1-north, d2-north, d3-north\./,
    );
  });

  it('names what they hang on, though nobody hears of that itself', async () => {
    await openSites(of('south', 5).map((one) => ['Cabinet 7', one.split('/')[1] ?? ''] as const));
    say('offline', of('south', 5));
    await bench.clock.pass(30_000);
    expect(bench.shown[0]?.body).toMatch(/A hint: all behind Cabinet 7\./);
  });
});
