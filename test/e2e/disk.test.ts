import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Answers } from '../../main/contract/requests.ts';
import { type App, type AppLine, headlessEntry, startApp } from '../helpers/app.ts';
import { startForeignClient } from '../helpers/foreign-client.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { fill, smallDisk, WHY_NO_SMALL_DISK } from '../helpers/small-disk.ts';
import { openSpeaker } from '../helpers/speaker.ts';

const run = promisify(execFile);
const WATCH = ['--watch', 'site/{device}/status', '--hold', '0.2', '--no-notify'];
const topic = (device: string): string => `site/${device}/status`;

const about = (type: string, device: string) => {
  const matches = (line: AppLine): boolean => line.type === type && line.device === device;
  matches.toString = () => `${type} of ${device}`;
  return matches;
};

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'willwatch-disk-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Asks what the window asks. */
async function ask<N extends keyof Answers>(app: App, name: N, input: unknown = {}): Promise<Answers[N]> {
  const url = new URL(await app.windowUrl());
  const { headers } = await fetch(url);
  const cookie = headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const response = await fetch(new URL(`/api/${name}`, url), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const { value } = (await response.json()) as { value: Answers[N] };
  return value;
}

async function historyOf(dataDir: string): Promise<readonly { device: string; alert: { outcome: string } | null }[]> {
  const { stdout } = await run(process.execPath, [headlessEntry, 'history', '--data-dir', dataDir, '--format', 'json']);
  return JSON.parse(stdout);
}

describe('a full disk', () => {
  it('stops the history and not the watching, and its gap is written when there is room', async (context) => {
    const disk = smallDisk(8);
    if (disk === null) {
      console.log(`skipped: ${WHY_NO_SMALL_DISK}`);
      return context.skip(WHY_NO_SMALL_DISK);
    }
    await using broker = await startMosquitto();
    await using speaker = await openSpeaker(broker.plainUrl);
    const dataDir = join(disk, 'data');
    const config = join(await folder(), 'config.json');
    const offline = [{ kind: 'text', text: 'offline' }];
    // No second connection at QoS 0: what comes through was acknowledged before.
    writeFileSync(
      config,
      JSON.stringify({
        brokers: [{ id: 'plant', name: 'Plant', url: broker.url, liveListener: false }],
        watches: [
          { id: 'w', convention: 'custom', topic: topic('{device}'), online: [{ kind: 'text', text: 'online' }], offline },
        ],
        notifications: { enabled: true, holdSeconds: 0.2 },
      }),
    );
    const args = ['--config', config, '--no-notify'];
    await using app = await startApp({ args, dataDir, window: true });
    await app.line('ready');
    await speaker.publishAsync(topic('before'), 'offline', { qos: 1 });
    await app.line(about('alert', 'before'));

    const ballast = join(disk, 'ballast');
    fill(ballast);
    const client = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
    await client.kill();
    const outage = await app.line(about('outage', 'gw1'));
    expect(await app.line((line) => line.title === 'The disk is full')).toMatchObject({ type: 'alert', outcome: 'silent' });
    expect(await app.line(about('alert', 'gw1'))).toMatchObject({ title: 'gw1: connection lost' });
    // More than a broker sends without acknowledgement.
    const more = Array.from({ length: 100 }, (_, n) => `dark-${n}`);
    for (const device of more) await speaker.publishAsync(topic(device), 'offline', { qos: 1 });
    for (const device of more) await app.line(about('outage', device));
    expect((await ask(app, 'overview.get')).notices).toEqual([expect.stringContaining('The disk is full: since ')]);
    expect((await historyOf(dataDir)).map((one) => one.device)).toEqual(['before']);

    rmSync(ballast);
    await expect.poll(async () => (await ask(app, 'overview.get')).notices, { timeout: 45_000, interval: 500 }).toEqual([]);
    await speaker.publishAsync(topic('after'), 'offline', { qos: 1 });
    await app.line(about('outage', 'after'));
    const filter = { deviceKey: null, text: '', verdicts: [], since: null, until: null, blindSpots: true };
    const { rows } = await ask(app, 'history.query', {
      filter: { ...filter, onlyOpen: false, rootsOnly: false },
      from: 0,
      to: 500,
    });
    const spots = rows.flatMap((row) => (row.kind === 'blind' ? [row.blindSpot] : []));
    expect(spots).toMatchObject([{ connectionId: null, reason: { code: 'history-full' } }]);
    expect(spots[0]?.began).toBeLessThanOrEqual(Number(outage.notAfter));
    expect(spots[0]?.ended).toBeGreaterThan(Number(outage.notAfter));
    expect(await app.stop()).toBe(0);
    const devices = (await historyOf(dataDir)).map((one) => one.device).sort();
    expect(devices).toEqual(['after', 'before', 'gw1', ...more].sort());

    await using again = await startApp({ args, dataDir });
    await again.line('ready');
    await speaker.publishAsync(topic('gw1'), 'online', { qos: 1 });
    await again.line(about('recovery', 'gw1'));
    expect(again.lines.filter((line) => line.type === 'outage')).toEqual([]);
  }, 120_000);
});

describe('a second watcher on the same data', () => {
  it('ends with 1 and one line that names the first, which goes on; a killed one is in nobody’s way', async () => {
    await using broker = await startMosquitto();
    const dataDir = await folder();
    const args = ['--broker', broker.url.replace('mqtt://', 'mqtt://tech:secret@'), ...WATCH];
    await using first = await startApp({ args, dataDir });
    await first.line('ready');
    for (const command of ['watch', 'start'] as const) {
      await using second = await startApp({ command, args: command === 'watch' ? args : ['--no-notify'], dataDir });
      expect(await second.exit()).toBe(1);
      const lines = second.stderr().trim().split('\n');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`process ${first.pid} `);
      expect(lines[0]).toContain('willwatch watch');
      expect(lines[0]).toContain('--data-dir');
      expect(second.lines).toEqual([]);
    }
    expect(readFileSync(join(dataDir, 'lock.json'), 'utf8')).not.toContain('secret');
    expect(await historyOf(dataDir)).toEqual([]);
    await first.kill();
    await using third = await startApp({ args, dataDir });
    await third.line('ready');
    expect(await third.stop()).toBe(0);
  });
});

