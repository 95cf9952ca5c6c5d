import { expect, it } from 'vitest';
import { isReason } from '../../main/mqtt/address.ts';
import { type Device, type DeviceOptions, openDevice } from '../../main/mqtt/device.ts';
import { openLink } from '../helpers/link.ts';
import { freePorts, startMosquitto } from '../helpers/mosquitto.ts';
import { until } from '../helpers/until.ts';

const will = { topic: 'd/1', payload: 'offline', qos: 1, retain: false } as const;

async function device(options: DeviceOptions): Promise<Device> {
  const opened = await openDevice(options);
  if (isReason(opened)) throw new Error(JSON.stringify(opened));
  return opened;
}

it('publishes, and its will comes when the plug is pulled, not when it leaves', async () => {
  await using broker = await startMosquitto();
  await using link = openLink({ url: broker.url }, ['d/#']);
  await until('ready', () => link.readies[0]);
  const closed: string[] = [];
  const one = await device({ url: broker.url, clientId: 'one', will, onClosed: ({ code }) => closed.push(code) });
  expect(await one.publish('d/1', 'online', { qos: 1, retain: true })).toBe(true);
  one.pull();
  await until('the will', () => link.messages.length === 2);
  expect(link.text(1)).toBe('offline');
  expect(closed).toEqual(['stopped']);
  expect(one.connected).toBe(false);
  expect(await one.publish('d/1', 'x')).toBe(false);

  const two = await device({ url: broker.url, clientId: 'two', will, protocol: '5' });
  await two.leave();
  const three = await device({ url: broker.url, clientId: 'three' });
  expect(await three.publish('d/1', 'end')).toBe(true);
  await until('the end', () => link.messages.length === 3);
  expect(link.text(2)).toBe('end');
  await three.leave();
});

it('its will comes after 1.5 keep-alives when it is frozen', async () => {
  await using broker = await startMosquitto();
  await using link = openLink({ url: broker.url }, ['d/#']);
  await until('ready', () => link.readies[0]);
  const frozen = await device({ url: broker.url, clientId: 'one', will, keepAliveSeconds: 1 });
  frozen.freeze();
  expect(await frozen.publish('d/1', 'x')).toBe(false);
  await until('the will', () => link.messages.length === 1);
  expect(link.text(0)).toBe('offline');
  frozen.pull();
});

it('250 devices in one process lose power at once', async () => {
  await using broker = await startMosquitto();
  await using link = openLink({ url: broker.url }, ['d/+']);
  await until('ready', () => link.readies[0]);
  const devices = await Promise.all(
    Array.from({ length: 250 }, (_, n) => device({ url: broker.url, clientId: `d${n}`, will: { ...will, topic: `d/${n}` } })),
  );
  for (const one of devices) one.pull();
  await until('all wills', () => new Set(link.messages.map(({ topic }) => topic)).size === 250);
});

it('gives the reason when it cannot connect', async () => {
  const [port] = await freePorts(1);
  expect(await openDevice({ url: `mqtt://127.0.0.1:${port}`, clientId: 'x' })).toMatchObject({ code: 'refused' });
  expect(await openDevice({ url: 'nonsense', clientId: 'x' })).toMatchObject({ code: 'bad-settings' });
  await using broker = await startMosquitto({ users: { a: 'b' } });
  expect(await openDevice({ url: broker.url, clientId: 'x', username: 'a', password: 'c' })).toMatchObject({
    code: 'not-authorised',
  });
});
