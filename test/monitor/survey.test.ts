import { expect, test } from 'vitest';
import {
  brokerSettings,
  type SettingsInput,
  settingsSchema,
  type WatchSettings,
  watchSettings,
} from '../../main/contract/settings.ts';
import type { MessageRecord } from '../../main/history/port.ts';
import { Surveyor } from '../../main/monitor/survey.ts';
import { listen } from '../../main/mqtt/listen.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { say } from '../helpers/foreign-client.ts';
import { freePorts, startMosquitto } from '../helpers/mosquitto.ts';

const status = (over: Partial<WatchSettings> = {}): WatchSettings =>
  watchSettings.parse({
    id: 'status',
    convention: 'custom',
    topic: 'site/{device}/status',
    online: [{ kind: 'text', text: 'online' }],
    offline: [{ kind: 'text', text: 'offline' }],
    ...over,
  });

function surveyor(settings: SettingsInput, kept: readonly Partial<MessageRecord>[] = []): Surveyor {
  return new Surveyor({
    listen,
    secrets: { read: async () => 'right', write: async () => undefined, names: async () => [] },
    history: { latestMessages: async () => kept as MessageRecord[] },
    settings: () => settingsSchema.parse(settings),
    words: () => domainEn,
  });
}

test('a look around a broker finds devices by family, and what looks like presence beside them', async () => {
  await using broker = await startMosquitto({ users: { tech: 'right' } });
  const account = ['-u', 'tech', '-P', 'right', '-r'];
  await say(broker.port, 'site/pump-1/status', 'online', account);
  await say(broker.port, 'site/pump-2/status', 'offline', account);
  await say(broker.port, 'site/pump-3/status', 'gone mad', account);
  await say(broker.port, 'cmnd/plug-7/LWT', 'Online', account);
  await say(broker.port, 'cmnd/plug-7/POWER', 'ON', account);
  await say(broker.port, '/lwt/connected/topic', '{"state":{"reported":{"client_id":"thing-1"}}}', account);
  const settings = brokerSettings.parse({ id: 'new', name: 'New', url: broker.url, username: 'tech' });
  const outcome = await surveyor({}).ofBroker(settings, { password: null, passphrase: null }, [
    status(),
    watchSettings.parse({ id: 'all', convention: 'auto' }),
  ]);
  expect(outcome).toEqual({
    ok: true,
    survey: {
      families: [
        { convention: 'custom', devices: 2, ids: ['pump-1', 'pump-2'] },
        { convention: 'lwtThing', devices: 1, ids: ['thing-1'] },
      ],
      devices: 3,
      likely: [
        {
          topic: 'cmnd/{device}/LWT',
          devices: 1,
          ids: ['plug-7'],
          online: { kind: 'text', text: 'online' },
          offline: { kind: 'text', text: 'offline' },
        },
      ],
      likelyDevices: 1,
      unread: 1,
      feed: [],
      full: false,
      refused: [],
      withoutRetained: [],
    },
  });
  expect(await surveyor({}).ofBroker(settings, { password: 'wrong', passphrase: null }, [])).toEqual({
    ok: false,
    reason: expect.stringMatching(/^New: .*user and password/i),
  });
});

test('a preview reads what the brokers of a watch keep, and what the history has', async () => {
  await using broker = await startMosquitto();
  await say(broker.port, 'site/pump-1/status', 'online', ['-r']);
  await say(broker.port, 'other/x', '1', ['-r']);
  const brokers = [{ id: 'plant', name: 'Plant', url: broker.url }];
  const kept = [{ topic: 'site/pump-9/status', payload: Buffer.from('offline') }];
  expect(await surveyor({ brokers }, kept).ofWatch(status())).toMatchObject({
    ok: true,
    survey: { devices: 2, families: [{ ids: ['pump-1', 'pump-9'] }], unread: 0 },
  });
});

test('a preview that cannot be had says why', async () => {
  const [port] = await freePorts(1);
  const brokers = [{ id: 'plant', name: 'Plant', url: `mqtt://127.0.0.1:${port}` }];
  expect(await surveyor({ brokers }).ofWatch(status({ topic: 'site/{unit}/status' }))).toEqual({
    ok: false,
    reason: expect.stringContaining('{unit}'),
  });
  expect(await surveyor({ brokers }).ofWatch(status())).toEqual({ ok: false, reason: expect.stringMatching(/^Plant: /) });
  expect(await surveyor({ brokers: [] }).ofWatch(status())).toEqual({
    ok: false,
    reason: expect.stringContaining('nobody to ask'),
  });
});

test('says where retained messages are not handed over: AWS IoT, and only for wildcards', async () => {
  await using broker = await startMosquitto();
  const brokers = [
    { id: 'aws', name: 'Cloud', url: broker.url, aws: { region: 'eu-central-1' } },
    { id: 'plant', name: 'Plant', url: broker.url },
  ];
  const look = surveyor({ brokers });
  expect(await look.ofWatch(status())).toMatchObject({ ok: true, survey: { withoutRetained: ['Cloud'] } });
  const exact = watchSettings.parse({ id: 'thing', convention: 'lwtThing' });
  expect(await look.ofWatch(exact)).toMatchObject({ ok: true, survey: { withoutRetained: [] } });
  const [cloud] = settingsSchema.parse({ brokers }).brokers;
  const around = await look.ofBroker(cloud!, { password: null, passphrase: null }, []);
  expect(around).toMatchObject({ ok: true, survey: { withoutRetained: ['Cloud'] } });
});

test('the values of a preview are the newest: of the history the last, behind what the broker retains', async () => {
  await using broker = await startMosquitto();
  await say(broker.port, 'site/pump-1/battery', '10', ['-r']);
  const watch = status({ feedTopics: [{ topic: 'site/{device}/{site}', values: [{ path: '', label: '', unit: 'V' }] }] });
  const kept = [
    ['battery', '12'],
    ['battery', '13'],
    ['rssi', '-60'],
    ['rssi', '-61'],
  ].map(([name, payload]) => ({ topic: `site/pump-1/${name}`, payload: Buffer.from(payload ?? ''), retain: false }));
  const outcome = await surveyor({ brokers: [{ id: 'b', name: 'B', url: broker.url }] }, kept).ofWatch(watch);
  if (!outcome.ok) throw new Error(outcome.reason);
  expect(outcome.survey.feed.map(({ value }) => [value.topic, value.value])).toEqual([
    ['site/pump-1/battery', '12'],
    ['site/pump-1/rssi', '-60'],
  ]);
});
