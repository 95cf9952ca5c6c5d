import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LinkReason } from '../../main/contract/model.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { openLink } from '../helpers/link.ts';
import { freePorts, startMosquitto } from '../helpers/mosquitto.ts';
import { openProxy, openRudeServer } from '../helpers/proxy.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { until } from '../helpers/until.ts';

async function firstReason(
  settings: Partial<BrokerSettings> & { url: string },
  password: string | null = null,
): Promise<LinkReason> {
  await using link = openLink(settings, ['d/#'], { password });
  const { reason } = await until('a reason', () => link.blinds[0]);
  expect(link.connects).toEqual([]);
  return reason;
}

async function outcome(settings: Partial<BrokerSettings> & { url: string }): Promise<string> {
  await using link = openLink(settings, ['d/#']);
  return await until('ready or a reason', () => (link.readies[0] ? 'ready' : link.blinds[0]?.reason.code));
}

describe.each(['mqtts', 'wss'] as const)('TLS over %s', (scheme) => {
  it('opens an encrypted key with its passphrase, and says when that is missing or wrong', async () => {
    await using authority = await createAuthority();
    const certificates = { caFile: authority.caFile, ...(await authority.issue()) };
    await using broker = await startMosquitto({ scheme, certificates, requireCertificate: true });
    const own = await authority.issue();
    const pem = createPrivateKey(await readFile(own.keyFile)).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    });
    await writeFile(own.keyFile, pem);
    const settings = { url: broker.url, caFile: authority.caFile, ...own };
    {
      await using link = openLink(settings, ['d/#'], { passphrase: 'open sesame' });
      await until('ready', () => link.readies[0]);
    }
    for (const passphrase of [null, 'open says me', '']) {
      await using link = openLink(settings, ['d/#'], { passphrase });
      const { reason } = await until('a reason', () => link.blinds[0]);
      expect(reason).toEqual({ code: 'key-locked', detail: own.keyFile });
    }
  });

  it('connects with the CA file, and not without', async () => {
    await using authority = await createAuthority();
    await using other = await createAuthority();
    const certificates = { caFile: authority.caFile, ...(await authority.issue()) };
    await using broker = await startMosquitto({ scheme, certificates });
    expect(await outcome({ url: broker.url, caFile: authority.caFile })).toBe('ready');
    expect(await firstReason({ url: broker.url })).toMatchObject({ code: 'tls-untrusted' });
    expect(await firstReason({ url: broker.url, caFile: other.caFile })).toMatchObject({ code: 'tls-untrusted' });
  });

  it('names the end of an expired certificate, and the beginning of one that is not valid yet', async () => {
    await using authority = await createAuthority();
    const expired = await authority.issue({
      notBefore: new Date('2019-01-01T00:00:00Z'),
      notAfter: new Date('2020-03-03T00:00:00Z'),
    });
    await using broker = await startMosquitto({ scheme, certificates: { caFile: authority.caFile, ...expired } });
    const reason = await firstReason({ url: broker.url, caFile: authority.caFile });
    expect(reason.code).toBe('tls-expired');
    expect(Date.parse(reason.detail!)).toBe(Date.parse('2020-03-03T00:00:00Z'));
    const early = await authority.issue({
      notBefore: new Date('2090-01-01T00:00:00Z'),
      notAfter: new Date('2091-01-01T00:00:00Z'),
    });
    await using future = await startMosquitto({ scheme, certificates: { caFile: authority.caFile, ...early } });
    const notYet = await firstReason({ url: future.url, caFile: authority.caFile });
    expect(notYet.code).toBe('tls-not-yet-valid');
    expect(Date.parse(notYet.detail!)).toBe(Date.parse('2090-01-01T00:00:00Z'));
  });

  it('a certificate for another name is told with both names', async () => {
    await using authority = await createAuthority();
    const certificate = await authority.issue({ host: 'broker.example' });
    await using broker = await startMosquitto({ scheme, certificates: { caFile: authority.caFile, ...certificate } });
    const reason = await firstReason({ url: broker.url, caFile: authority.caFile });
    expect(reason.code).toBe('tls-wrong-host');
    expect(reason.detail).toContain('broker.example');
  });

  it('connects with a client certificate, and says when one is missing or unknown', async () => {
    await using authority = await createAuthority();
    await using other = await createAuthority();
    await using broker = await startMosquitto({
      scheme,
      certificates: { caFile: authority.caFile, ...(await authority.issue()) },
      requireCertificate: true,
    });
    const client = await authority.issue({ host: 'technician' });
    expect(await outcome({ url: broker.url, caFile: authority.caFile, ...client })).toBe('ready');
    expect(await firstReason({ url: broker.url, caFile: authority.caFile })).toMatchObject({ code: 'tls-client-certificate' });
    const stranger = await other.issue({ host: 'technician' });
    expect(await firstReason({ url: broker.url, caFile: authority.caFile, ...stranger })).toMatchObject({
      code: 'tls-client-certificate',
    });
  });
});

