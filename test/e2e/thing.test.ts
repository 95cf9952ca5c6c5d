import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { startApp } from '../helpers/app.ts';
import { REGION, startAwsEndpoint } from '../helpers/aws-endpoint.ts';
import { type Authority, createAuthority } from '../helpers/certificates.ts';
import { say } from '../helpers/foreign-client.ts';
import { openLink } from '../helpers/link.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { startThing } from '../helpers/thing.ts';
import { until } from '../helpers/until.ts';

const WILL = '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}';
const TOPICS = ['/last/will/topic', '/lwt/connected/topic'];

/** Mosquitto that asks every client for a certificate of the authority, and what a thing must be told of it. */
async function startSecure(authority: Authority) {
  const broker = await startMosquitto({
    scheme: 'mqtts',
    certificates: { caFile: authority.caFile, ...(await authority.issue()) },
    requireCertificate: true,
  });
  const { certFile, keyFile } = await authority.issue({ host: 'lwtThing' });
  const files = ['-r', authority.caFile, '-c', certFile, '-k', keyFile];
  return { broker, files, args: ['-e', 'localhost', '-p', String(broker.port), ...files, '-m', 'publish'] };
}

it('the recipe with mutual TLS: the watcher sees the thing come and lose its power, and nothing when it signs off', async () => {
  await using authority = await createAuthority();
  const { broker, args } = await startSecure(authority);
  await using _broker = broker;
  await using app = await startApp({ args: ['--broker', broker.plainUrl, '--convention', 'lwtthing', '--hold', '0'] });
  await app.line(({ type, state }) => type === 'link' && state === 'connected');
  await using link = openLink({ url: broker.plainUrl }, TOPICS);
  await until('ready', () => link.readies[0]);

  await using first = await startThing([...args, '--after', '1']);
  expect(await first.says('is connected to')).toContain(WILL);
  await first.says('Published to /lwt/connected/topic');
  expect(await first.exit()).toBe(0);
  expect(await app.line('outage')).toMatchObject({ device: 'lwtThing', verdict: 'abrupt' });
  await until('both messages', () => link.messages.length === 2);
  expect(link.messages.map(({ topic, qos, retain }) => ({ topic, qos, retain }))).toEqual([
    { topic: '/lwt/connected/topic', qos: expect.any(Number), retain: false },
    { topic: '/last/will/topic', qos: 0, retain: false },
  ]);
  expect(JSON.parse(link.text(0))).toMatchObject({ message: 'AWS IoT Thing connected message to IoT Core' });
  expect(link.text(1)).toBe(WILL);

  await using second = await startThing([...args, '--after', '0', '--die', 'clean']);
  await second.says('there is no will');
  expect(await second.exit()).toBe(0);
  expect(await app.line('recovery')).toMatchObject({ device: 'lwtThing' });
  // What would have come of it has come before this.
  await using third = await startThing([...args, '--after', '0', '-id', 'other', '--will-topic', TOPICS[0]!]);
  expect(await third.exit()).toBe(0);
  await app.line(({ type, device }) => type === 'outage' && device === 'other');
  expect(app.lines.filter(({ type }) => type === 'outage').map(({ device }) => device)).toEqual(['lwtThing', 'other']);
});

it('a thing that falls silent is given up by the broker after its keep-alive', async () => {
  await using broker = await startMosquitto();
  await using link = openLink({ url: broker.url }, TOPICS);
  await until('ready', () => link.readies[0]);
  await using thing = await startThing([
    ...['-e', '127.0.0.1', '-p', String(broker.port), '--plain', '--keep-alive', '2', '--after', '0', '--die', 'silent'],
  ]);
  await thing.says('Silent from now on');
  // It listens there too; an acknowledgement would be a sign of life, and put the will off for ever.
  const talking = setInterval(() => void say(broker.port, TOPICS[1]!, 'are you there?').catch(() => undefined), 500);
  try {
    await thing.says('its will is published', 20_000);
  } finally {
    clearInterval(talking);
  }
  await until('the will', () => link.messages.some(({ topic }) => topic === TOPICS[0]));
  expect(link.messages.filter(({ topic }) => topic === TOPICS[0]).map(({ payload }) => Buffer.from(payload).toString())).toEqual([
    WILL,
  ]);
  expect(await thing.exit()).toBe(0);
});

