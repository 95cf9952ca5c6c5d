import type { IPublishPacket } from 'mqtt';
import { expect, it } from 'vitest';
import { messageProperties } from '../../main/mqtt/message-properties.ts';
import { openLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

const properties = {
  contentType: 'text/plain; charset=utf-8',
  payloadFormatIndicator: true,
  responseTopic: 'answers/7',
  correlationData: Buffer.from([0, 255]),
  userProperties: { line: ['4', '5'], __proto__x: 'Wörk', '': 'no key' },
};

it.each([
  { protocol: '5' as const, liveListener: true },
  { protocol: '5' as const, liveListener: false },
])('a message brings its properties over MQTT $protocol, live listener $liveListener', async (settings) => {
  await using broker = await startMosquitto();
  await using device = await openSpeaker(broker.plainUrl, { protocolVersion: 5 });
  await using link = openLink({ url: broker.url, ...settings }, ['d/#']);
  await until('ready', () => link.readies[0]);
  await device.publishAsync('d/1', 'x', { qos: 1, properties });
  await device.publishAsync('d/2', 'y', { qos: 1 });
  await until('both', () => link.messages.length === 2);
  const { userProperties, correlationData, ...rest } = link.messages[0]?.properties ?? {};
  expect(rest).toEqual({
    contentType: 'text/plain; charset=utf-8',
    payloadFormatIndicator: 1,
    responseTopic: 'answers/7',
  });
  expect([...(correlationData ?? [])]).toEqual([0, 255]);
  expect(userProperties).toEqual([
    ['line', '4'],
    ['line', '5'],
    ['__proto__x', 'Wörk'],
    ['', 'no key'],
  ]);
  expect(link.messages[1]?.properties).toBeNull();
});

it('over MQTT 3.1.1 there are none', async () => {
  await using broker = await startMosquitto();
  await using device = await openSpeaker(broker.plainUrl, { protocolVersion: 5 });
  await using link = openLink({ url: broker.url, protocol: '3.1.1' }, ['d/#']);
  await until('ready', () => link.readies[0]);
  await device.publishAsync('d/1', 'x', { qos: 1, properties });
  await until('it', () => link.messages.length === 1);
  expect(link.messages[0]?.properties).toBeNull();
});

const packet = (given: object): IPublishPacket =>
  ({ cmd: 'publish', topic: 't', payload: '', qos: 0, retain: false, dup: false, properties: given }) as IPublishPacket;

it('what is too much is left out, user properties from the first that does not fit', () => {
  const long = 'x'.repeat(9000);
  expect(messageProperties(packet({ contentType: 'c', userProperties: { a: [long, long, 'b'] } }))).toEqual({
    contentType: 'c',
    userProperties: [['a', long]],
  });
  const many = messageProperties(packet({ userProperties: { k: Array.from({ length: 1000 }, () => 'v') } }));
  expect(many?.userProperties).toHaveLength(128);
  expect(messageProperties(packet({ correlationData: Buffer.alloc(65_000) }))).toBeNull();
});

it('a property that a broker sends twice counts as none', () => {
  expect(messageProperties(packet({ contentType: ['a', 'b'], payloadFormatIndicator: [true, true] }))).toBeNull();
});
