import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../main/contract/requests.ts';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { startApp } from '../helpers/app.ts';
import { startSessionBus } from '../helpers/dbus.ts';
import { type DesktopApp, type DesktopOptions, startDesktop } from '../helpers/desktop.ts';
import { electronMembers } from '../helpers/electron-members.ts';
import { say, startForeignClient } from '../helpers/foreign-client.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { seen } from '../helpers/window.ts';

const topic = (device: string): string => `site/${device}/status`;

/** gw1 carries gw2 and pump1. */
const plant = (broker: Mosquitto): SettingsInput => ({
  brokers: [{ id: 'plant', name: 'Plant North', url: broker.url }],
  watches: [
    {
      id: 'status',
      convention: 'custom',
      topic: topic('{device}'),
      online: [{ kind: 'text', text: 'online' }],
      offline: [{ kind: 'text', text: 'offline' }],
    },
  ],
  topology: [
    { upstream: 'gw1', downstream: 'gw2' },
    { upstream: 'gw2', downstream: 'valve1' },
    { upstream: 'gw1', downstream: 'pump1' },
  ],
  notifications: { holdSeconds: 0.2 },
});

/** A data directory with these settings; it goes with the test. */
async function dataWith(settings: SettingsInput | string): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'willwatch-data-'));
  await writeFile(join(path, 'settings.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** What the shell has used of Electron in all the tests of this file. */
const used = new Set<string>();
/** What the stand-in has of it. */
const has = new Set<string>();
const take = (desktop: DesktopApp): void => {
  for (const { member } of desktop.reports('used')) used.add(member);
  for (const { members } of desktop.reports('has')) for (const member of members) has.add(member);
};

async function start(options: DesktopOptions): Promise<DesktopApp> {
  const desktop = await startDesktop(options);
  const dispose = desktop[Symbol.asyncDispose];
  return Object.assign(desktop, {
    [Symbol.asyncDispose]: async () => {
      take(desktop);
      await dispose();
    },
  });
}

const births = (broker: Mosquitto, ...ids: readonly string[]) =>
  Promise.all(ids.map((id) => say(broker.port, topic(id), 'online')));
const pathOf = (page: Page): string => new URL(page.url()).pathname;
const isVisible = (desktop: DesktopApp): boolean => {
  const last = desktop.reports('window').at(-1);
  return last?.visible === true && !last.minimized;
};

describe('a last will', () => {
  it('changes the tray and is told on the bus, and a click shows the page of its device', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using gateway = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: 'offline' });
    await using desktop = await start({ dataDir: data.path, env: bus.env, args: ['start', '--hidden'] });
    await desktop.report('tray', ({ image, tooltip }) => image === 'well.png' && tooltip === 'Willwatch: All well');
    await births(broker, 'gw1', 'gw2', 'pump1', 'valve1');
    await gateway.kill();

    const shown = await bus.notification();
    expect(shown.title).toBe('Gateway gw1: connection lost');
    expect(shown.body).toMatch(
      /^Its last will came at \d\d:\d\d:\d\d: it went without a goodbye\. Affects 1 downstream gateway \(gw2\) and 2 devices\. Will: offline$/,
    );
    expect(shown).toMatchObject({ app: 'Willwatch', actions: { default: 'View' }, hints: { urgency: 2 }, expires: 0 });
    const lost = await desktop.report('tray', ({ image }) => image === 'lost.png');
    expect(lost.tooltip).toBe('Willwatch: 1 device lost');
    expect(lost.menu.map(({ label }) => label)).toEqual([
      'gw1: connection lost, takes 3 down',
      'Plant North: connected',
      'Open Willwatch',
      'Rehearsal',
      'Quit Willwatch',
    ]);
    expect(desktop.reports('badge').at(-1)?.count).toBe(1);

    // Started hidden: no page until someone wants one.
    expect(desktop.pages().filter((page) => page.url() !== 'about:blank')).toEqual([]);
    bus.click(shown.id);
    await desktop.report('window', ({ visible }) => visible);
    const page = await desktop.page();
    expect(pathOf(page)).toBe('/devices/plant%2Fgw1');
    await seen(page.getByRole('heading', { level: 1, name: 'gw1' }));
    await seen(page.getByText(/^Connection lost at \d\d:\d\d:\d\d: the broker published its last will/));

    // The page is there: now a click goes on in it, and nothing is loaded again.
    await page.evaluate(() => Object.assign(window, { stillHere: true }));
    await say(broker.port, topic('pump1'), 'offline');
    await births(broker, 'gw1', 'gw2', 'pump1', 'valve1');
    await seen(page.getByText(/^Online since/));
    await desktop.report('tray', ({ image }) => image === 'well.png');
    await say(broker.port, topic('valve1'), 'offline');
    const second = await bus.notification(({ title }) => title.includes('valve1'));
    bus.click(second.id);
    await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fvalve1');
    expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);

    desktop.order({ order: 'choose', label: 'Rehearsal' });
    await expect.poll(() => pathOf(page)).toBe('/rehearsal');
    await broker.stop();
    await desktop.report('tray', ({ tooltip }) => tooltip.includes('blind: Plant North'));
    expect(desktop.errors).toEqual([]);
  });

  it('is told by node-notifier where Electron cannot', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await using desktop = await start({
      dataDir: data.path,
      env: { ...bus.env, STAND_IN_NOTIFICATIONS: 'failed,hanging' },
      args: ['start', '--hidden'],
    });
    await desktop.report('tray', ({ image }) => image === 'well.png');
    await births(broker, 'gw1<b>');
    await say(broker.port, topic('gw1<b>'), 'offline');
    const shown = await bus.notification();
    expect(shown).toMatchObject({ title: 'gw1<b>: connection lost', actions: {} });
    expect(desktop.stderr()).toContain('the system refused');
    await say(broker.port, topic('gw2'), 'offline');
    await bus.notification(({ title }) => title === 'Gateway gw2: connection lost');
    expect(desktop.stderr()).toContain('the system did not answer');
  });
});

