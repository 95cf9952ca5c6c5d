import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type App, type AppLine, headlessEntry, startApp } from '../helpers/app.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { startSessionBus } from '../helpers/dbus.ts';
import { say, startForeignClient } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';

const run = promisify(execFile);
const WATCH = ['--watch', 'site/{device}/status', '--hold', '0.5'];
const topic = (device: string): string => `site/${device}/status`;
const of = (app: App, type: string): readonly AppLine[] => app.lines.filter((line) => line.type === type);

const about = (type: string, device: string) => {
  const matches = (line: AppLine): boolean => line.type === type && line.device === device;
  matches.toString = () => `${type} of ${device}`;
  return matches;
};

describe('a foreign client with a will', () => {
  it('that is killed becomes an outage, a notification on the bus, and a recovery when it is back', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH], env: bus.env });
    await app.line('ready');
    const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline', retain: true });
    await say(broker.port, topic('gw1'), 'online', ['-r']);
    await app.line(about('presence', 'gw1'));
    const before = Date.now();
    await client.kill();

    const outage = await app.line(about('outage', 'gw1'));
    expect(outage).toMatchObject({ verdict: 'abrupt', freshness: 'live', topic: topic('gw1'), payload: 'offline', affected: [] });
    expect(outage.notBefore).toBe(outage.notAfter);
    expect(Number(outage.notBefore)).toBeGreaterThanOrEqual(before - 50);
    const shown = await bus.notification();
    expect(shown).toMatchObject({ title: 'gw1: connection lost', hints: { urgency: 2 } });
    expect(shown.body).toMatch(/^Its last will came at .*: it went without a goodbye\. Will: offline$/);
    expect(await app.line('alert')).toMatchObject({ device: 'gw1', title: 'gw1: connection lost', outcome: 'shown' });

    // While the app runs, another process reads what it wrote.
    const listed = await run(process.execPath, [headlessEntry, 'history', '--data-dir', app.dataDir, '--format', 'json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { device: 'gw1', verdict: 'abrupt', ended: null, alert: { outcome: 'shown' } },
    ]);

    await say(broker.port, topic('gw1'), 'ONLINE', ['-r']);
    const recovery = await app.line(about('recovery', 'gw1'));
    expect(recovery.durationMs).toBeGreaterThan(0);
    expect(app.strays).toEqual([]);
    expect(bus.notifications).toHaveLength(1);
  });

  it('that says DISCONNECT raises nothing', async () => {
    await using broker = await startMosquitto();
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH, '--no-notify'] });
    await app.line('ready');
    const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
    await say(broker.port, topic('gw1'), 'online');
    await app.line(about('presence', 'gw1'));
    await client.leave();
    // Another device's will is behind whatever the first one's leaving could have set off.
    const other = await startForeignClient(broker.port, 'gw2', { topic: topic('gw2'), payload: 'offline' });
    await other.kill();
    expect(await app.line('alert')).toMatchObject({ device: 'gw2', outcome: 'silent', reason: 'notifications are off' });
    expect(of(app, 'outage').map((line) => line.device)).toEqual(['gw2']);
  });

  it('over MQTT 5 is the same', async () => {
    await using broker = await startMosquitto();
    await using app = await startApp({ args: ['--broker', broker.url, '--mqtt', '5', ...WATCH, '--no-notify'] });
    await app.line('ready');
    const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' }, ['-V', 'mqttv5']);
    await client.kill();
    expect(await app.line(about('outage', 'gw1'))).toMatchObject({ verdict: 'abrupt', freshness: 'live' });
    expect(await app.line('alert')).toMatchObject({ device: 'gw1' });
  });

  it('of the cloud recipe is recognised by its payload', async () => {
    await using broker = await startMosquitto();
    await using app = await startApp({ args: ['--broker', broker.url, '--hold', '0', '--no-notify'] });
    await app.line('ready');
    const payload = JSON.stringify({ state: { reported: { last_will: 'yes', trigger_action: 'on', client_id: 'lwtThing' } } });
    for (let death = 1; death <= 2; death++) {
      const thing = await startForeignClient(broker.port, 'lwtThing', { topic: '/last/will/topic', payload, qos: 0 });
      await thing.kill();
      await app.line((line) => line.type === 'alert' && of(app, 'alert').indexOf(line) === death - 1);
    }
    expect(of(app, 'outage')).toMatchObject([{ device: 'lwtThing', payload }, { device: 'lwtThing' }]);
  });
});

