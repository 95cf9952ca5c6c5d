import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startApp } from '../../helpers/app.ts';
import { say } from '../../helpers/foreign-client.ts';
import { startMosquitto } from '../../helpers/mosquitto.ts';
import { dataWith, plant, topic } from './site.ts';
import { start } from './used.ts';

export function specifyEndings(): void {
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
        await desktop.report('tray', ({ image }) => image === 'lost-1.png');
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
      await again.report('tray', ({ image, tooltip }) => image === 'lost-1.png' && tooltip === 'Willwatch: 1 device lost');
      await again.page();
      // No bus, so nothing that would show a tray icon: the window stays where one can get it back from.
      again.order({ order: 'close-window' });
      await expect.poll(() => again.reports('window').at(-1)).toMatchObject({ visible: true, minimized: true });

      // The other shell does not write beside it, nor it beside the other.
      await using headless = await startApp({ command: 'start', args: ['--no-notify'], dataDir: data.path });
      expect(await headless.exit()).toBe(1);
      expect(headless.stderr()).toMatch(/Another Willwatch \(willwatch start \(desktop\), process \d+/);
    });

    it('is followed by the start that somebody asked for meanwhile', async () => {
      await using broker = await startMosquitto();
      await using data = await dataWith(plant(broker));
      await using desktop = await start({ dataDir: data.path, args: ['start', '--no-notify'] });
      await desktop.report('tray', ({ image }) => image === 'well.png');
      desktop.order({ order: 'choose', label: 'Quit Willwatch' });
      desktop.order({ order: 'start-again', args: ['start', 'willwatch://device/gw1'] });
      expect(await desktop.exit()).toBe(0);
      expect(desktop.reports('relaunch')).toMatchObject([{ args: ['start', 'willwatch://device/gw1'] }]);
      expect(desktop.stderr()).toBe('');
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
}