describe('the window', () => {
  it('closes into the tray and comes back as it was, also after a crash, for a second start and for a link', async () => {
    await using broker = await startMosquitto();
    await using bus = await startSessionBus();
    await using data = await dataWith(plant(broker));
    await mkdir(join(data.path, 'desktop'));
    const place = { bounds: { x: 40, y: 30, width: 1000, height: 700 }, isMaximized: true };
    await writeFile(join(data.path, 'desktop', 'window.json'), JSON.stringify(place));
    await using desktop = await start({ dataDir: data.path, env: bus.env });
    expect((await desktop.report('window')).bounds).toEqual(place.bounds);
    const page = await desktop.page();
    await births(broker, 'gw1');
    await seen(page.getByRole('link', { name: 'gw1' }).first());
    await page.evaluate(() => Object.assign(window, { stillHere: true }));

    desktop.order({ order: 'close-window' });
    await expect.poll(() => desktop.reports('window').at(-1)).toMatchObject({ visible: false, minimized: false });
    desktop.order({ order: 'click-tray' });
    await expect.poll(() => isVisible(desktop)).toBe(true);
    expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);

    desktop.order({ order: 'minimize-window' });
    await expect.poll(() => isVisible(desktop)).toBe(false);
    expect(await desktop.startAgain(['start'])).toBe(0);
    await expect.poll(() => isVisible(desktop)).toBe(true);
    expect(await desktop.startAgain(['start', 'willwatch://device/gw1'])).toBe(0);
    await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fgw1');
    expect(await desktop.startAgain(['willwatch://settings/x'])).toBe(0);
    await expect.poll(() => desktop.stderr()).toContain('a link that is none of ours');
    expect(pathOf(page)).toBe('/devices/plant%2Fgw1');

    desktop.order({ order: 'crash-page' });
    await expect.poll(() => desktop.pages().includes(page)).toBe(false);
    const anew = await desktop.page();
    await seen(anew.getByRole('heading', { level: 1, name: 'gw1' }));
    expect(pathOf(anew)).toBe('/devices/plant%2Fgw1');
    expect(await anew.evaluate(() => 'stillHere' in window)).toBe(false);

    // Awake again: the connection is made anew at once.
    const connectedSince = (): Promise<number | null> =>
      anew.evaluate(async () => {
        const { connections } = await (window as unknown as { willwatch: Transport }).willwatch.request('overview.get', {});
        return connections[0]?.state === 'connected' ? connections[0].since : null;
      });
    const since = (await connectedSince()) ?? 0;
    desktop.order({ order: 'power', event: 'suspend' });
    desktop.order({ order: 'power', event: 'resume' });
    await expect.poll(connectedSince).toBeGreaterThan(since);

    // As macOS says these things.
    desktop.order({ order: 'close-window' });
    await expect.poll(() => isVisible(desktop)).toBe(false);
    desktop.order({ order: 'activate' });
    await expect.poll(() => isVisible(desktop)).toBe(true);
    desktop.order({ order: 'open-url', url: 'willwatch://device/plant%2Fgw9' });
    await expect.poll(() => pathOf(anew)).toBe('/devices/plant%2Fgw9');
    expect(desktop.errors).toEqual([]);
  });
});

