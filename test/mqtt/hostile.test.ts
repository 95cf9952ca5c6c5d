import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openProxy, openRudeServer } from '../helpers/proxy.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

const CONNACK = { '3.1.1': Buffer.of(0x20, 2, 0, 0), '5': Buffer.of(0x20, 3, 0, 0, 0) };
const accidents: unknown[] = [];
const note = (error: unknown) => accidents.push(error);

beforeEach(() => {
  accidents.length = 0;
  process.on('uncaughtExceptionMonitor', note);
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('uncaughtExceptionMonitor', note);
  process.off('unhandledRejection', note);
  expect(accidents).toEqual([]);
});

describe.each(['3.1.1', '5'] as const)('a broker that speaks nonsense in MQTT %s', (protocol) => {
  it('is survived: any bytes instead of CONNACK, and after it', async () => {
    const bytes = fc.uint8Array({ maxLength: 64 });
    // A known packet type and a true length take the parser further than noise does.
    const packet = fc
      .record({
        type: fc.integer({ min: 0, max: 15 }),
        flags: fc.integer({ min: 0, max: 15 }),
        body: fc.uint8Array({ maxLength: 40 }),
      })
      .map(({ type, flags, body }) => Buffer.concat([Buffer.of((type << 4) | flags, body.length), body]));
    const cases = fc.sample(fc.tuple(fc.boolean(), fc.array(fc.oneof(bytes, packet), { minLength: 1, maxLength: 4 })), 400);
    let next = 0;
    await using server = await openRudeServer((socket) => {
      const [accept, parts] = cases[next++ % cases.length]!;
      socket.write(Buffer.concat([...(accept ? [CONNACK[protocol]] : []), ...parts.map((part) => Buffer.from(part))]));
      setTimeout(() => socket.destroy(), 5);
    });
    await using link = openLink({ url: `mqtt://127.0.0.1:${server.port}`, protocol }, ['a', 'b/#'], {
      clock: { random: () => 0 },
    });
    await until('every case', () => next >= cases.length, 50_000);
    expect(link.blinds.length).toBeGreaterThan(cases.length / 4);
  });

  it.each([
    ['PUBREL', Buffer.of(0x62, 2, 0, 5)],
    [
      'a PUBLISH at QoS 2',
      Buffer.concat([
        Buffer.of(0x34, protocol === '5' ? 7 : 6, 0, 1, 0x61, 0, 9),
        Buffer.of(0, 0x79).subarray(protocol === '5' ? 0 : 1),
      ]),
    ],
  ])('is refused when it sends %s, which we never asked for', async (_, bytes) => {
    await using server = await openRudeServer((socket) => {
      socket.write(Buffer.concat([CONNACK[protocol], bytes]));
    });
    await using link = openLink({ url: `mqtt://127.0.0.1:${server.port}`, protocol, liveListener: false }, ['a']);
    await until('the refusal', () => link.blinds.find(({ reason }) => reason.code === 'protocol-error'));
    expect(link.messages).toEqual([]);
  });

  it('is cut off in the middle of a packet, and the link comes back', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url, protocol }, ['d/#']);
    await until('ready', () => link.readies[0]);
    proxy.inject(Buffer.of(0x30, 100, 0, 3, 0x64));
    proxy.end();
    await until('ready again', () => link.readies[1]);
    expect(link.messages).toEqual([]);
  });

  it('sends garbage after a good beginning, and the link comes back', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url, protocol }, ['d/#']);
    await until('ready', () => link.readies[0]);
    proxy.inject(Buffer.alloc(1000, 0xff));
    expect(await until('a reason', () => link.blinds[0])).toMatchObject({ reason: { code: 'protocol-error' } });
    await until('ready again', () => link.readies[1]);
  });

  it('never answers SUBSCRIBE: the link can still be stopped', async () => {
    await using server = await openRudeServer((socket) => socket.write(CONNACK[protocol]));
    const link = openLink({ url: `mqtt://127.0.0.1:${server.port}`, protocol, liveListener: false }, ['d/#']);
    await until('connected', () => link.connects[0]);
    await link.connection.stop();
    expect(link.blinds).toMatchObject([{ reason: { code: 'stopped' } }]);
    expect(link.readies).toEqual([]);
  });

  it('hands on any topic and payload as it is', async () => {
    await using broker = await startMosquitto();
    await using speaker = await openSpeaker(broker.plainUrl, { protocolVersion: 5 });
    await using link = openLink({ url: broker.url, protocol }, ['#']);
    await until('ready', () => link.readies[0]);
    const longest = `d/${'x'.repeat(65_533)}`;
    const payloads = [Buffer.alloc(0), Buffer.alloc(256 * 1024, 7), Buffer.of(0xff, 0xfe, 0xc0, 0x80), Buffer.from('{"a":')];
    for (const payload of payloads) await speaker.publishAsync('d/1', payload, { qos: 1 });
    await speaker.publishAsync(longest, 'x', { qos: 1 });
    await until('all', () => link.messages.length === payloads.length + 1);
    expect(link.messages.slice(0, -1).map(({ payload }) => Buffer.from(payload).equals(payloads.shift()!))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(link.messages.at(-1)!.topic).toBe(longest);
  });
});

it('stop before, during and after an attempt resolves, and start works again', async () => {
  await using broker = await startMosquitto();
  const link = openLink({ url: broker.url }, ['d/#']);
  await link.connection.stop();
  await link.connection.stop();
  link.connection.start();
  await until('connected', () => link.connects[0]);
  await link.connection.stop();
  link.connection.start();
  await until('ready', () => link.readies[0]);
  await link.connection.stop();
  expect(link.log.at(-1)).toBe('blind stopped');
});