describe('what was there before we came', () => {
  it('is learned from retained messages, and alerts nobody', async () => {
    await using broker = await startMosquitto();
    await say(broker.port, topic('dead'), 'offline', ['-r']);
    await say(broker.port, topic('alive'), 'online', ['-r']);
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH, '--no-notify'] });
    const ready = await app.line('ready');
    const presence = of(app, 'presence');
    expect(presence).toHaveLength(2);
    expect(presence).toContainEqual(
      expect.objectContaining({ device: 'dead', presence: 'offline', verdict: 'abrupt', freshness: 'retained' }),
    );
    expect(presence).toContainEqual(
      expect.objectContaining({ device: 'alive', presence: 'online', verdict: null, freshness: 'retained' }),
    );
    for (const line of presence) expect(app.lines.indexOf(line)).toBeLessThan(app.lines.indexOf(ready));
    await say(broker.port, topic('alive'), 'offline');
    await app.line(about('alert', 'alive'));
    expect(of(app, 'alert')).toHaveLength(1);
  });

  it('and happened while we were killed is queued by the broker, and dated between then and now', async () => {
    await using broker = await startMosquitto();
    await using first = await startApp({ args: ['--broker', broker.url, ...WATCH, '--no-notify'] });
    await first.line('ready');
    const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
    await say(broker.port, topic('gw1'), 'online');
    const seen = await first.line(about('presence', 'gw1'));
    await first.kill();
    const killed = Date.now();
    await client.kill();
    await using second = await startApp({ args: ['--broker', broker.url, ...WATCH, '--no-notify'], dataDir: first.dataDir });
    const outage = await second.line(about('outage', 'gw1'));
    expect(outage.freshness).toBe('queued');
    expect(outage.notBefore).toBeGreaterThanOrEqual(Number(seen.at) - 1000);
    expect(outage.notBefore).toBeLessThanOrEqual(killed);
    expect(outage.notAfter).toBeGreaterThanOrEqual(killed);
    expect(await second.line('alert')).toMatchObject({ device: 'gw1' });
  });

  it('survives a restart of the broker: blind, then connected and watching again', async () => {
    await using broker = await startMosquitto();
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH, '--no-notify'] });
    await app.line('ready');
    await broker.stop();
    const blind = await app.line((line) => line.type === 'link' && line.state === 'blind');
    expect(blind.reason).toEqual(expect.stringMatching(/\.$/));
    await broker.restart();
    await app.line(
      (line) => line.type === 'link' && line.state === 'connected' && app.lines.indexOf(line) > app.lines.indexOf(blind),
      70_000,
    );
    const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
    await client.kill();
    await app.line(about('outage', 'gw1'));
  });
});

describe('several brokers', () => {
  it('are watched at once, and tell which one a device is on', async () => {
    await using one = await startMosquitto();
    await using two = await startMosquitto();
    await using app = await startApp({ args: ['--broker', one.url, '--broker', two.url, ...WATCH, '--no-notify'] });
    await app.line('ready');
    for (const broker of [one, two]) {
      const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
      await client.kill();
      const id = new URL(broker.url).host;
      await app.line((line) => line.type === 'outage' && line.connection === id);
    }
    expect(of(app, 'outage')).toHaveLength(2);
  });
});

