import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../main/contract/requests.ts';
import { startSessionBus } from '../../helpers/dbus.ts';
import { startMosquitto } from '../../helpers/mosquitto.ts';
import { seen } from '../../helpers/window.ts';
import { dataWith, lose, plant } from './site.ts';
import { start } from './used.ts';

export function specifyHardships(): void {
  describe('a folder that it cannot use as it wants', () => {
    it('costs it what it remembers of the window, the updates and its notifications, and nothing else', async () => {
      await using broker = await startMosquitto();
      await using data = await dataWith(plant(broker));
      const inItsFolder = (name: string): string => join(data.path, 'desktop', name);
      for (const name of ['window.json', 'shown.json', 'updates.json']) await mkdir(inItsFolder(name), { recursive: true });
      await using desktop = await start({
        dataDir: data.path,
        env: { STAND_IN_PLATFORM: 'win32', STAND_IN_NOTIFICATIONS: 'failed' },
      });
      await desktop.page();
      await desktop.report('tray', ({ image }) => image === 'well.ico');
      await lose(broker, 'gw1');
      await desktop.report('tray', ({ image }) => image === 'lost-1.ico');
      expect(await desktop.report('notification')).toMatchObject({ options: { title: 'Gateway gw1: connection lost' } });
      desktop.order({ order: 'choose', label: 'Quit Willwatch' });
      expect(await desktop.exit()).toBe(0);
      expect(desktop.stderr()).not.toContain('"level":"error"');
      // It was closed, and nothing waits beside it to be taken in.
      expect(await readdir(data.path)).not.toContain('history.db-wal');
    });

    it('is named before it ends, when it is a file', async () => {
      await using data = await dataWith({});
      await writeFile(join(data.path, 'desktop'), '');
      await using desktop = await start({ dataDir: data.path });
      const { content } = await desktop.report('box');
      expect(content).toBe(
        `The data folder ${join(data.path, 'desktop')} cannot be used: it is a file. Choose another one with --data-dir.`,
      );
      expect(await desktop.exit()).toBe(1);
    });
  });
  describe('a window', () => {
    it('that is closed while its page is being loaded stays away', async () => {
      await using bus = await startSessionBus();
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path, env: bus.env, args: ['start', '--no-notify'] });
      await desktop.report('tray');
      desktop.order({ order: 'click-tray' });
      desktop.order({ order: 'close-window' });
      await seen((await desktop.page()).getByRole('navigation'));
      await expect.poll(() => desktop.reports('window').at(-1)).toMatchObject({ visible: false });
      // A page that was asked for arrives when all that was to come has come.
      await (await desktop.page()).evaluate(() => (Reflect.get(window, 'willwatch') as Transport).request('overview.get', {}));
      expect(desktop.reports('window').at(-1)).toMatchObject({ visible: false });
    });

    it('whose page crashed is loaded at once for who asks for it, however often it crashed before', async () => {
      await using data = await dataWith({});
      await using desktop = await start({ dataDir: data.path, args: ['start', '--no-notify'] });
      for (let crash = 0; crash < 3; crash++) {
        const page = await desktop.page();
        await seen(page.getByRole('navigation'));
        desktop.order({ order: 'crash-page' });
        await expect.poll(() => page.isClosed()).toBe(true);
        await expect.poll(() => desktop.stderr().split('the page of the window crashed').length).toBe(crash + 2);
        if (crash === 1) desktop.order({ order: 'click-tray' });
      }
      await seen((await desktop.page()).getByRole('navigation'));
    });
  });
}
