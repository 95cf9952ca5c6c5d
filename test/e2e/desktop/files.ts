import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../main/contract/requests.ts';
import { say } from '../../helpers/foreign-client.ts';
import { startMosquitto } from '../../helpers/mosquitto.ts';
import { seen } from '../../helpers/window.ts';
import { dataWith, plant, topic } from './site.ts';
import { start } from './used.ts';

export function specifyFiles(): void {
  describe('a file', () => {
    it('is saved and chosen where the dialog of the system says, and a dialog that is closed does nothing', async () => {
      await using broker = await startMosquitto();
      await using data = await dataWith(plant(broker));
      await using desktop = await start({ dataDir: data.path });
      await desktop.report('tray', ({ image }) => image === 'well.png');
      await say(broker.port, topic('gw1'), 'online');
      await say(broker.port, topic('gw1'), 'offline');
      await desktop.report('tray', ({ image }) => image === 'lost-1.png');
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

    it('of the worker that lays out the drawing of the gateways is loaded', async () => {
      await using broker = await startMosquitto();
      await using data = await dataWith(plant(broker));
      await using desktop = await start({ dataDir: data.path });
      const page = await desktop.page();
      await page.getByRole('navigation').getByRole('link', { name: 'Gateways' }).click();
      for (const name of ['Plant North', 'gw1', 'gw2'])
        await page.locator('.react-flow__node').filter({ hasText: name }).first().waitFor({ state: 'attached' });
      expect(desktop.errors).toEqual([]);
    });
  });
}
