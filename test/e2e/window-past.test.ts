import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { App } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { births, pathOf, startPlant, topic, WILL } from '../helpers/plant-window.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
let broker: Mosquitto;
let app: App;

/** gw1 has lost its power, gw2 below it has said so itself, valve1 below that is only concluded. */
beforeAll(async () => {
  browser = await launchChromium();
  broker = await startMosquitto();
  app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'valve1');
  await say(broker.port, topic('gw2'), WILL);
  await say(broker.port, topic('gw1'), WILL);
  await app.line((line) => line.type === 'alert' && String(line.title).includes('gw1'));
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
  await browser.close();
});

const open = async (path: string, options = {}) => openPage(browser, linkTo(await app.windowUrl(), path), options);

it.each(['light', 'dark'] as const)(
  "a gateway's page says what affected it, its figures with what they mean, and leads to the incident (%s)",
  async (colorScheme) => {
    await using opened = await open('/devices/plant%2Fgw2', { colorScheme });
    const { page } = opened;
    const affected = page.getByRole('region', { name: 'Affected by' });
    await seen(affected.getByRole('row', { name: /^confirmed gw1 Connection lost/ }));
    const figures = page.getByRole('region', { name: 'Figures' });
    await seen(figures.getByRole('rowheader', { name: /^Availability Part of the seen time in which it was not away/ }));
    await seen(figures.getByRole('row', { name: /^Outages .* 1 with what it hangs on/ }));
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByRole('button', { name: 'As a table' }).click();
    await seen(timeline.getByRole('cell', { name: 'down with what it hangs on: gw1' }));
    await seen(timeline.getByRole('img', { name: /1 time affected\.$/ }));
    expect(await accessibilityFaults(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await affected.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }).click();
      })(),
    ]);
    expect(await readFile(await file.path(), 'utf8')).toMatch(/^\uFEFFstatus,depth,.*\r\nconfirmed,1,.*,gw1,,plant,abrupt,/);

    await affected.getByRole('link', { name: 'Show the incident' }).click();
    await seen(page.getByRole('heading', { level: 1, name: 'Incident: gw1' }));
    const rows = page.getByRole('region', { name: 'What it took down' }).getByRole('row');
    await seen(rows.filter({ hasText: /gw2.*confirmed.*not back/ }));
    await seen(rows.filter({ hasText: /valve1.*level 2.*inferred.*with its gateway.*not back/ }));
    await seen(page.getByRole('region', { name: 'What you were told' }).getByText('Gateway gw1: connection lost'));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(opened.errors).toEqual([]);
  },
);

it('the shift hands over without a mouse: found in the palette, written, kept, copied, and on paper', async () => {
  await using opened = await open('/history', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = opened;
  await seen(page.getByRole('heading', { level: 1, name: 'History' }));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('handover');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'Shift handover' }));
  const opens = page.getByRole('region', { name: 'Still open' });
  await seen(
    opens.getByRole('row', { name: /gw1 Connection lost .* ongoing .* 1 downstream gateway, 2 devices 1 confirmed nobody yet/ }),
  );
  await seen(page.getByRole('region', { name: 'Gateways that were away longest' }).getByRole('link', { name: 'gw2' }));
  await page.getByRole('textbox', { name: 'For the next shift' }).focus();
  await page.keyboard.type('Anna is at gw1.');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => pathOf(page)).toMatch(/^\/report\?report=\d+$/);
  await seen(page.getByRole('region', { name: 'Earlier reports' }).getByText('Anna is at gw1.'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Copy as text' }).press('Enter');
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^Shift handover\n[\s\S]*For the next shift:\nAnna is at gw1\.\n\nStill open:\n- gw1: Connection lost/);

  // On paper stands what was written, and nothing to press.
  await page.emulateMedia({ media: 'print' });
  await seen(page.getByRole('paragraph').filter({ hasText: 'Anna is at gw1.' }));
  for (const name of ['Save the text', 'Copy as text', 'Print'])
    expect(await page.getByRole('button', { name }).isVisible()).toBe(false);
  expect(await page.getByRole('textbox').first().isVisible()).toBe(false);
  expect(await page.getByRole('region', { name: 'Earlier reports' }).isVisible()).toBe(false);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(2);
  expect(opened.errors).toEqual([]);
});

it('the report is accessible in the dark, in German, on a phone', async () => {
  await using opened = await open('/report', { colorScheme: 'dark', locale: 'de-DE', viewport: { width: 380, height: 800 } });
  const { page } = opened;
  await seen(page.getByRole('heading', { level: 1, name: 'Schichtübergabe' }));
  await seen(page.getByRole('region', { name: 'Noch offen' }).getByRole('link', { name: 'gw1' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  // What is too wide scrolls by itself, not the page.
  const overhang = await page
    .getByRole('article')
    .evaluate(({ parentElement: of }) => (of ? of.scrollWidth - of.clientWidth : 0));
  expect(overhang).toBe(0);
  expect(opened.errors).toEqual([]);
});
