import { expect, it } from 'vitest';
import { awsIotRegion } from '../../main/contract/aws-iot.ts';
import { type BrokerAddress, parseAddress } from '../../main/mqtt/address.ts';
import { alpn } from '../../main/mqtt/transport.ts';

const AWS = 'abc-ats.iot.eu-central-1.amazonaws.com';

it.each([
  ['mqtt://broker', { secure: false, websocket: false, host: 'broker', port: 1883, path: '/' }],
  ['mqtts://broker.example', { secure: true, websocket: false, host: 'broker.example', port: 8883, path: '/' }],
  ['ws://broker/mqtt?x=1', { secure: false, websocket: true, host: 'broker', port: 80, path: '/mqtt?x=1' }],
  ['wss://broker:8084/', { secure: true, websocket: true, host: 'broker', port: 8084, path: '/' }],
  [' mqtt://[::1]:1884 ', { secure: false, websocket: false, host: '::1', port: 1884, path: '/' }],
  ['mqtt://bröker.example', { secure: false, websocket: false, host: 'xn--brker-kua.example', port: 1883, path: '/' }],
])('reads %j', (text, address) => {
  expect(parseAddress(text)).toEqual(address);
});

it.each(['', 'broker', 'broker:1883', 'http://broker', 'mqtt://', 'mqtt://a:0', 'mqtt://a:99999', 'mqtt://%zz'])(
  '%j is no broker address',
  (text) => {
    expect(parseAddress(text)).toMatchObject({ code: 'bad-settings' });
  },
);

it('does not repeat a password', () => {
  expect(JSON.stringify(parseAddress('http://user:secret@broker'))).not.toContain('secret');
});

it('AWS IoT on port 443 is told by ALPN that it is MQTT', () => {
  const open = (url: string, region = ''): BrokerAddress =>
    parseAddress(url, { signed: false, region, profile: '' }) as BrokerAddress;
  const address = open(`mqtts://${AWS}:443`);
  expect(alpn(address, { cert: Buffer.from('x') })).toEqual({ ALPNProtocols: ['x-amzn-mqtt-ca'] });
  expect(alpn(address, {})).toEqual({ ALPNProtocols: ['mqtt'] });
  expect(alpn({ ...address, port: 8883 }, {})).toEqual({});
  expect(alpn({ ...address, websocket: true }, {})).toEqual({});
  expect(alpn(open('mqtts://iot.eu-central-1.amazonaws.com.example:443'), {})).toEqual({});
  expect(alpn(open('mqtts://b-1.mq.eu-central-1.amazonaws.com:443'), {})).toEqual({});
  expect(alpn(open('mqtts://things.example:443', 'eu-central-1'), {})).toEqual({ ALPNProtocols: ['mqtt'] });
});

it.each([
  [AWS, 'eu-central-1'],
  ['ABC.iot.us-east-1.amazonaws.com', 'us-east-1'],
  ['abc.ats.iot.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['data.iot-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['iot.example', null],
  ['notiot.eu-central-1.amazonaws.com', null],
])('%s is AWS IoT of %s', (host, region) => {
  expect(awsIotRegion(host)).toBe(region);
});

it('a WebSocket of AWS IoT has its path, and what cannot be signed is not an address', () => {
  const signed = { signed: true, region: '', profile: 'plant' };
  expect(parseAddress(`wss://${AWS}`, signed)).toMatchObject({ path: '/mqtt', aws: { ...signed, region: 'eu-central-1' } });
  expect(parseAddress('wss://things.example/own', { ...signed, region: 'eu-west-1' })).toMatchObject({ path: '/own' });
  for (const url of [`mqtts://${AWS}`, `ws://${AWS}`, 'wss://things.example'])
    expect(parseAddress(url, signed)).toMatchObject({ code: 'bad-settings' });
});
