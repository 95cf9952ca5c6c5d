import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../main/contract/requests.ts';
import { startSessionBus } from '../../helpers/dbus.ts';
import type { DesktopApp } from '../../helpers/desktop.ts';
import { say } from '../../helpers/foreign-client.ts';
import { startMosquitto } from '../../helpers/mosquitto.ts';
import { openProxy } from '../../helpers/proxy.ts';
import { seen } from '../../helpers/window.ts';
import { births, dataWith, lose, plant, topic } from './site.ts';
import { start } from './used.ts';

const pathOf = (page: Page): string => new URL(page.url()).pathname;
const isSeen = (desktop: DesktopApp): boolean => {
  const last = desktop.reports('window').at(-1);
  return last?.visible === true && !last.minimized;
};
const windows = { STAND_IN_PLATFORM: 'win32' };
const macOS = { STAND_IN_PLATFORM: 'darwin' };

/** Turns on that it starts at login, as a person does. */
async function startAtLogin(desktop: DesktopApp): Promise<void> {
  const page = await desktop.page();
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Start when I log in' }).click();
}

/** What an earlier run has shown, as it remembers it. */
async function rememberShown(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'desktop'));
  const shown = [{ id: 'alert-7', path: '/devices/plant%2Fgw7', outageIds: [7], answers: [] }];
  await writeFile(join(dataDir, 'desktop', 'shown.json'), JSON.stringify({ shown }));
}