describe('files', () => {
  it('a missing file, one that is no certificate, and a key of another certificate are told with the path', async () => {
    await using authority = await createAuthority();
    const missing = join(authority.directory, 'missing.pem');
    const one = await authority.issue();
    const two = await authority.issue();
    const url = 'mqtts://127.0.0.1:1';
    expect(await firstReason({ url, caFile: missing })).toEqual({
      code: 'file-unreadable',
      detail: `${missing}: ENOENT: no such file or directory`,
    });
    const wrong = await firstReason({ url, caFile: one.keyFile });
    expect(wrong.code).toBe('file-unreadable');
    expect(wrong.detail).toContain(one.keyFile);
    const mismatch = await firstReason({ url, certFile: one.certFile, keyFile: two.keyFile });
    expect(mismatch.code).toBe('file-unreadable');
    expect(mismatch.detail).toContain(two.keyFile);
  });
});

describe('the broker says no', () => {
  it.each(['3.1.1', '5'] as const)('a wrong password with MQTT %s', async (protocol) => {
    await using broker = await startMosquitto({ users: { willi: 'secret' } });
    expect(await firstReason({ url: broker.url, protocol, username: 'willi' }, 'wrong')).toMatchObject({
      code: 'not-authorised',
    });
    await using link = openLink({ url: broker.url, protocol, username: 'willi' }, ['d/#'], { password: 'secret' });
    await until('ready', () => link.readies[0]);
  });

  it.each(['3.1.1', '5'] as const)('one filter of several is refused, the rest works, with MQTT %s', async (protocol) => {
    await using broker = await startMosquitto({ users: { willi: 'secret' }, acl: ['user willi', 'topic readwrite allowed/#'] });
    const filters = ['allowed/a', ...Array.from({ length: 9 }, (_, n) => `allowed/${n}`), 'forbidden/#', 'bad/#/filter'];
    await using link = openLink({ url: broker.url, protocol, username: 'willi' }, filters, { password: 'secret' });
    const granted = await until('ready', () => link.readies[0]);
    expect(granted.map(({ filter }) => filter)).toEqual(filters);
    const codes = new Map(granted.map(({ filter, code }) => [filter, code]));
    expect(codes.get('allowed/a')).toBe(1);
    expect(codes.get('bad/#/filter')).toBeGreaterThanOrEqual(128);
    expect(link.subscribed).toHaveLength(filters.length);
  });

  it('nobody listens', async () => {
    const [port] = await freePorts(1);
    expect(await firstReason({ url: `mqtt://127.0.0.1:${port}` })).toEqual({ code: 'refused', detail: 'ECONNREFUSED' });
    expect(await firstReason({ url: `ws://127.0.0.1:${port}` })).toEqual({ code: 'refused', detail: 'ECONNREFUSED' });
  });

  it('a name that does not exist', async () => {
    expect(await firstReason({ url: 'mqtt://broker.invalid' })).toEqual({ code: 'name-not-found', detail: 'broker.invalid' });
  });

  it('an address that is none stops it for good', async () => {
    await using link = openLink({ url: 'http://broker' }, []);
    expect(await until('a reason', () => link.blinds[0])).toMatchObject({ reason: { code: 'bad-settings' }, retryAt: null });
  });

  it.each<[string, string]>([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'not-mqtt'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'not-mqtt'],
    ['\x00\x00\x00\x00', 'not-mqtt'],
  ])('a server that is no broker and answers %j', async (answer, code) => {
    await using server = await openRudeServer((socket) => socket.write(answer));
    expect(await firstReason({ url: `mqtt://127.0.0.1:${server.port}` })).toMatchObject({ code });
  });

  it('a web server that knows no WebSocket', async () => {
    await using server = await openRudeServer((socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    expect(await firstReason({ url: `ws://127.0.0.1:${server.port}` })).toEqual({
      code: 'websocket-refused',
      detail: 'HTTP 404',
    });
  });

  it('TLS on a plain port', async () => {
    await using broker = await startMosquitto();
    expect(await firstReason({ url: `mqtts://127.0.0.1:${broker.port}` })).toMatchObject({ code: 'tls-failed' });
  });

  it('a socket closed before CONNACK', async () => {
    await using server = await openRudeServer((socket) => socket.end());
    expect(await firstReason({ url: `mqtt://127.0.0.1:${server.port}` })).toEqual({
      code: 'closed-by-broker',
      detail: 'before CONNACK',
    });
  });
});

describe('a connection is lost', () => {
  it('reset, and closed without a word', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url }, ['d/#']);
    await until('ready', () => link.readies[0]);
    proxy.reset();
    expect(await until('a reason', () => link.blinds[0])).toMatchObject({ reason: { code: 'reset' } });
    await until('ready', () => link.readies[1]);
    proxy.end();
    expect(await until('a reason', () => link.blinds[1])).toMatchObject({ reason: { code: 'closed-by-broker', detail: null } });
  });

  it('a DISCONNECT of MQTT 5 says why', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url, protocol: '5', liveListener: false }, ['d/#']);
    for (const [code, reason] of [
      [0x8e, 'taken-over'],
      [0x8b, 'server-unavailable'],
      [0x98, 'kicked'],
      [0x00, 'closed-by-broker'],
    ] as const) {
      const count = link.blinds.length;
      await until('ready', () => link.readies[count]);
      proxy.inject(Buffer.of(0xe0, 2, code, 0));
      expect(await until('a reason', () => link.blinds[count])).toMatchObject({ reason: { code: reason } });
    }
  });

  it('two programs with one client id: the broker says nothing, so it is suspected the third time', async () => {
    await using broker = await startMosquitto();
    await using link = openLink({ url: broker.url, liveListener: false, clientId: 'same' }, ['d/#']);
    for (let time = 0; time < 3; time++) {
      await until('ready', () => link.readies[time]);
      await using _other = await openSpeaker(broker.plainUrl, { clientId: 'same' });
      await until('a reason', () => link.blinds[time]);
    }
    expect(link.blinds.map(({ reason }) => reason.code)).toEqual(['closed-by-broker', 'closed-by-broker', 'taken-over']);
  });

  it('a socket that only looks alive is given up within 1.5 keep-alives', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url, keepAliveSeconds: 5, liveListener: false }, ['d/#']);
    await until('ready', () => link.readies[0]);
    proxy.blackHole();
    expect(await until('a reason', () => link.blinds[0])).toMatchObject({ reason: { code: 'keep-alive' } });
    proxy.pass();
    await until('ready again', () => link.readies[1], 40_000);
  });

  it('reconnect on demand drops a socket that only looks alive', async () => {
    await using broker = await startMosquitto();
    await using proxy = await openProxy(broker.url);
    await using link = openLink({ url: proxy.url, keepAliveSeconds: 600 }, ['d/#']);
    await until('ready', () => link.readies[0]);
    proxy.blackHole();
    proxy.pass();
    link.connection.reconnect({ code: 'asleep', detail: null });
    expect(link.blinds).toMatchObject([{ reason: { code: 'asleep' } }]);
    await until('ready again', () => link.readies[1]);
    expect(link.blinds).toHaveLength(1);
  });

  it('reconnect on demand does not wait for the back-off', async () => {
    await using broker = await startMosquitto();
    await broker.stop();
    await using link = openLink({ url: broker.url }, ['d/#'], { clock: { random: () => 0.9 } });
    await until('six failures', () => link.blinds.length >= 3);
    await broker.restart();
    link.connection.reconnect({ code: 'not-running', detail: null });
    await until('ready', () => link.readies[0], 3000);
  });
});
