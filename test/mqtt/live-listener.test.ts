import { connect } from 'mqtt';
import { expect, it } from 'vitest';
import { MAX_PENDING_BYTES } from '../../main/mqtt/deferred-ack.ts';
import { openLink, type WatchedLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openProxy } from '../helpers/proxy.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

const texts = (link: WatchedLink) => link.messages.map(({ payload }) => Buffer.from(payload).toString());

it('the wills of a power cut, more than the broker queues, are each told once', async () => {
  const count = 3000;
  await using broker = await startMosquitto();
  await using link = openLink({ url: broker.url }, ['site/+/state']);
  await until('ready', () => link.readies[0]);
  const devices = Array.from({ length: count }, (_, n) =>
    connect(broker.plainUrl, {
      clientId: `device-${n}`,
      reconnectPeriod: 0,
      will: { topic: `site/${n}/state`, payload: Buffer.from('offline'), qos: 1, retain: n % 2 === 0 },
    }),
  );
  await until('all devices', () => devices.every(({ connected }) => connected), 90_000);
  for (const device of devices) device.stream.destroy();
  await until('all wills', () => link.messages.length >= count, 90_000);
  await using speaker = await openSpeaker(broker.plainUrl);
  await speaker.publishAsync('site/end/state', 'end', { qos: 1 });
  await until('the end', () => link.messages.some(({ topic }) => topic === 'site/end/state'));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(new Set(link.messages.map(({ topic }) => topic)).size).toBe(count + 1);
  expect(link.messages).toHaveLength(count + 1);
  expect(link.blinds).toEqual([]);
}, 240_000);

it('a retained snapshot larger than the queue is read in full, each once', async () => {
  const count = 3000;
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  await Promise.all(Array.from({ length: count }, (_, n) => speaker.publishAsync(`d/${n}`, 'online', { qos: 1, retain: true })));
  for (const protocol of ['3.1.1', '5'] as const) {
    for (const liveListener of [true, false]) {
      await using link = openLink({ url: broker.url, protocol, liveListener, clientId: `c-${protocol}-${liveListener}` }, [
        'd/#',
      ]);
      await until('ready', () => link.readies[0]);
      expect(new Set(link.messages.map(({ topic }) => topic)).size).toBe(count);
      expect(link.messages).toHaveLength(count);
    }
  }
});

it('the QoS 1 copy of a message seen live is acknowledged when it is settled itself; what was not comes again and is known', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  await using proxy = await openProxy(broker.url);
  await using link = openLink({ url: proxy.url }, ['d/#'], { settle: false });
  await until('ready', () => link.readies[0]);
  await speaker.publishAsync('d/1', 'a', { qos: 1 });
  await until('both copies of the first', () => link.settles.length === 2);
  await speaker.publishAsync('d/1', 'b', { qos: 1 });
  await until('both copies of the second', () => link.settles.length === 4);
  for (const settle of link.settles.slice(0, 2)) settle();
  await link.connection.watch(['d/#', 'fence']);
  proxy.reset();
  await until('the redelivery', () => link.again.length === 1);
  expect(texts(link)).toEqual(['a', 'b']);
  expect(link.again).toMatchObject([{ dup: true, qos: 1, packetId: 2 }]);
});

it('without the live listener the link sees everything, and is not blind', async () => {
  await using broker = await startMosquitto({ config: ['max_connections 2'] });
  await using speaker = await openSpeaker(broker.plainUrl);
  await speaker.publishAsync('d/1', 'online', { qos: 1, retain: true });
  for (const protocol of ['3.1.1', '5'] as const) {
    await using link = openLink({ url: broker.url, protocol, clientId: `c${protocol}` }, ['d/#']);
    await until('ready', () => link.readies[0]);
    await speaker.publishAsync('d/2', 'offline', { qos: 1 });
    await until('the live message', () => link.messages.length === 2);
    expect(link.messages).toMatchObject([
      { topic: 'd/1', retain: true },
      { topic: 'd/2', retain: false },
    ]);
    expect(link.blinds).toEqual([]);
    await link.connection.stop();
  }
});

it('reads the retained messages again on demand', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  await speaker.publishAsync('d/1', 'online', { qos: 1, retain: true });
  await using link = openLink({ url: broker.url, protocol: '5' }, ['d/#']);
  await until('ready', () => link.readies[0]);
  expect(await link.connection.resync()).toBe(true);
  expect(texts(link)).toEqual(['online', 'online']);
  await using alone = openLink({ url: broker.url, liveListener: false, clientId: 'alone' }, ['d/#']);
  await until('ready', () => alone.readies[0]);
  expect(await alone.connection.resync()).toBe(false);
});