/** What the systems do differently, as far as our own code answers to it. */
export function specifySystems(): void {
  describe('on Windows', () => {
    it('the number of losses lies over the icon in the taskbar, and a click is told of twice and followed once', async () => {
      await using broker = await startMosquitto();
      await using bus = await startSessionBus();
      await using data = await dataWith(plant(broker));
      await rememberShown(data.path);
      await using desktop = await start({ dataDir: data.path, env: { ...bus.env, ...windows } });
      await desktop.report('tray', ({ image }) => image === 'well.ico');
      await lose(broker, 'gw1');
      await desktop.report('tray', ({ image }) => image === 'lost-1.ico');
      const over = await desktop.report('overlay', ({ image }) => image !== null);
      expect(over).toMatchObject({ image: 'lost-1.ico', description: 'Willwatch: 1 device lost' });
      expect(desktop.reports('badge')).toEqual([]);
      const shown = await bus.notification();
      const page = await desktop.page();
      const before = await page.evaluate(() => window.history.length);
      bus.click(shown.id);
      await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fgw1');
      desktop.order({ order: 'choose', label: 'Rehearsal' });
      await expect.poll(() => pathOf(page)).toBe('/rehearsal');
      expect(await page.evaluate(() => window.history.length)).toBe(before + 2);
      // In the centre, one of an earlier run: the notification itself is long gone.
      desktop.order({ order: 'activation', details: { type: 'click', arguments: 'type=click&tag=alert-7' } });
      await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fgw7');
      await births(broker, 'gw1');
      await desktop.report('overlay', ({ image }) => image === null);
      expect(desktop.errors).toEqual([]);
    });

    it('a click on what an earlier run has shown starts it at that device; one that nobody knows opens the window', async () => {
      await using data = await dataWith({});
      await rememberShown(data.path);
      const details = { type: 'click', arguments: 'type=click&tag=alert-7' };
      {
        await using desktop = await start({
          dataDir: data.path,
          env: { ...windows, STAND_IN_ACTIVATION: JSON.stringify(details) },
          args: ['start', '--hidden'],
        });
        expect(pathOf(await desktop.page())).toBe('/devices/plant%2Fgw7');
      }
      await using desktop = await start({ dataDir: data.path, env: windows, args: ['start', '--hidden'] });
      await desktop.report('tray');
      await expect.poll(() => desktop.reports('used').map(({ member }) => member)).toContain('Notification.handleActivation');
      desktop.order({ order: 'activation', details: { type: 'click', arguments: 'type=click&tag=nobody' } });
      expect(pathOf(await desktop.page())).toBe('/');
    });

    it('a button of an outage that is not in the history any more says so, and mutes nothing', async () => {
      await using data = await dataWith({});
      await mkdir(join(data.path, 'desktop'));
      const answers = [{ answer: 'mute', label: 'Mute for 1 hour' }];
      const shown = [{ id: 'alert-7', path: '/devices/plant%2Fgw7', outageIds: [7], answers }];
      await writeFile(join(data.path, 'desktop', 'shown.json'), JSON.stringify({ shown }));
      await using desktop = await start({ dataDir: data.path, env: windows, args: ['start', '--hidden'] });
      await desktop.report('tray');
      await expect.poll(() => desktop.reports('used').map(({ member }) => member)).toContain('Notification.handleActivation');
      const details = { type: 'action', arguments: 'type=action&action=0&tag=alert-7', actionIndex: 0 } as const;
      desktop.order({ order: 'activation', details });
      await seen((await desktop.page()).getByText(/^None of these outages is in the history any more/));
      expect(desktop.tray()?.tooltip).not.toContain('muted');
    });

    it('starts at login into the tray when the person wants it, and ends with the session', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path, env: { ...windows, STAND_IN_RESOURCES: data.path } });
      await startAtLogin(desktop);
      const { settings } = await desktop.report('login-item');
      expect(settings).toEqual({ openAtLogin: true, args: ['--hidden', '--data-dir', data.path] });
      desktop.order({ order: 'end-session' });
      expect(await desktop.exit()).toBe(0);
      expect(existsSync(join(data.path, 'desktop', 'window.json'))).toBe(true);
      expect(JSON.parse(await readFile(join(data.path, 'settings.json'), 'utf8'))).toMatchObject({ startAtLogin: true });
    });
  });

  describe('on macOS', () => {
    it('the number stands beside the icon, and what an earlier run has shown is still clicked', async () => {
      await using broker = await startMosquitto();
      await using bus = await startSessionBus();
      await using data = await dataWith(plant(broker));
      await rememberShown(data.path);
      await using desktop = await start({
        dataDir: data.path,
        env: { ...bus.env, ...macOS, STAND_IN_KEPT: 'alert-7,alert-8' },
        args: ['start', '--hidden'],
      });
      await desktop.report('tray', ({ image, title }) => image === 'wellTemplate.png' && title === '');
      await lose(broker, 'gw1');
      await desktop.report('tray', ({ image, title }) => image === 'lostTemplate.png' && title === '1');
      await desktop.report('badge', ({ count }) => count === 1);
      desktop.order({ order: 'click-tray' });
      desktop.order({ order: 'click-kept', id: 'alert-7', button: null });
      const page = await desktop.page();
      await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fgw7');
      // Full screen: hidden only when it has left that, or an empty black one stays.
      desktop.order({ order: 'full-screen' });
      desktop.order({ order: 'close-window' });
      await expect.poll(() => isSeen(desktop)).toBe(false);
      desktop.order({ order: 'activate' });
      await expect.poll(() => isSeen(desktop)).toBe(true);
      desktop.order({ order: 'open-url', url: 'willwatch://device/plant%2Fgw9' });
      await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fgw9');
      expect(desktop.errors).toEqual([]);
    });

    it('a build whose notifications are refused says in the window what that means, and tells in another way', async () => {
      await using broker = await startMosquitto();
      await using bus = await startSessionBus();
      await using data = await dataWith(plant(broker));
      await using desktop = await start({
        dataDir: data.path,
        env: { ...bus.env, ...macOS, STAND_IN_NOTIFICATIONS: 'failed' },
      });
      const page = await desktop.page();
      await desktop.report('tray', ({ image }) => image === 'wellTemplate.png');
      await lose(broker, 'gw1');
      await seen(page.getByText(/^macOS refused a notification of Willwatch \(the system refused\)/));
      expect(await bus.notification()).toMatchObject({ title: 'Gateway gw1: connection lost', actions: {} });
    });

    it('starts at login without a window, and is a package for that', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path, env: { ...macOS, STAND_IN_OPENED_AT_LOGIN: '1' } });
      await desktop.report('tray');
      await expect.poll(() => desktop.reports('used').map(({ member }) => member)).toContain('net.isOnline');
      expect(desktop.reports('window')).toEqual([]);
      desktop.order({ order: 'activate' });
      const page = await desktop.page();
      await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
      await seen(page.getByRole('heading', { name: 'Notifications' }));
      // macOS passes no arguments on, so a copy from a checkout or with its own data cannot be started so.
      expect(await page.getByRole('switch', { name: 'Start when I log in' }).count()).toBe(0);
    });
  });

  describe('on Linux', () => {
    it('starts at login by a file in the autostart folder, which goes when it is switched off', async () => {
      await using data = await dataWith({});
      const config = join(data.path, 'config');
      const env = { XDG_CONFIG_HOME: config, APPIMAGE: '/opt/Will watch.AppImage', STAND_IN_RESOURCES: data.path };
      await using desktop = await start({ dataDir: data.path, env });
      const file = join(config, 'autostart', 'org.willwatch.Willwatch.desktop');
      expect(existsSync(file)).toBe(false);
      await startAtLogin(desktop);
      await expect.poll(() => existsSync(file)).toBe(true);
      const entry = await readFile(file, 'utf8');
      expect(entry).toContain(`\nExec="/opt/Will watch.AppImage" "--hidden" "--data-dir" "${data.path}"\n`);
      await (await desktop.page()).getByRole('switch', { name: 'Start when I log in' }).click();
      await expect.poll(() => existsSync(file)).toBe(false);
      // Where that cannot be written the person is told.
      await rm(join(config, 'autostart'), { recursive: true });
      await writeFile(join(config, 'autostart'), '');
      const page = await desktop.page();
      await page.getByRole('switch', { name: 'Start when I log in' }).click();
      await seen(page.getByText(/^The system cannot be told to start Willwatch at login: E/));
    });

    it('minimises where nothing shows a tray icon', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path });
      await desktop.page();
      desktop.order({ order: 'close-window' });
      await expect.poll(() => desktop.reports('window').at(-1)).toMatchObject({ visible: true, minimized: true });
      desktop.order({ order: 'click-tray' });
      await expect.poll(() => isSeen(desktop)).toBe(true);
    });

    it('ends when the computer is shut down', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path, args: ['start', '--hidden'] });
      await desktop.report('tray');
      await expect.poll(() => desktop.reports('used').map(({ member }) => member)).toContain('powerMonitor.on:shutdown');
      for (const event of ['lock-screen', 'unlock-screen', 'shutdown'] as const) desktop.order({ order: 'power', event });
      expect(await desktop.exit()).toBe(0);
    });

    it('a dead socket is found when the network changes, and the window comes back from a screen that is gone', async () => {
      await using broker = await startMosquitto();
      await using proxy = await openProxy(broker.url);
      await using data = await dataWith({ ...plant(broker), brokers: [{ id: 'plant', name: 'Plant North', url: proxy.url }] });
      await mkdir(join(data.path, 'desktop'));
      const place = { bounds: { x: 1900, y: 30, width: 1000, height: 700 }, isMaximized: true };
      await writeFile(join(data.path, 'desktop', 'window.json'), JSON.stringify(place));
      await using desktop = await start({ dataDir: data.path, args: ['start', '--no-notify'] });
      const page = await desktop.page();
      expect((await desktop.report('window')).bounds).toMatchObject({ width: 1200, height: 800 });
      await desktop.report('tray', ({ image }) => image === 'well.png');
      proxy.blackHole();
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await desktop.report('tray', ({ tooltip }) => tooltip.includes('blind: Plant North'));
      proxy.pass();
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await desktop.report('tray', ({ image }) => image === 'well.png');

      desktop.order({ order: 'screens', workAreas: [{ x: 5000, y: 0, width: 1920, height: 1080 }] });
      desktop.order({ order: 'choose', label: 'Open Willwatch' });
      await expect.poll(() => desktop.reports('window').at(-1)?.bounds).toMatchObject({ x: 200, y: 100 });
      expect(desktop.errors).toEqual([]);
    });

    it('a notification that Electron cannot show is told by node-notifier', async () => {
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
      // An outcome is kept for each.
      desktop.order({ order: 'choose', label: 'Open Willwatch' });
      const page = await desktop.page();
      const alerts = () =>
        page.evaluate(() => (Reflect.get(window, 'willwatch') as Transport).request('alerts.query', { limit: 10 }));
      await expect.poll(async () => (await alerts()).map(({ outcome }) => outcome)).toEqual(['shown', 'shown']);
    });
  });
}
