import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AckingClient, MAX_PENDING, MAX_PENDING_BYTES, MAX_PENDING_QOS0 } from '../../main/mqtt/deferred-ack.ts';
import { openLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openProxy } from '../helpers/proxy.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

const alone = { liveListener: false };
const bodies = (link: { messages: { payload: Uint8Array }[] }) =>
  link.messages.map(({ payload }) => Buffer.from(payload).toString());

describe('what comes in one piece from the socket', () => {
  const connack = Buffer.of(0x20, 2, 0, 0);
  /** To the topic `t`, at QoS 0. */
  const publish = (payload: string): Buffer => {
    const length = 3 + payload.length;
    return Buffer.concat([Buffer.of(0x30, (length & 0x7f) | 0x80, length >> 7, 0, 1, 0x74), Buffer.from(payload)]);
  };
  const openClient = (onPublish: (payload: string) => void): { client: AckingClient; stream: Duplex } => {
    const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const options = { protocolVersion: 4, clientId: 'w', keepalive: 0 } as const;
    const client = new AckingClient(
      () => stream,
      options,
      ({ payload }, settle) => {
        onPublish(payload.toString());
        settle();
      },
    );
    client.connect();
    return { client, stream };
  };

  it('is read in order and in full, wherever packets end in it', async () => {
    const sent = Array.from({ length: 300 }, (_, n) => `${n}:${'x'.repeat((n * 53) % 400)}`);
    sent.splice(150, 0, 'y'.repeat(16_000), 'z'.repeat(9000));
    const seen: string[] = [];
    const { client, stream } = openClient((payload) => seen.push(payload));
    stream.push(Buffer.concat([connack, ...sent.map(publish)]));
    await until('all of them', () => seen.length === sent.length);
    expect(seen).toEqual(sent);
    client.end(true);
  });

  it('is not read on behind bytes that are no packet', async () => {
    const seen: string[] = [];
    const errors: string[] = [];
    const { client, stream } = openClient((payload) => seen.push(payload));
    client.on('error', ({ message }) => {
      errors.push(message);
      client.forget();
    });
    const many = Array.from({ length: 200 }, (_, n) => publish(`${n}:${'x'.repeat(200)}`));
    stream.push(Buffer.concat([connack, publish('before'), Buffer.of(0x00, 0x00), ...many]));
    await until('the error', () => errors.length > 0);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toHaveLength(1);
    expect(seen.filter((one) => one !== 'before')).toEqual([]);
    client.end(true);
  });

  it('gives the event loop its turn before all of it is read, when messages take long', async () => {
    const count = 200;
    let seen = 0;
    let turns = 0;
    const { client, stream } = openClient(() => {
      for (const began = performance.now(); performance.now() - began < 1; );
      if (seen++ === 0)
        setImmediate(function turn() {
          turns++;
          if (seen < count) setImmediate(turn);
        });
    });
    stream.push(Buffer.concat([connack, ...Array.from({ length: count }, () => publish('1'))]));
    await until('all of them', () => seen === count);
    expect(turns).toBeGreaterThan(2);
    client.end(true);
  });
});

