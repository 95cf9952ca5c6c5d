import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnoseFolder } from '../../main/headless/diagnosis-command.ts';
import { logFolder, openLog } from '../../main/log/open-log.ts';
import { Redactor } from '../../main/log/redactor.ts';
import { diagnoseRunning } from '../../main/monitor/diagnose-running.ts';
import { LinkJournal } from '../../main/monitor/link-journal.ts';
import { passwordName } from '../../main/settings/port.ts';
import { domainDe } from '../../main/words/domain.de.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { MonitorBench, plant } from '../helpers/monitor-bench.ts';

let bench: MonitorBench;
let redactor: Redactor;
let journal: LinkJournal;
beforeEach(async () => {
  bench = new MonitorBench();
  redactor = new Redactor();
  journal = new LinkJournal({ info: () => undefined, warn: () => undefined, error: () => undefined });
  const settings = plant([['gw1', 'd1']]);
  await bench.start({
    ...settings,
    mail: { host: 'mail.example', user: 'tech-user', from: 'tech-user@mail.example' },
    rules: [
      {
        id: 'hook',
        name: 'Hook',
        sql: "SELECT * FROM 'a'",
        actions: [{ kind: 'webhook', url: 'https://h.example/?token=hunter22', headers: [{ name: 'Key', value: 'hunter22' }] }],
      },
    ],
    brokers: [
      {
        id: 'plant',
        name: 'Plant',
        url: 'mqtts://broker.example:8883',
        username: 'tech-user',
        certFile: '/c.pem',
        keyFile: `${homedir()}/k.pem`,
      },
    ],
  });
  bench.monitor.subscribe(journal.note);
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

const diagnose = (words = domainEn) =>
  diagnoseRunning({
    monitor: bench.monitor,
    history: bench.history,
    store: { from: 'person', read: () => bench.monitor.settings, write: async () => undefined },
    secrets: bench.secrets,
    capabilities: {
      shell: 'headless',
      version: '9.8.7',
      dataDir: bench.dataDir,
      settingsFrom: 'person',
      nativeNotifications: true,
      chooseFiles: false,
      startAtLogin: false,
    },
    clock: bench.clock,
    words: () => words,
    journal,
    redactor,
    notices: () => ['set aside'],
  })();

describe('the diagnosis', () => {
  it('has versions, settings, connections with their past, blind spots, counts, alerts and the last errors', async () => {
    await bench.online();
    bench.link().say('site/gw1/status', 'online');
    bench.link().say('site/gw1/status', 'offline');
    await bench.clock.pass(10_000);
    bench.link().cut('bad-credentials');
    await bench.clock.pass(10_000);
    openLog({ dataDir: bench.dataDir, level: 'error' }).error({ why: 'it hurts' }, 'it broke');
    const text = await diagnose();
    for (const part of [
      'Willwatch 9.8.7 (headless)',
      `Node ${process.versions.node}`,
      '"topic": "site/{device}/status"',
      '"certFile": "/c.pem"',
      '"keyFile": "~/k.pem"',
      'plant mqtts://broker.example:8883: blind',
      'plant: connected',
      'blind, bad-credentials: The broker refuses the user name or password',
      '– … plant: bad-credentials',
      '"outages":1,"openOutages":1',
      '"abrupt":0',
      'The system can show them.',
      ' shown',
      'set aside',
      'error: it broke {"why":"it hurts"}',
    ])
      expect(text).toContain(part);
    expect(await diagnose(domainDe)).toContain('Verbindungen jetzt');
  });

  it('names no device, no payload, no user, no password', async () => {
    bench.passwords.set(passwordName('plant'), 'hunter22');
    redactor.hide('hunter22');
    await bench.online();
    bench.link().say('site/pump-7/status', 'online');
    bench.link().say('site/pump-7/data', 'a payload');
    bench.link().say('site/pump-7/status', 'offline');
    await bench.clock.pass(10_000);
    expect(bench.shown).toHaveLength(1);
    bench.link().events.blind({
      reason: { code: 'unknown', detail: 'mqtt://tech-user:hunter22@broker refused hunter22' },
      at: bench.clock.now(),
      seenAt: null,
      retryAt: null,
    });
    await bench.clock.settle();
    const text = await diagnose();
    expect(text).not.toMatch(/pump-7|a payload|tech-user|hunter22/);
    expect(text).toContain('"password": "…"');
    expect(text).toContain('"username": "…"');
    expect(text).toContain('"webhook"');
  });

  it('is made without its history when that cannot be read', async () => {
    await bench.history.close();
    expect(await diagnose()).toContain('Willwatch 9.8.7');
  });

  it('is made from the disk alone, also while the program runs there', async () => {
    await bench.online();
    bench.link().say('site/gw1/status', 'offline');
    await bench.clock.pass(10_000);
    bench.link().cut();
    await bench.clock.pass(10_000);
    const folder = bench.dataDir;
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(bench.monitor.settings));
    mkdirSync(logFolder(folder));
    writeFileSync(
      join(logFolder(folder), 'willwatch.log'),
      `${JSON.stringify({ time: 't', level: 'error', msg: 'it broke' })}\n`,
    );
    const of = (dir: string) => diagnoseFolder(dir, '9.8.7', domainEn, redactor, bench.clock.now());
    const text = await of(folder);
    for (const part of ['(command)', 'site/{device}/status', '"outages":1', 'plant: reset', 't error: it broke'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/gw1|tech-user/);
    mkdirSync(join(folder, 'empty'));
    expect(await of(join(folder, 'empty'))).toContain('Willwatch 9.8.7');
  });
});