describe('the door between the window and main', () => {
  it('is shut to others, to wrong arguments, and to every way out', async () => {
    await using data = await dataWith({});
    await using desktop = await start({ dataDir: data.path });
    const page = await desktop.page();
    await seen(page.getByRole('navigation'));

    const ask = (name: unknown, input: unknown): Promise<string> =>
      page.evaluate(
        ([name, input]) =>
          (window as unknown as { willwatch: { request(name: unknown, input: unknown): Promise<unknown> } }).willwatch
            .request(name, input)
            .then(
              () => 'answered',
              (error: Error) => error.message,
            ),
        [name, input] as const,
      );
    expect(await ask('app.capabilities', {})).toBe('answered');
    expect(await ask('__proto__', {})).toBe('There is no request "__proto__".');
    expect(await ask({ toString: 'x' }, {})).toMatch(/no request|convert/);
    expect(await ask('device.get', { key: 7 })).toMatch(/^device\.get: key /);
    expect(await ask('devices.query', { from: 0, to: 1e9, filter: {}, sort: {} })).toMatch(/^devices\.query: /);
    expect(
      await page.evaluate(() => [
        Object.keys((window as unknown as { willwatch: object }).willwatch).sort(),
        typeof Reflect.get(window, 'require'),
        typeof Reflect.get(window, 'process'),
        typeof Reflect.get(window, '__standInBinding'),
      ]),
    ).toEqual([['request', 'subscribe'], 'undefined', 'undefined', 'undefined']);

    const fetched = (path: string): Promise<readonly [number, string]> =>
      page.evaluate(async (path) => {
        const response = await fetch(path);
        return [response.status, await response.text()] as const;
      }, path);
    const [, index] = await fetched('/');
    for (const path of [
      '/assets/../../main/electron.js',
      '/assets/..%2f..%2fmain%2felectron.js',
      '/assets/%2e%2e/%2e%2e/main/electron.js',
      '/assets/..%5c..%5cmain%5celectron.js',
      '/..%2fmain%2felectron.js',
      '/%2fetc%2fpasswd',
      '/assets/%00',
      '/assets/%',
      '/assets/',
      '/package.json',
      '/index.html',
    ]) {
      const [status, text] = await fetched(path);
      // Nothing, or the page that every address of the window has.
      if (status === 404) expect([path, text]).toEqual([path, '']);
      else expect([path, text.replaceAll(/content="[^"]+"/g, '')]).toEqual([path, index.replaceAll(/content="[^"]+"/g, '')]);
    }
    const nonce = /name="csp-nonce" content="([^"]+)"/;
    expect(nonce.exec(index)?.[1]).toMatch(/^[\w+/]{22}==$/);
    expect(nonce.exec((await fetched('/devices/plant%2F..%2F..%2Fx'))[1])?.[1]).not.toBe(nonce.exec(index)?.[1]);

    for (const url of ['https://elsewhere.example/', 'https://other.app.test/', 'https://willwatch.app.test/settings']) {
      await page.evaluate((url) => window.location.assign(url), url);
      await desktop.report(
        'denied',
        (one) => one.what === 'navigation' && one.url.includes(new URL(url).host.split('.')[0] ?? ''),
      );
    }
    await page.evaluate(() => void window.open('https://elsewhere.example/'));
    await desktop.report('denied', ({ what }) => what === 'window');
    await expect.poll(() => desktop.pages().filter((one) => one.url() !== 'about:blank')).toEqual([page]);
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-sanitized-write'])
      desktop.order({ order: 'ask-permission', permission });
    await desktop.report('permission', ({ permission }) => permission === 'clipboard-sanitized-write');
    expect(desktop.reports('permission').flatMap(({ permission, granted }) => (granted ? [permission] : []))).toEqual([
      'clipboard-sanitized-write',
    ]);

    // Even if a page that is not ours got in, it would get no answer and hear nothing.
    desktop.order({ order: 'force-page', url: 'https://evil.example/' });
    await page.waitForURL('https://evil.example/');
    expect(await ask('settings.get', {})).toBe('Only the window of Willwatch may ask.');
    await page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      const { subscribe } = (window as unknown as { willwatch: Transport }).willwatch;
      subscribe(() => heard.push('after the unsubscribe'))();
      subscribe((push) => heard.push(push));
    });
    desktop.order({ order: 'choose', label: 'Rehearsal' });
    expect(await ask('overview.get', {})).toBe('Only the window of Willwatch may ask.');
    expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toEqual([]);
  });
});