it('a thing that is cut off before its time comes back, and one that cannot connect says why', async () => {
  await using broker = await startMosquitto();
  const args = ['-e', '127.0.0.1', '-p', String(broker.port), '--plain'];
  await using thing = await startThing([...args, '--after', '60']);
  await thing.says('Published to');
  await broker.restart();
  await thing.says('Cut off before its time');
  await using link = openLink({ url: broker.url }, TOPICS);
  await until('its message again', () => link.messages.some(({ topic }) => topic === TOPICS[1]));

  await broker.stop();
  await using late = await startThing(args);
  expect(await late.exit()).toBe(1);
  expect(late.stderr()).toContain('nothing listens on that port');
  await using wrong = await startThing(['-e', 'broker']);
  expect(await wrong.exit()).toBe(2);
  expect(wrong.stderr()).toContain('needs -r <root CA file>');
});

it('with -w it signs in to AWS IoT with the credentials of the environment', async () => {
  await using authority = await createAuthority();
  await using broker = await startMosquitto({ scheme: 'ws' });
  const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  await using endpoint = await startAwsEndpoint(authority, broker.port, keys);
  const args = ['-e', 'localhost', '-p', String(endpoint.port), '-r', authority.caFile, '-w', '--region', REGION, '--after', '0'];
  const env = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };
  await using thing = await startThing(args, env);
  await thing.says('the broker publishes its will');
  expect(await thing.exit()).toBe(0);
  expect(endpoint.verdicts).toEqual([null]);

  await using stranger = await startThing(args, { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' });
  expect(await stranger.exit()).toBe(1);
  expect(stranger.stderr()).toContain('AWS refuses the signature');
});

it('a certificate on port 443 says by ALPN that it speaks MQTT', async (context) => {
  await using authority = await createAuthority();
  const { broker, files } = await startSecure(authority);
  await using _broker = broker;
  const asked: (readonly string[])[] = [];
  const server = await listenOn443(authority, broker, asked);
  if (typeof server === 'string') return context.skip(server);
  try {
    const args = ['-e', 'localhost', '-p', '443', ...files, '-m', 'publish', '--after', '0'];
    await using thing = await startThing([...args, '--region', REGION]);
    await thing.says('Published to');
    expect(await thing.exit()).toBe(0);
    expect(asked).toEqual([['x-amzn-mqtt-ca']]);
    // Another broker is not asked for what only AWS knows; this one hangs up.
    await using other = await startThing(args);
    expect(await other.exit()).toBe(1);
  } finally {
    server.close();
  }
});

/** As AWS IoT at 443: TLS with a certificate of the client, and nothing without its ALPN. Behind it is a broker. A text: why it cannot be had here. */
async function listenOn443(authority: Authority, broker: Mosquitto, asked: (readonly string[])[]) {
  const { certFile, keyFile } = await authority.issue();
  const server = createServer({
    ca: await readFile(authority.caFile),
    cert: await readFile(certFile),
    key: await readFile(keyFile),
    requestCert: true,
    ALPNCallback: ({ protocols }) => {
      asked.push(protocols);
      return protocols.find((one) => one === 'x-amzn-mqtt-ca');
    },
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => undefined);
    if (socket.alpnProtocol !== 'x-amzn-mqtt-ca' || !socket.authorized) return socket.destroy();
    const behind = connect(Number(new URL(broker.plainUrl).port), '127.0.0.1');
    behind.on('error', () => socket.destroy());
    socket.once('close', () => behind.destroy());
    behind.pipe(socket).pipe(behind);
  });
  server.on('tlsClientError', () => undefined);
  return new Promise<typeof server | string>((resolve) => {
    server.once('error', (error) => resolve(`port 443 cannot be had here: ${error.message}`));
    server.listen(443, '127.0.0.1', () => resolve(server));
  });
}