describe('TLS', () => {
  it('with a client certificate works, and a wrong CA, a missing certificate and a wrong password are explained', async () => {
    await using authority = await createAuthority();
    await using stranger = await createAuthority();
    const server = await authority.issue();
    const mine = await authority.issue({ host: 'laptop' });
    const certificates = { caFile: authority.caFile, ...server };
    await using broker = await startMosquitto({ scheme: 'mqtts', certificates, requireCertificate: true });
    const args = ['--broker', broker.url, ...WATCH, '--no-notify'];
    const credentials = ['--cert', mine.certFile, '--key', mine.keyFile];
    {
      await using app = await startApp({ args: [...args, '--ca', authority.caFile, ...credentials] });
      await app.line('ready');
      await say(Number(new URL(broker.plainUrl).port), topic('gw1'), 'offline');
      await app.line(about('outage', 'gw1'));
    }
    const refusal = async (more: readonly string[]): Promise<AppLine> => {
      await using app = await startApp({ args: [...args, ...more] });
      return await app.line((line) => line.type === 'link' && line.state === 'blind');
    };
    expect((await refusal(['--ca', stranger.caFile, ...credentials])).reason).toContain(
      'not signed by anybody this computer trusts',
    );
    expect((await refusal(['--ca', authority.caFile])).reason).toContain('does not accept our client certificate');
    expect((await refusal(['--ca', '/no/such/file.pem', ...credentials])).reason).toContain('/no/such/file.pem');
  });

  it('aside, a wrong password is named as such', async () => {
    await using broker = await startMosquitto({ users: { tech: 'right' } });
    const url = new URL(broker.url);
    await using app = await startApp({ args: ['--broker', `mqtt://tech:wrong@${url.host}`, ...WATCH, '--no-notify'] });
    const blind = await app.line((line) => line.type === 'link');
    expect(blind.reason).toContain('wrong user name or password');
    await using good = await startApp({ args: ['--broker', `mqtt://tech:right@${url.host}`, ...WATCH, '--no-notify'] });
    await good.line('ready');
  });
});

describe('what devices call themselves and say', () => {
  it('reaches the notification as it is, and runs nothing', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    const said = String.raw`\377 "x" $(touch pwned) \`id\` <b>&amp;</b> C:\new`;
    const device = String.raw`$(touch pwned) "quoted" \`id\` ünïcode 🔌`;
    const args = ['--broker', broker.url, '--watch', 'site/{device}/status', '--offline', said, '--hold', '0'];
    await using app = await startApp({ args, env: bus.env });
    await app.line('ready');
    await say(broker.port, topic(device), said);
    const shown = await bus.notification();
    expect(shown.title).toBe(`${device}: connection lost`);
    const plain = shown.body.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    expect(plain).toContain(`Will: ${said}`);
    expect(await app.line('alert')).toMatchObject({ device, outcome: 'shown' });
    expect(existsSync('pwned')).toBe(false);
  });
});

describe('more than three losses at once', () => {
  it('are one notification', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH], env: bus.env });
    await app.line('ready');
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const clients = await Promise.all(
      ids.map((id) => startForeignClient(broker.port, id, { topic: topic(id), payload: 'offline' })),
    );
    await Promise.all(clients.map((client) => client.kill()));
    const shown = await bus.notification();
    expect(shown.title).toBe('5 devices lost');
    expect(shown.body).toContain('Open Willwatch for the list.');
    expect(of(app, 'outage')).toHaveLength(5);
  });
});

describe('the command line', () => {
  const cli = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    try {
      return { code: 0, ...(await run(process.execPath, [headlessEntry, ...args])) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  };

  it.each([
    [['watch', '--brokr', 'x'], '--brokr'],
    [['watch', '--broker', 'localhost'], 'mqtt://'],
    [['watch', '--broker', 'http://localhost'], 'mqtt://'],
    [['watch', '--broker', 'mqtt://localhost', '--watch', 'site/status'], '{device}'],
    [['watch', '--broker', 'mqtt://localhost', '--watch', 'site/{device}/#/x'], '#'],
    [['watch', '--broker', 'mqtt://localhost', '--convention', 'klingon'], 'klingon'],
    [['watch', '--broker', 'mqtt://localhost', '--hold', '-1'], '--hold'],
    [['watch', '--config', '/no/such/file'], '/no/such/file'],
    [['watch', '--hold', '1'], '--hold'],
    [['history', '--since', 'yesterdayish'], 'yesterdayish'],
    [['dance'], 'dance'],
  ])('%j is refused in one line that names what is wrong', async (args, named) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });

  it('keeps trying an unreachable broker, says why, and ends with 0 when its time is over', async () => {
    await using app = await startApp({ args: ['--broker', 'mqtt://127.0.0.1:1', ...WATCH, '--no-notify', '--for', '2'] });
    const blind = await app.line('link');
    expect(blind).toMatchObject({ state: 'blind', code: 'refused' });
    expect(await app.exit()).toBe(0);
    expect(of(app, 'ready')).toEqual([]);
  });

  it('says that there is no history where there is none', async () => {
    const { code, stderr } = await cli('history', '--data-dir', '/tmp/no-such-willwatch');
    expect(code).toBe(1);
    expect(stderr).toContain('no history');
  });
});
