import { describe, expect, it } from 'vitest';
import { openLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openProxy } from '../helpers/proxy.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

describe.each([
  { protocol: '3.1.1' as const, liveListener: true },
  { protocol: '3.1.1' as const, liveListener: false },
  { protocol: '5' as const, liveListener: true },
  { protocol: '5' as const, liveListener: false },
])('MQTT $protocol, live listener $liveListener', (settings) => {
  it('connects, reads the retained state, gets ready, and hands on a live message once', async () => {
    await using broker = await startMosquitto();
    await using device = await openSpeaker(broker.plainUrl);
    await device.publishAsync('d/1/state', 'online', { retain: true, qos: 1 });
    await device.publishAsync('d/2/state', 'offline', { retain: true, qos: 1 });
    await using link = openLink({ url: broker.url, ...settings }, ['d/+/state', '$SYS/broker/version']);
    const granted = await until('ready', () => link.readies[0]);
    expect(granted.map(({ code }) => code)).toEqual([1, 1]);
    const states = () => link.messages.filter(({ topic }) => topic.startsWith('d/'));
    expect(states().map(({ topic, retain, queued }) => [topic, retain, queued])).toEqual([
      ['d/1/state', true, false],
      ['d/2/state', true, false],
    ]);
    await device.publishAsync('d/1/state', 'offline', { qos: 1 });
    await device.publishAsync('d/1/state', 'offline', { qos: 1 });
    await device.publishAsync('d/1/state', 'end', { qos: 1 });
    await until('the end', () => states().some(({ payload }) => Buffer.from(payload).toString() === 'end'));
    expect(
      states()
        .slice(2)
        .map(({ payload, retain, queued }) => [Buffer.from(payload).toString(), retain, queued]),
    ).toEqual([
      ['offline', false, false],
      ['offline', false, false],
      ['end', false, false],
    ]);
  });

  it('gets what the broker kept while it was away, marked as queued', async () => {
    await using broker = await startMosquitto();
    await using device = await openSpeaker(broker.plainUrl);
    const link = openLink({ url: broker.url, ...settings }, ['d/#']);
    await until('ready', () => link.readies[0]);
    expect(link.connects[0]!.sessionPresent).toBe(false);
    await link.connection.stop();
    expect(link.blinds).toMatchObject([{ reason: { code: 'stopped' }, retryAt: null }]);
    await device.publishAsync('d/1', 'offline', { qos: 1 });
    link.connection.start();
    await until('ready again', () => link.readies[1]);
    expect(link.connects[1]!.sessionPresent).toBe(true);
    expect(link.messages).toMatchObject([{ topic: 'd/1', queued: true, retain: false, qos: 1 }]);
    await link.connection.stop();
  });

  it('reconnects when the broker comes back', async () => {
    await using broker = await startMosquitto();
    await using link = openLink({ url: broker.url, ...settings }, ['d/#']);
    await until('ready', () => link.readies[0]);
    await broker.kill();
    await until('a refused attempt', () => link.blinds.find(({ reason }) => reason.code === 'refused'));
    await broker.restart();
    await until('ready again', () => link.readies[1]);
    await using device = await openSpeaker(broker.plainUrl);
    await device.publishAsync('d/1', 'x', { qos: 1 });
    await until('the message', () => link.messages[0]);
  });

  it('keeps a socket that answers when the network changed, drops one that only looks alive, and waits no longer for the next try', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url, ...settings }, ['d/#']);
    await until('ready', () => link.readies[0]);
    link.connection.check();
    await using device = await openSpeaker(broker.plainUrl);
    await device.publishAsync('d/1', 'x', { qos: 1 });
    await until('the message', () => link.messages[0]);
    proxy.blackHole();
    link.connection.check();
    await until('the dead socket dropped', () => link.blinds.find(({ reason }) => reason.code === 'keep-alive'));
    expect(link.blinds).toHaveLength(1);
    // It dials into the hole now, for up to 20 seconds.
    proxy.pass();
    link.connection.check();
    await until('ready again', () => link.readies[1]);
  });
});