/** The files of a history that a real watcher wrote, closed. */
async function writeHistory(broker: Mosquitto): Promise<string> {
  await using speaker = await openSpeaker(broker.plainUrl);
  const dataDir = await folder();
  await using app = await startApp({ args: ['--broker', broker.url, ...WATCH], dataDir });
  await app.line('ready');
  for (let n = 0; n < 200; n++) {
    await speaker.publishAsync(topic(`d${n}`), n % 2 ? 'offline' : 'online', { qos: 1, retain: true });
    if (n % 4 === 1) await speaker.publishAsync(topic(`d${n}`), 'online', { qos: 1, retain: true });
  }
  await app.line(about('presence', 'd199'));
  expect(await app.stop()).toBe(0);
  return dataDir;
}

describe('a history that is damaged', () => {
  it('never keeps the app from watching: with its data, or with the file set aside and told', async () => {
    await using broker = await startMosquitto();
    const sound = readFileSync(join(await writeHistory(broker), 'history.db'));
    let setAside = 0;
    for (let round = 0; round < 12; round++) {
      const dataDir = await folder();
      const damaged = Buffer.from(sound);
      const offsets: number[] = [];
      for (let n = 0; n < 1 + round * 4; n++) {
        const offset = 100 + Math.floor(Math.random() * (damaged.length - 100));
        offsets.push(offset);
        damaged[offset] = damaged[offset]! ^ (1 << (n % 8));
      }
      writeFileSync(join(dataDir, 'history.db'), damaged);
      for (let start = 0; start < 2; start++) {
        await using app = await startApp({ args: ['--broker', broker.url, ...WATCH], dataDir, window: true });
        await app.line('ready').catch((error) => {
          throw new Error(`bits flipped at ${offsets.join(' ')}`, { cause: error });
        });
        const { notices } = await ask(app, 'overview.get');
        const aside = readdirSync(dataDir).some((name) => name.includes('.set-aside-'));
        if (start === 0 && aside) {
          setAside++;
          expect(notices.join(' ')).toContain('set aside');
          expect(app.stderr()).toContain('set aside');
        }
        await ask(app, 'devices.query', { filter: {}, from: 0, to: 100 });
        expect(await app.stop()).toBe(0);
      }
    }
    console.log(`set aside ${setAside} of 12`);
  }, 180_000);

  it.each([
    [
      'a file of something else',
      (path: string) => writeFileSync(path, 'Dear diary, today I found a file to write into. '.repeat(9)),
    ],
    [
      'a database of another program',
      (path: string) => {
        const db = new DatabaseSync(path);
        db.exec('CREATE TABLE recipes (name TEXT)');
        db.close();
      },
    ],
  ])('or is %s is set aside under a dated name, as it was', async (_, write) => {
    await using broker = await startMosquitto();
    const dataDir = await folder();
    const path = join(dataDir, 'history.db');
    write(path);
    const before = readFileSync(path);
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH], dataDir, window: true });
    await app.line('ready');
    const aside = readdirSync(dataDir).filter((name) => /^history\.db\.set-aside-\d{8}T\d{6}Z$/.test(name));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(dataDir, aside[0] ?? '')).equals(before)).toBe(true);
    expect((await ask(app, 'overview.get')).notices).toEqual([expect.stringContaining(aside[0] ?? '')]);
    expect(app.stderr()).toContain(aside[0]);
  });

  it('or of a newer Willwatch is refused with the reason, and left as it is', async () => {
    await using broker = await startMosquitto();
    const source = await writeHistory(broker);
    const dataDir = await folder();
    copyFileSync(join(source, 'history.db'), join(dataDir, 'history.db'));
    const db = new DatabaseSync(join(dataDir, 'history.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    const before = readFileSync(join(dataDir, 'history.db'));
    await using app = await startApp({ args: ['--broker', broker.url, ...WATCH], dataDir });
    expect(await app.exit()).toBe(1);
    expect(app.stderr().trim().split('\n')).toHaveLength(1);
    expect(app.stderr()).toContain('newer Willwatch');
    expect(readFileSync(join(dataDir, 'history.db')).equals(before)).toBe(true);
    expect(readdirSync(dataDir).filter((name) => !name.startsWith('lock.') && name !== 'logs')).toEqual(['history.db']);
  });
});

