import { expect, it } from 'vitest';
import { parseAddress } from '../../main/mqtt/address.ts';
import { alpn } from '../../main/mqtt/transport.ts';

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
  const address = { secure: true, websocket: false, host: 'abc-ats.iot.eu-central-1.amazonaws.com', port: 443, path: '/' };
  expect(alpn(address, { cert: Buffer.from('x') })).toEqual({ ALPNProtocols: ['x-amzn-mqtt-ca'] });
  expect(alpn(address, {})).toEqual({ ALPNProtocols: ['mqtt'] });
  expect(alpn({ ...address, port: 8883 }, {})).toEqual({});
  expect(alpn({ ...address, websocket: true }, {})).toEqual({});
  expect(alpn({ ...address, host: 'amazonaws.com.example' }, {})).toEqual({});
});