it('publishes on the persistent connection, and says when it is not there', async () => {
  await using broker = await startMosquitto();
  await using link = openLink({ url: broker.url }, ['out/#']);
  const message = { topic: 'out/1', payload: 'on', qos: 1, retain: true } as const;
  expect(await link.connection.publish(message)).toBe(false);
  await until('ready', () => link.readies[0]);
  expect(await link.connection.publish(message)).toBe(true);
  await until('it comes back', () => texts(link)[0] === 'on');
  await link.connection.stop();
  expect(await link.connection.publish(message)).toBe(false);
});

it.each([true, false])(
  'new filters are read and watched, old ones are not heard any more (live listener %s)',
  async (liveListener) => {
    await using broker = await startMosquitto();
    await using speaker = await openSpeaker(broker.plainUrl);
    await speaker.publishAsync('b/1', 'retained', { qos: 1, retain: true });
    await using link = openLink({ url: broker.url, liveListener }, ['a/#']);
    await until('ready', () => link.readies[0]);
    await link.connection.watch(['b/#']);
    expect(link.subscribed.map(({ filter }) => filter)).toEqual(['a/#', 'b/#']);
    expect(texts(link)).toEqual(['retained']);
    await speaker.publishAsync('a/1', 'unheard', { qos: 1 });
    await speaker.publishAsync('b/2', 'heard', { qos: 1 });
    await until('the message', () => link.messages.length >= 2);
    expect(texts(link)).toEqual(['retained', 'heard']);
  },
);

it('queued news and live news are told apart on a busy line', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  const link = openLink({ url: broker.url }, ['d/#']);
  await until('ready', () => link.readies[0]);
  await link.connection.stop();
  for (let n = 0; n < 100; n++) await speaker.publishAsync('d/1', `queued ${n}`, { qos: 1 });
  link.connection.start();
  await until('ready', () => link.readies[1]);
  for (let n = 0; n < 20; n++) await speaker.publishAsync('d/1', `live ${n}`, { qos: 1 });
  await until('all', () => link.messages.length === 120);
  const queued = link.messages.filter((message) => message.queued).map(({ payload }) => Buffer.from(payload).toString());
  expect(queued.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => `queued ${n}`));
  // The first live one ends it when its second copy comes; it may be counted with the queued ones itself.
  expect(['live 0', undefined]).toContain(queued[100]);
  expect(queued.length).toBeLessThanOrEqual(101);
  await link.connection.stop();
});

it('what the broker had kept comes before everything that the live connection brings, retained or new', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  await using proxy = await openProxy(broker.url);
  await using link = openLink({ url: proxy.url }, ['d/#'], { settle: false });
  await until('ready', () => link.readies[0]);
  proxy.refuse();
  proxy.reset();
  await until('blind', () => link.blinds[0]);
  // More than Mosquitto sends at once: the rest waits for our acknowledgements.
  const kept = Array.from({ length: 30 }, (_, n) => `kept ${n}`);
  for (const text of kept) await speaker.publishAsync('d/1', text, { qos: 1 });
  await speaker.publishAsync('d/2', 'retained', { qos: 1, retain: true });
  proxy.pass();
  await until('the first of what was kept', () => link.messages.length >= 20);
  await speaker.publishAsync('d/1', 'new', { qos: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(texts(link)).toEqual(kept.slice(0, 20));
  expect(link.readies).toHaveLength(1);
  const settling = setInterval(() => {
    for (const settle of link.settles.splice(0)) settle();
  }, 10);
  await until('ready again', () => link.readies[1]);
  clearInterval(settling);
  expect(texts(link).filter((text) => text.startsWith('kept'))).toEqual(kept);
  expect(texts(link).slice(0, 30)).toEqual(kept);
  expect(texts(link)).toContain('new');
  const read = link.messages.filter(({ retain, queued }) => retain && !queued);
  expect(read).toMatchObject([{ topic: 'd/2', side: 'live' }]);
});

it('what the live connection brings does not wait for what was kept until the memory is full', async () => {
  await using broker = await startMosquitto();
  await using speaker = await openSpeaker(broker.plainUrl);
  await using link = openLink({ url: broker.url }, ['d/#'], { settle: false });
  await until('ready', () => link.readies[0]);
  await link.connection.stop();
  for (let n = 0; n < 30; n++) await speaker.publishAsync('d/1', `kept ${n}`, { qos: 1 });
  link.connection.start();
  await until('the first of what was kept', () => link.messages.length >= 20);
  const large = Buffer.alloc(2 ** 20, 1);
  const live = () => link.messages.filter(({ side }) => side === 'live');
  await until('the live ones', async () => {
    if (live().length === 0) await speaker.publishAsync('d/2', large, { qos: 1 });
    return live().length > 0;
  });
  expect(live().reduce((bytes, { payload }) => bytes + payload.length, 0)).toBeGreaterThanOrEqual(MAX_PENDING_BYTES);
  expect(texts(link).slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => `kept ${n}`));
});
