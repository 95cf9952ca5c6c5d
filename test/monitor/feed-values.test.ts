import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedTopic } from '../../main/contract/feed.ts';
import type { DeviceDetail } from '../../main/contract/model.ts';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { exportText, readParts } from '../../main/history/export.ts';
import type { TimelineFilter } from '../../main/history/port.ts';
import { describeDevice } from '../../main/monitor/device-detail.ts';
import { Surveyor } from '../../main/monitor/survey.ts';
import type { HeardMessage } from '../../main/mqtt/listen.ts';
import { openFeed } from '../../main/presence/feed.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

const feedTopics = [
  { topic: 'site/{device}/telemetry', values: [{ path: 'battery.voltage', label: 'Battery', unit: 'V' }, { path: 'rssi' }] },
];
const [watch] = plant([]).watches ?? [];
const settings = { ...plant([['gw1', 'd1']]), watches: watch === undefined ? [] : [{ ...watch, lifeTopics: [], feedTopics }] };

let bench: MonitorBench;
beforeEach(async () => {
  bench = new MonitorBench();
  await bench.start(settings);
  await bench.online();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function restart(next: SettingsInput): Promise<void> {
  await bench.kill();
  await bench.start(next);
}

const detail = async (id: string): Promise<DeviceDetail> => {
  const { table, lists, mutes, feeds } = bench.monitor;
  const device = table.get(`plant/${id}`);
  if (device === undefined) throw new Error('no such device');
  const opened = openFeed(settings.watches[0]?.feedTopics.map((one) => feedTopic.parse(one)) ?? []);
  return describeDevice(device, {
    history: bench.history,
    table,
    row: (one) => lists.row(one),
    isBlind: () => false,
    mutesOf: (record) => mutes.viewsOf(record),
    spansOf: () => [],
    watchTopic: () => '',
    feed: opened.ok ? opened.feed : null,
    values: feeds.of(device.record.key),
    now: bench.clock.now(),
  });
};
const measure = (id: string, voltage: number): void =>
  bench.link().say(`site/${id}/telemetry`, JSON.stringify({ battery: { voltage }, rssi: -61 }));
const brief = ({ feed }: DeviceDetail) =>
  feed && [feed.kept, ...feed.values.map((one) => `${one.label || one.path} ${one.value}${one.unit}`)];

describe('feed values', () => {
  it('are a sign of life, shown as they are, and kept as they were before the loss', async () => {
    measure('d1', 12.4);
    await bench.clock.settle();
    expect(bench.monitor.table.get('plant/d1')?.record.presence).toBe('online');
    bench.clock.advance(10_000);
    measure('d1', 11.1);
    bench.clock.advance(2000);
    await bench.clock.settle();
    expect(brief(await detail('d1'))).toEqual([false, 'Battery 11.1V', 'rssi -61']);
    bench.link().say('site/d1/status', 'offline');
    await bench.clock.settle();
    const lost = await detail('d1');
    expect(brief(lost)).toEqual([true, 'Battery 11.1V', 'rssi -61']);
    expect((lost.outage?.began.notAfter ?? 0) - (lost.feed?.values[0]?.at ?? 0)).toBe(2000);
    expect(bench.events.find((event) => event.type === 'outage')).toMatchObject({
      feed: [{ label: 'Battery', value: '11.1' }, {}],
    });
    // Back, it measures anew; the outage keeps what was.
    bench.link().say('site/d1/status', 'online');
    measure('d1', 13.8);
    await bench.clock.settle();
    expect(brief(await detail('d1'))).toEqual([false, 'Battery 13.8V', 'rssi -61']);
    const kept = await bench.history.feeds([lost.outage?.id ?? 0, 999]);
    expect([...kept.keys()]).toEqual([lost.outage?.id]);
    const all: TimelineFilter = {
      deviceKey: null,
      text: '',
      verdicts: [],
      since: null,
      until: null,
      blindSpots: false,
      onlyOpen: false,
      rootsOnly: false,
    };
    const json = (await Array.fromAsync(exportText(readParts(bench.history, all), 'json'))).join('');
    expect(JSON.parse(json)).toMatchObject([
      { device: 'd1', feed: [{ label: 'Battery', value: '11.1', unit: 'V' }, { path: 'rssi' }] },
    ]);
  });

  it('of an outage are on disk, and outlive the program', async () => {
    measure('d1', 10.9);
    bench.link().say('site/d1/status', 'offline');
    await bench.clock.settle();
    await restart(settings);
    expect(brief(await detail('d1'))).toEqual([true, 'Battery 10.9V', 'rssi -61']);
  });

  it('are recalled after a start from what is stored, until the device says them anew', async () => {
    measure('d1', 12.4);
    await bench.clock.settle();
    await restart(settings);
    expect(bench.monitor.feeds.of('plant/d1')).toEqual([]);
    expect(brief(await detail('d1'))).toEqual([false, 'Battery 12.4V', 'rssi -61']);
    await bench.online();
    bench.link().say('site/d1/telemetry', '{"battery":{"voltage":11.8}}');
    await bench.clock.settle();
    expect(brief(await detail('d1'))).toEqual([false, 'Battery 11.8V', 'rssi -61']);
  });

  it('that the will itself says are not what was measured before', async () => {
    const own = { topic: 'site/{device}/status', values: [{ path: 'volts', label: '', unit: '' }] };
    await restart({
      ...settings,
      watches: [
        {
          ...settings.watches[0]!,
          online: [{ kind: 'json', path: 'state', equals: 'here' }],
          offline: [{ kind: 'json', path: 'state', equals: 'gone' }],
          feedTopics: [own],
        },
      ],
    });
    await bench.online();
    bench.link().say('site/d9/status', '{"state":"here","volts":12}');
    bench.link().say('site/d9/status', '{"state":"gone","volts":3}');
    await bench.clock.settle();
    expect((await detail('d9')).feed?.values.map(({ value }) => value)).toEqual(['12']);
  });

  it('of things that are known by their will alone are heard too', async () => {
    await restart({
      ...settings,
      watches: [{ id: 'things', convention: 'lwtThing', feedTopics: [{ topic: 'feed/{device}', values: [] }] }],
    });
    expect(bench.link().options.filters).toContain('feed/+');
    await bench.online();
    bench.link().say('feed/lwtThing', '3.61');
    bench
      .link()
      .say('/last/will/topic', '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}');
    await bench.clock.settle();
    expect(brief(await detail('lwtThing'))).toEqual([true, ' 3.61']);
  });
});

it('on demand a broker says what it retains of one device, and nothing else is taken for that', async () => {
  const opened = openFeed(
    feedTopics.map(({ topic, values }) => ({ topic, values: values.map((one) => ({ label: '', unit: '', ...one })) })),
  );
  if (!opened.ok || opened.feed === null) throw new Error('not opened');
  const asked: (readonly string[])[] = [];
  const say = (topic: string, payload: string, retain: boolean): HeardMessage => ({
    topic,
    payload: Buffer.from(payload),
    retain,
  });
  const surveyor = new Surveyor({
    listen: async (_broker, _secrets, filters) => {
      asked.push(filters);
      const messages = [
        say('site/d1/telemetry', '{"rssi":-5}', false),
        say('site/d1/telemetry', '{"battery":{"voltage":9.9}}', true),
      ];
      return { ok: true, messages, full: false, refused: [] };
    },
    secrets: bench.secrets,
    history: bench.history,
    settings: () => bench.monitor.settings,
    words: () => domainEn,
  });
  expect(await surveyor.retainedOf('plant', opened.feed, 'd1', 77)).toEqual({
    ok: true,
    values: [
      {
        topic: 'site/d1/telemetry',
        path: 'battery.voltage',
        label: 'Battery',
        unit: 'V',
        value: '9.9',
        at: 77,
        freshness: 'retained',
      },
    ],
  });
  expect(asked).toEqual([['site/d1/telemetry']]);
  expect(await surveyor.retainedOf('plant', opened.feed, 'a/b', 77)).toEqual({ ok: true, values: [] });
  expect(await surveyor.retainedOf('nowhere', opened.feed, 'd1', 77)).toMatchObject({ ok: false });
});
