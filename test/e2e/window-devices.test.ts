import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('the device list', () => {
  it('filters by tile and by words, sorts, and follows the keyboard', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    await births(broker, 'gw1', 'gw2', 'pump1', 'pump2', 'valve1');
    // Longer than the list shows of it.
    await say(broker.port, topic('pump2'), WILL.replace('"reason"', `"fill":"${'-'.repeat(300)}","reason"`));
    await app.line((line) => line.type === 'alert');
    await using opened = await openPage(browser, await app.windowUrl());
    const { page } = opened;
    // The worst first.
    await expect.poll(async () => (await names(page))[0]).toBe('pump2');

    const lost = page.getByRole('button', { name: 'Lost', exact: false }).and(page.locator('[aria-pressed]'));
    await lost.first().click();
    await expect.poll(() => names(page)).toEqual(['pump2']);
    expect(pathOf(page)).toBe('/devices?state=abrupt');
    await seen(page.getByText('1 of 5 devices'));
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect.poll(() => names(page)).toHaveLength(5);

    await page.keyboard.press('/');
    await page.keyboard.type('PUMP');
    await expect.poll(() => names(page)).toEqual(['pump2', 'pump1']);
    expect(pathOf(page)).toContain('q=PUMP');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('no POWER');
    await expect.poll(() => names(page)).toEqual(['pump2']);
    await seen(page.getByText('1 of 5 devices', { exact: true }));
    await page.keyboard.press('Escape');
    await expect.poll(() => names(page)).toHaveLength(5);
    await page.keyboard.press('Escape');

    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect.poll(() => names(page)).toEqual(['gw1', 'gw2', 'pump1', 'pump2', 'valve1']);
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect.poll(() => names(page)).toEqual(['valve1', 'pump2', 'pump1', 'gw2', 'gw1']);
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');
    await page.getByLabel('Kind').selectOption('Gateways');
    await expect.poll(() => names(page)).toEqual(['gw2', 'gw1']);
    await page.getByLabel('Kind').selectOption('All kinds');
    await expect.poll(() => names(page)).toHaveLength(5);

    const active = (): Promise<string> => page.locator('[role=row][data-active] a').innerText();
    // From wherever the focus is: on a button, a box, a link, or nowhere. A field keeps its letters.
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').focus();
    await page.keyboard.press('j');
    await expect.poll(active).toBe('valve1');
    await page.getByRole('navigation').getByRole('link').first().focus();
    await page.keyboard.press('j');
    await expect.poll(active).toBe('pump2');
    await page.getByRole('grid').getByRole('checkbox').first().focus();
    await page.keyboard.press('j');
    await expect.poll(active).toBe('pump1');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('k');
    await expect.poll(active).toBe('pump2');
    await page.keyboard.press('/');
    await page.keyboard.press('j');
    await expect.poll(() => pathOf(page)).toContain('q=j');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => names(page)).toHaveLength(5);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('j');
    await expect.poll(active).toBe('pump2');
    await page.keyboard.press('k');
    await expect.poll(active).toBe('valve1');
    await page.keyboard.press('Enter');
    await seen(page.getByRole('heading', { level: 1, name: 'valve1' }));
    await page.keyboard.press('Escape');
    // The list is as it was left.
    await expect.poll(() => names(page)).toEqual(['valve1', 'pump2', 'pump1', 'gw2', 'gw1']);
    await expect.poll(active).toBe('valve1');
    expect(opened.errors).toEqual([]);
  });

  it('stands still under the pointer and says what would move, and sorts on demand', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    // One after the other: the newest stands first.
    for (const id of ['valve1', 'pump2', 'pump1', 'gw2', 'gw1']) await births(broker, id);
    await using opened = await openPage(browser, await app.windowUrl());
    const { page } = opened;
    await expect.poll(() => names(page)).toEqual(['gw1', 'gw2', 'pump1', 'pump2', 'valve1']);
    const row = page.getByRole('row').filter({ hasText: 'valve1' });
    await row.hover();
    await say(broker.port, topic('pump2'), WILL);
    // Its state is told where it stands.
    await seen(page.getByRole('row').filter({ hasText: 'pump2' }).getByText('Lost'));
    expect(await names(page)).toEqual(['gw1', 'gw2', 'pump1', 'pump2', 'valve1']);
    await seen(page.getByText('1 change while the list stands still'));
    await page.keyboard.press('s');
    await expect.poll(() => names(page)).toEqual(['pump2', 'gw1', 'gw2', 'pump1', 'valve1']);
    await expect.poll(() => page.getByText('while the list stands still').count()).toBe(0);
    await births(broker, 'pump2');
    await seen(page.getByText('1 change while the list stands still'));
    await page.mouse.move(5, 5);
    await expect.poll(() => names(page)).toEqual(['gw1', 'gw2', 'pump2', 'pump1', 'valve1']);
    expect(opened.errors).toEqual([]);
  });

  it('is grouped and folded, shows chosen columns, and all of it is there again', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    for (const id of ['lamp', 'valve1', 'gw2', 'pump1', 'gw1']) await births(broker, id);
    const url = await app.windowUrl();
    await using opened = await openPage(browser, url);
    const { page } = opened;
    await expect.poll(() => names(page)).toHaveLength(5);
    await page.getByRole('button', { name: 'Group' }).click();
    await page.getByRole('menuitemradio', { name: 'By gateway' }).click();
    await expect.poll(() => names(page)).toEqual(['gw1', 'gw1', 'pump1', 'gw2', 'gw2', 'valve1', 'lamp']);
    expect(pathOf(page)).toBe('/devices?group=gateway');
    await seen(page.getByText('Hangs on nothing we know'));
    await seen(page.getByText('5 devices'));
    await page.getByRole('button', { name: 'Fold gw1' }).click();
    await expect.poll(() => names(page)).toEqual(['gw1', 'gw2', 'gw2', 'valve1', 'lamp']);
    await page.keyboard.press('j');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => names(page)).toHaveLength(7);
    await page.keyboard.press('Escape');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Site' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Hangs on' }).click();
    await page.keyboard.press('Escape');
    await seen(page.getByRole('columnheader', { name: 'Site' }));
    expect(await page.getByRole('columnheader', { name: 'Hangs on' }).count()).toBe(0);
    await page.getByRole('columnheader', { name: 'Site' }).getByRole('button').click();
    await page.goto(linkTo(url, '/'));
    await seen(page.getByRole('columnheader', { name: 'Site' }));
    await expect.poll(() => names(page)).toEqual(['gw1', 'gw1', 'pump1', 'gw2', 'gw2', 'valve1', 'lamp']);
    expect(await page.getByRole('columnheader', { name: 'Site' }).getAttribute('aria-sort')).toBe('ascending');
    expect(opened.errors).toEqual([]);
  });

  it('has columns that are dragged and made wider, by mouse and by keys, and are so the next time', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    await births(broker, 'lamp');
    const url = await app.windowUrl();
    await using opened = await openPage(browser, url);
    const { page } = opened;
    await expect.poll(() => names(page)).toEqual(['lamp']);
    const heads = (): Promise<readonly string[]> => page.getByRole('columnheader').getByRole('button').allInnerTexts();
    const head = (name: string) => page.getByRole('columnheader', { name });
    const box = async (name: string) => (await head(name).boundingBox())!;
    const drag = async (from: number, to: number, y: number): Promise<void> => {
      await page.mouse.move(from, y);
      await page.mouse.down();
      await page.mouse.move((from + to) / 2, y, { steps: 3 });
      await page.mouse.move(to, y, { steps: 3 });
      await page.mouse.up();
    };
    const usual = await heads();
    expect(usual[0]).toBe('Name');

    // The head follows the pointer, and is not sorted by it.
    const will = await box('Last will');
    const name = await box('Name');
    await drag(will.x + 20, name.x + 4, name.y + 8);
    await expect.poll(async () => (await heads())[0]).toBe('Last will');
    expect(await head('Last will').getAttribute('aria-sort')).toBe(null);
    // Back by keys; the focus stays.
    await head('Last will').getByRole('button').focus();
    await page.keyboard.press('Control+ArrowRight');
    await expect.poll(async () => (await heads())[1]).toBe('Last will');
    await seen(page.getByText('Last will: column 2 of').first());
    await page.keyboard.press('Control+ArrowRight');
    await expect.poll(async () => (await heads())[2]).toBe('Last will');

    // What stands to the left of an edge stays, what stands to the right gives.
    const before = { will: await box('Last will'), name: await box('Name') };
    const edge = before.will.x + before.will.width + 6;
    await drag(edge, edge - 60, before.will.y + 8);
    await expect.poll(async () => Math.round((await box('Last will')).width)).toBe(Math.round(before.will.width - 60));
    expect((await box('Name')).width).toBeCloseTo(before.name.width, -1);
    expect(await heads()).toHaveLength(usual.length);
    await head('Last will').getByRole('button').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => Math.round((await box('Last will')).width)).toBe(Math.round(before.will.width - 44));
    await page.mouse.move(edge - 44, before.will.y + 8);
    await page.mouse.down();
    await page.mouse.move(edge + 30, before.will.y + 8, { steps: 3 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expect.poll(async () => Math.round((await box('Last will')).width)).toBe(Math.round(before.will.width - 44));
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.goto(linkTo(url, '/'));
    await expect.poll(async () => (await heads())[2]).toBe('Last will');
    expect(Math.round((await box('Last will')).width)).toBe(Math.round(before.will.width - 44));
    await page.mouse.dblclick(edge - 44, before.will.y + 8);
    await expect.poll(async () => Math.round((await box('Last will')).width)).not.toBe(Math.round(before.will.width - 44));

    await page.getByRole('button', { name: 'Columns' }).click();
    const item = page.getByRole('menuitemcheckbox', { name: 'Last will' });
    await item.focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(async () => (await heads())[1]).toBe('Last will');
    await expect.poll(() => item.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.getByRole('menuitem', { name: 'The usual columns' }).click();
    await expect.poll(heads).toEqual(usual);
    expect(opened.errors).toEqual([]);
  });

  it('acts on several at once, by mouse and by keys, and takes it back', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    await births(broker, 'lamp1', 'lamp2', 'lamp3', 'lamp4');
    for (const id of ['lamp1', 'lamp2', 'lamp3']) await say(broker.port, topic(id), WILL);
    await using opened = await openPage(browser, `${await app.windowUrl()}`);
    const { page } = opened;
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await expect.poll(() => names(page)).toEqual(['lamp1', 'lamp2', 'lamp3', 'lamp4']);
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
    await rows.nth(0).getByRole('checkbox').click();
    await rows
      .nth(2)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await seen(page.getByText('3 selected'));
    await rows.nth(1).click({ modifiers: ['ControlOrMeta'] });
    const bar = page.getByRole('region', { name: '2 selected' });
    await bar.getByRole('button', { name: 'Acknowledge' }).click();
    const dialog = page.getByRole('dialog', { name: 'Acknowledge 2 devices' });
    await dialog.getByLabel('Note').fill('power is off in the hall');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    const done = page.getByRole('status').filter({ hasText: '2 devices: acknowledged.' });
    await seen(done);
    const acknowledged = page.getByRole('img', { name: 'Somebody has acknowledged its outage.' });
    await expect.poll(() => acknowledged.count()).toBe(2);
    await done.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => acknowledged.count()).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('2 selected').count()).toBe(0);

    await page.keyboard.press('Control+a');
    await seen(page.getByText('4 selected'));
    await page.getByRole('region', { name: '4 selected' }).getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('menuitem', { name: '1 hour' }).click();
    await expect.poll(() => page.getByRole('img', { name: 'Its alerts are kept silent.' }).count()).toBe(4);
    await seen(page.getByRole('button', { name: '1 mute' }));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('region', { name: '4 selected' }).getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^willwatch-devices-\d{4}-\d\d-\d\d\.csv$/);
    const text = await readFile(await download.path(), 'utf8');
    expect(
      text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toHaveLength(4);
    expect(text).toContain('"{""state"":""offline"",');
    expect(opened.errors).toEqual([]);
  });
});
