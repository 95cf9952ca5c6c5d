import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { births, names, pathOf, startPlant, topic, WILL } from '../helpers/plant-window.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('without a mouse: the lost gateway is found, its will is read, it is acknowledged with a note, and the day is exported', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'valve1', 'lamp');
  await say(broker.port, topic('gw2'), WILL);
  await app.line((line) => line.type === 'alert');
  await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/history'));
  const { page } = opened;
  await seen(page.getByRole('heading', { level: 1, name: 'History' }));
  await page.keyboard.press('Control+1');
  await expect.poll(() => names(page)).toHaveLength(5);
  await page.keyboard.press('/');
  await page.keyboard.type('gw');
  await page.keyboard.press('Enter');
  // What hangs on a gateway is found by its name too.
  await expect.poll(() => names(page)).toEqual(['gw2', 'valve1', 'gw1', 'pump1']);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'gw2' }));
  await seen(page.getByRole('group', { name: `Payload of ${topic('gw2')}` }).getByText('"no power"'));
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog', { name: 'Acknowledge gw2' });
  await seen(dialog);
  await expect.poll(() => dialog.getByLabel('Note').evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('Anna drives there');
  await page.keyboard.press('Enter');
  // With the acknowledgement, and among the notes.
  await expect.poll(() => page.getByRole('main').getByText('Anna drives there').count()).toBe(2);
  await seen(page.getByRole('region', { name: 'Open outages' }).getByText('acknowledged'));
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.getByRole('region', { name: 'Open outages' }).getByText('acknowledged').count()).toBe(0);
  await page.keyboard.press('Escape');
  await expect.poll(() => names(page)).toEqual(['gw2', 'valve1', 'gw1', 'pump1']);
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'gw2' }));
  await page.keyboard.press('a');
  await seen(dialog);
  await page.keyboard.type('Anna drives there');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('region', { name: 'Open outages' }).getByText('acknowledged'));
  await page.keyboard.press('Control+3');
  await seen(page.getByText('1 row', { exact: true }));
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      for (let i = 0; i < 60; i++) {
        if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Export') break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('CSV, for spreadsheets');
      await page.keyboard.press('Enter');
    })(),
  ]);
  expect(await readFile(await file.path(), 'utf8')).toContain('Anna drives there');
  expect(opened.errors).toEqual([]);
});

it('the palette finds devices, open outages, pages and things to do', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'lamp');
  await say(broker.port, topic('lamp'), WILL);
  await app.line((line) => line.type === 'alert');
  await using opened = await openPage(browser, await app.windowUrl());
  const { page } = opened;
  await expect.poll(() => names(page)).toHaveLength(4);
  const palette = page.getByRole('dialog', { name: 'Find and do' });
  // As fast as keys can be pressed: nothing is waited for.
  const find = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
  };
  await page.getByRole('link', { name: 'History' }).first().focus();
  await page.keyboard.press('Control+k');
  await seen(palette.getByRole('option', { name: 'lamp Connection lost' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('/history');
  await find('pump');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'pump1' }));
  await find('hist');
  await expect.poll(() => palette.getByRole('option').allInnerTexts()).toEqual([expect.stringContaining('History')]);
  await page.keyboard.press('Enter');
  await expect.poll(() => pathOf(page)).toBe('/history');
  await find('mute all alerts: 4');
  await page.keyboard.press('Enter');
  await (await seen(page.getByRole('button', { name: /^Muted, 3 h 59 min left|^Muted, 4 h left/ }))).click();
  await page.getByRole('button', { name: 'End the mute' }).click();
  await expect.poll(() => page.getByRole('button', { name: /^Muted/ }).count()).toBe(0);
  await find('dark');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark');
  await find('no such thing');
  await seen(palette.getByText('Nothing found for “no such thing”.'));
  await page.keyboard.press('Escape');
  // What was done can be found later.
  await page.getByRole('button', { name: /^Alerts/ }).click();
  await page.getByRole('dialog', { name: 'Alerts' }).getByText('What you did').click();
  await seen(page.getByText('Mute ended.').last());
  expect(opened.errors).toEqual([]);
});

it('a device is renamed and noted, and its time is looked at closely, as a drawing and as a table', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'lamp');
  await say(broker.port, topic('lamp'), WILL);
  await app.line((line) => line.type === 'alert');
  await births(broker, 'lamp');
  await say(broker.port, topic('lamp'), WILL);
  await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/devices/plant%2Flamp'));
  const { page } = opened;
  await (await seen(page.getByRole('button', { name: 'Rename' }))).click();
  await page.keyboard.type('Lamp at the gate');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'Lamp at the gate' }));
  const notes = page.getByRole('region', { name: 'Notes' });
  await notes.getByRole('button', { name: 'Add a note' }).click();
  await page.keyboard.press('Escape');
  await seen(notes.getByRole('button', { name: 'Add a note', includeHidden: true }).and(page.locator(':focus')));
  await page.keyboard.press('Enter');
  await page.keyboard.type('Fuse 12');
  await page.keyboard.press('Control+Enter');
  await seen(notes.getByText('Fuse 12'));
  await notes.getByRole('button', { name: 'Edit the note' }).click();
  await page.getByRole('dialog').getByLabel('Note').fill('Fuse 14');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await seen(notes.getByText('Fuse 14'));

  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('button', { name: 'As a table' }).click();
  const table = timeline.getByRole('table');
  await seen(table.getByText('note: Fuse 14'));
  await expect.poll(() => table.getByText('Connection lost').count()).toBe(2);
  const drawing = timeline.getByRole('group', { name: /^Drag to zoom/ });
  await drawing.focus();
  for (let n = 0; n < 12; n++) await page.keyboard.press('+');
  await seen(timeline.getByRole('button', { name: 'Reset the zoom' }));
  // At the end, where the news is.
  await expect.poll(() => table.getByText('Connection lost').count()).toBe(2);
  for (let n = 0; n < 6; n++) await page.keyboard.press('ArrowLeft');
  await seen(table.getByRole('cell', { name: 'not known yet' }));
  await page.keyboard.press('Escape');
  // Esc gave up the zoom, not the page.
  await seen(page.getByRole('heading', { level: 1, name: 'Lamp at the gate' }));
  await seen(table.getByText('note: Fuse 14'));
  const box = (await drawing.boundingBox())!;
  await page.mouse.move(box.x + 10, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 30, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => table.getByText('Connection lost').count()).toBe(0);
  await seen(table.getByRole('cell', { name: 'not known yet' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await timeline.getByRole('button', { name: 'Reset the zoom' }).click();
  await notes.getByRole('button', { name: 'Remove the note' }).click();
  await page.getByRole('status').filter({ hasText: 'Note removed.' }).getByRole('button', { name: 'Undo' }).click();
  await seen(notes.getByText('Fuse 14'));
  expect(opened.errors).toEqual([]);
});