describe('a settings file', () => {
  it.each([
    ['cut short', '{"version": 1, "brokers": ['],
    ['empty', ''],
    ['of something else', 'Dear diary'],
    ['with a value that does not fit', '{"version": 1, "notifications": {"holdSeconds": -4}}'],
    ['of a newer version', '{"version": 2}'],
  ])('%s is set aside as it was, told, and defaults take its place', async (_, content) => {
    const dataDir = await folder();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'settings.json'), content);
    for (let start = 0; start < 2; start++) {
      await using app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
      const { notices } = await ask(app, 'overview.get');
      const aside = readdirSync(dataDir).filter((name) => name.startsWith('settings.json.'));
      expect(aside).toHaveLength(1);
      expect(readFileSync(join(dataDir, aside[0] ?? ''), 'utf8')).toBe(content);
      if (start === 0) {
        expect(notices).toEqual([expect.stringContaining(aside[0] ?? '')]);
        expect(app.stderr()).toContain(aside[0]);
      } else expect(notices).toEqual([]);
      const view = await ask(app, 'settings.get');
      expect(view.settings).toMatchObject({ version: 1, brokers: [], notifications: { holdSeconds: 3 } });
      expect(view.historyBytes).toBeGreaterThan(0);
      expect(await app.stop()).toBe(0);
    }
  });
});
