import { expect, it } from 'vitest';
import { type BrokerSettings, brokerSettings } from '../../main/contract/settings.ts';
import { tryBroker } from '../../main/mqtt/try-broker.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { freePorts, startMosquitto } from '../helpers/mosquitto.ts';
import { openRudeServer } from '../helpers/proxy.ts';

const settings = (given: Partial<BrokerSettings> & { url: string }) => brokerSettings.parse({ id: 'b1', name: 'Test', ...given });
async function outcomes(given: Partial<BrokerSettings> & { url: string }, password: string | null = null, filter?: string) {
  const steps = await tryBroker(settings(given), { password, passphrase: null }, filter);
  expect(steps.map(({ step }) => step)).toEqual(['name', 'tcp', 'tls', 'connect', 'subscribe']);
  for (const { outcome, ms } of steps) expect(ms === null).toBe(outcome === 'skipped');
  return steps.map(({ outcome, reason }) => (outcome === 'failed' ? reason!.code : outcome));
}

it.each(['mqtt', 'ws'] as const)('passes every step of a plain broker over %s', async (scheme) => {
  await using broker = await startMosquitto({ scheme });
  expect(await outcomes({ url: broker.url })).toEqual(['passed', 'passed', 'skipped', 'passed', 'passed']);
});

it.each(['mqtts', 'wss'] as const)(
  'passes every step of a secure broker over %s, or says what is wrong with the certificate',
  async (scheme) => {
    await using authority = await createAuthority();
    await using broker = await startMosquitto({
      scheme,
      certificates: { caFile: authority.caFile, ...(await authority.issue()) },
    });
    expect(await outcomes({ url: broker.url, caFile: authority.caFile })).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'passed',
    ]);
    expect(await outcomes({ url: broker.url })).toEqual(['passed', 'passed', 'tls-untrusted', 'skipped', 'skipped']);
    expect(await outcomes({ url: broker.url, caFile: '/nowhere.pem' })).toEqual([
      'passed',
      'passed',
      'file-unreadable',
      'skipped',
      'skipped',
    ]);
  },
);

it('stops at the first failure', async () => {
  const [port] = await freePorts(1);
  expect(await outcomes({ url: 'nonsense' })).toEqual(['bad-settings', 'skipped', 'skipped', 'skipped', 'skipped']);
  expect(await outcomes({ url: 'mqtt://broker.invalid' })).toEqual([
    'name-not-found',
    'skipped',
    'skipped',
    'skipped',
    'skipped',
  ]);
  expect(await outcomes({ url: `mqtt://127.0.0.1:${port}` })).toEqual(['passed', 'refused', 'skipped', 'skipped', 'skipped']);
  await using garbage = await openRudeServer((socket) => socket.write('SSH-2.0\r\n'));
  expect(await outcomes({ url: `mqtt://127.0.0.1:${garbage.port}` })).toEqual([
    'passed',
    'passed',
    'skipped',
    'not-mqtt',
    'skipped',
  ]);
});

it('says that the password is wrong', async () => {
  await using broker = await startMosquitto({ users: { willi: 'secret' } });
  expect(await outcomes({ url: broker.url, username: 'willi' }, 'wrong')).toEqual([
    'passed',
    'passed',
    'skipped',
    'not-authorised',
    'skipped',
  ]);
  expect(await outcomes({ url: broker.url, username: 'willi', protocol: '5' }, 'secret')).toEqual([
    'passed',
    'passed',
    'skipped',
    'passed',
    'passed',
  ]);
});

it('says that the filter is refused', async () => {
  await using broker = await startMosquitto();
  expect(await outcomes({ url: broker.url }, null, 'bad/#/filter')).toEqual([
    'passed',
    'passed',
    'skipped',
    'passed',
    'subscribe-refused',
  ]);
});

it('gives up on a server that never answers', async () => {
  await using mute = await openRudeServer(() => {});
  expect(await outcomes({ url: `mqtt://127.0.0.1:${mute.port}` })).toEqual(['passed', 'passed', 'skipped', 'timeout', 'skipped']);
});