describe('a file', () => {
  it('is saved and chosen where the dialog of the system says, and a dialog that is closed does nothing', async () => {
    await using broker = await startMosquitto();
    await using data = await dataWith(plant(broker));
    await using desktop = await start({ dataDir: data.path });
    await desktop.report('tray', ({ image }) => image === 'well.png');
    await say(broker.port, topic('gw1'), 'online');
    await say(broker.port, topic('gw1'), 'offline');
    await desktop.report('tray', ({ image }) => image === 'lost.png');
    const page = await desktop.page();
    await page.getByRole('navigation').getByRole('link', { name: 'History' }).click();
    const path = join(data.path, 'day.csv');
    await writeFile(path, 'what stood here before');
    const exportCsv = async (answer: string | null): Promise<void> => {
      desktop.order({ order: 'answer-dialog', path: answer });
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }).click();
    };
    await exportCsv(null);
    expect((await desktop.report('file-dialog')).text).toMatch(/^willwatch-\d{4}-\d\d-\d\d\.csv$/);
    await exportCsv(join(data.path, 'no such folder', 'day.csv'));
    const files = page.getByRole('region', { name: 'Files' });
    await seen(files.getByText(/^Not saved: ENOENT: .* Try another folder/));
    expect(await readFile(path, 'utf8')).toBe('what stood here before');
    await exportCsv(path);
    await seen(files.getByText(path));
    expect(await readFile(path, 'utf8')).toMatch(/^\uFEFFrow,id,.*\r\noutage,\d+,gw1,/s);
    expect(existsSync(`${path}.part`)).toBe(false);

    const choose = (): Promise<unknown> =>
      page.evaluate(() => (Reflect.get(window, 'willwatch') as Transport).request('file.choose', { title: 'CA file' }));
    desktop.order({ order: 'answer-dialog', path: '/etc/plant-ca.pem' });
    expect(await choose()).toEqual({ path: '/etc/plant-ca.pem' });
    expect(await choose()).toEqual({ path: null });
    expect(desktop.errors).toEqual([]);
  });
});