describe.each(['3.1.1', '5'] as const)('deferred acknowledgement with MQTT %s', (protocol) => {
  it('an unsettled message comes back with dup after the reconnect; a settled one does not', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using device = await openSpeaker(broker.plainUrl);
    await using link = openLink({ url: proxy.url, protocol, ...alone }, ['d/#'], { settle: false, raw: true });
    await until('ready', () => link.readies[0]);
    for (const body of ['a', 'b', 'c', 'd']) await device.publishAsync('d/1', body, { qos: 1 });
    await until('four messages', () => link.messages.length === 4);
    link.settles[0]!();
    link.settles[1]!();
    // The broker has our PUBACKs when a message published after them, on another topic, was worked off.
    await until('two sent PUBACKs', () => proxy.open === 1);
    await link.connection.watch(['d/#', 'fence']);
    proxy.reset();
    await until('the redelivery', () => link.messages.length === 6);
    expect(bodies(link)).toEqual(['a', 'b', 'c', 'd', 'c', 'd']);
    expect(link.messages.slice(4).map(({ dup, queued }) => [dup, queued])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('acknowledgements settled out of order go out in order of arrival', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using device = await openSpeaker(broker.plainUrl);
    await using link = openLink({ url: proxy.url, protocol, ...alone }, ['d/#'], { settle: false, raw: true });
    await until('ready', () => link.readies[0]);
    for (const body of ['a', 'b', 'c']) await device.publishAsync('d/1', body, { qos: 1 });
    await until('three messages', () => link.messages.length === 3);
    link.settles[1]!();
    link.settles[2]!();
    await link.connection.watch(['d/#', 'fence']);
    proxy.reset();
    await until('the redelivery', () => link.messages.length === 6);
    expect(bodies(link).slice(3)).toEqual(['a', 'b', 'c']);
  });

  it('an acknowledgement never reaches a later connection', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using device = await openSpeaker(broker.plainUrl);
    await using link = openLink({ url: proxy.url, protocol, ...alone }, ['d/#'], { settle: false, raw: true });
    await until('ready', () => link.readies[0]);
    await device.publishAsync('d/1', 'a', { qos: 1 });
    await until('the message', () => link.messages.length === 1);
    proxy.reset();
    await until('the redelivery', () => link.messages.length === 2);
    link.settles[0]!();
    await link.connection.watch(['d/#', 'fence']);
    proxy.reset();
    await until('the next redelivery', () => link.messages.length === 3);
    expect(bodies(link)).toEqual(['a', 'a', 'a']);
    link.settles[2]!();
    await link.connection.watch(['d/#']);
    link.connection.reconnect({ code: 'asleep', detail: null });
    await until('ready again', () => link.readies.length >= 4);
    expect(link.messages).toHaveLength(3);
  });
});

it('holds the reading while too many messages are unsettled, keeps the link alive meanwhile, and goes on when they settle', async () => {
  const total = MAX_PENDING + 500;
  await using broker = await startMosquitto({ config: ['max_inflight_messages 0', 'max_queued_messages 0'] });
  await using device = await openSpeaker(broker.plainUrl);
  await using link = openLink({ url: broker.url, keepAliveSeconds: 5, ...alone }, ['d/#'], { settle: false, raw: true });
  await until('ready', () => link.readies[0]);
  await Promise.all(Array.from({ length: total }, (_, n) => device.publishAsync('d/1', String(n), { qos: 1 })));
  await until('the limit', () => link.messages.length === MAX_PENDING);
  // Longer than 1.5 keep-alives: PINGRESP is behind the messages we do not read.
  await new Promise((resolve) => setTimeout(resolve, 8500));
  expect(link.messages).toHaveLength(MAX_PENDING);
  expect(link.blinds).toEqual([]);
  for (const settle of link.settles.splice(0)) settle();
  await until('the rest', () => link.messages.length === total);
  expect(bodies(link)).toEqual(Array.from({ length: total }, (_, n) => String(n)));
});

it.each([
  { what: 'messages at QoS 0', liveListener: false, qos: 0, bytes: 1, limit: MAX_PENDING_QOS0 },
  { what: 'messages on the live connection', liveListener: true, qos: 0, bytes: 1, limit: MAX_PENDING_QOS0 },
  { what: 'bytes', liveListener: false, qos: 1, bytes: 2 ** 20, limit: MAX_PENDING_BYTES / 2 ** 20 },
] as const)('holds the reading of $what while a disk stands still', async ({ liveListener, qos, bytes, limit }) => {
  const total = limit + 50;
  await using broker = await startMosquitto({ config: ['max_inflight_messages 0', 'max_queued_messages 0'] });
  await using device = await openSpeaker(broker.plainUrl);
  await using link = openLink({ url: broker.url, liveListener }, ['d/#'], { settle: false, raw: true });
  await until('ready', () => link.readies[0]);
  const isHeldHere = ({ side }: { side: string }) => !liveListener || side === 'live';
  const came = () => link.messages.filter(isHeldHere).length;
  const payload = Buffer.alloc(bytes, 1);
  for (let sent = 0; sent < total; sent += 1000)
    await Promise.all(Array.from({ length: Math.min(1000, total - sent) }, () => device.publishAsync('d/1', payload, { qos })));
  await until('the limit', () => came() === limit);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(came()).toBe(limit);
  for (const settle of link.settles.splice(0)) settle();
  await until('the rest', () => came() === total);
});