describe('quitting', () => {
  it('writes everything: the history, the settings and the password, which is on the disk only as ciphertext', async () => {
    await using broker = await startMosquitto({ users: { tech: 'correct horse battery' } });
    await using data = await dataWith({
      ...plant(broker),
      brokers: [{ id: 'plant', name: 'Plant North', url: broker.url, username: 'tech' }],
    });
    {
      await using desktop = await start({ dataDir: data.path, args: ['start', '--no-notify'] });
      const page = await desktop.page();
      await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Edit: Plant North' }).click();
      await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('correct horse battery');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await desktop.report('tray', ({ image }) => image === 'well.png');
      const account = ['-u', 'tech', '-P', 'correct horse battery'];
      await say(broker.port, topic('gw1'), 'online', account);
      await say(broker.port, topic('gw1'), 'offline', account);
      await desktop.report('tray', ({ image }) => image === 'lost.png');
      desktop.order({ order: 'choose', label: 'Quit Willwatch' });
      expect(await desktop.exit()).toBe(0);
      expect(desktop.errors).toEqual([]);
    }
    expect(JSON.parse(await readFile(join(data.path, 'desktop', 'window.json'), 'utf8'))).toMatchObject({ isMaximized: false });
    for (const entry of await readdir(data.path, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      expect((await readFile(join(entry.parentPath, entry.name))).includes('correct horse'), entry.name).toBe(false);
    }
    expect(existsSync(join(data.path, 'secrets-desktop.json'))).toBe(true);

    await using again = await start({ dataDir: data.path });
    await again.report('tray', ({ image, tooltip }) => image === 'lost.png' && tooltip === 'Willwatch: 1 device lost');
    await again.page();
    // No bus, so nothing that would show a tray icon: the window stays where one can get it back from.
    again.order({ order: 'close-window' });
    await expect.poll(() => again.reports('window').at(-1)).toMatchObject({ visible: true, minimized: true });

    // The other shell does not write beside it, nor it beside the other.
    await using headless = await startApp({ command: 'start', args: ['--no-notify'], dataDir: data.path });
    expect(await headless.exit()).toBe(1);
    expect(headless.stderr()).toMatch(/Another Willwatch \(willwatch start \(desktop\), process \d+/);
  });

  it('is all it does when the data cannot be used, after saying why', async () => {
    await using data = await dataWith('{ not json');
    await using headless = await startApp({ command: 'start', args: ['--no-notify'], dataDir: data.path, window: true });
    await headless.windowUrl();
    await using desktop = await start({ dataDir: data.path });
    expect(await desktop.report('box')).toMatchObject({
      title: 'Willwatch cannot start',
      content: expect.stringMatching(/^Another Willwatch \(willwatch start, process \d+/),
    });
    expect(await desktop.exit()).toBe(1);
    expect(await readdir(data.path)).toContainEqual(expect.stringMatching(/^settings\.json\.2/));
  });
});

describe('what the shell uses of Electron', () => {
  /** Not run even here; README names it under "Unverified here". */
  const NOT_RUN = ['app.relaunch', 'app.setAsDefaultProtocolClient'];
  /** In updates.test.ts. */
  const RUN_ELSEWHERE = ['app.releaseSingleInstanceLock', 'dialog.showMessageBox'];
  /** Listened for, and never come. */
  const NOT_FIRED = ['webContents.on:will-attach-webview'];

  it('is all on the stand-in, and the tests above have run it but for what README names', async (context) => {
    if (used.size === 0) context.skip('needs the tests above');
    const members = await electronMembers();
    expect(members).toContain('app.requestSingleInstanceLock');
    expect(members).toContain('webContents.on:will-frame-navigate');
    expect(members.filter((member) => !member.includes('.on:') && !has.has(member))).toEqual([]);
    expect(members.filter((member) => !used.has(member) && !RUN_ELSEWHERE.includes(member))).toEqual(NOT_RUN);
    const listened = members.filter((member) => member.includes('.on:'));
    expect(listened.filter((member) => !used.has(member.replace('.on:', '.fired:')))).toEqual(NOT_FIRED);
    const readme = await readFile(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
    for (const member of [...NOT_RUN, ...NOT_FIRED]) expect(readme).toContain(`\`${member.replace('.on:', ' ')}\``);
  });
});
