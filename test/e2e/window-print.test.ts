import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { births, startPlant, topic, WILL } from '../helpers/plant-window.ts';
import { linkTo, originOf, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** What stands on paper, as a sheet of A4 is wide; and how many sheets Chromium makes of it. */
async function paper(page: Page): Promise<{ readonly text: string; readonly sheets: number; readonly overflow: number }> {
  const pdf = await page.pdf({ format: 'A4', margin: { top: '12mm', bottom: '12mm', left: '10mm', right: '10mm' } });
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  await page.emulateMedia({ media: 'print' });
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 718, height: 1040 });
  const text = await page.locator('body').innerText();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize(size);
  return { text: text.replace(/\s+/g, ' '), sheets, overflow };
}

/** What is for the screen alone: the rail, the chips, whatever can be pressed. */
const CHROME = [
  'Rehearsal',
  'Settings',
  'Plant North connected',
  'Acknowledge ',
  'Snooze',
  'Mute',
  'Export',
  'Print ',
  'Copy ',
  'Show more',
];

it('history and device are printed with what they say, where and when, and without what can only be pressed', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'valve1', 'lamp');
  await say(broker.port, topic('lamp'), WILL);
  await app.line((line) => line.type === 'alert' && line.device === 'lamp');
  await say(broker.port, topic('gw1'), WILL.replace('"uplink"', `"long":"${'word '.repeat(500)}","uplink"`));
  await app.line((line) => line.type === 'alert' && line.device === 'gw1');
  await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/devices/plant%2Fgw1'), { colorScheme: 'dark' });
  const { page } = opened;
  await seen(page.getByRole('region', { name: 'Messages' }));
  await page.keyboard.press('a');
  await page.keyboard.type('Anna drives there');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('main').getByText('Anna drives there').count()).toBe(2);

  const device = await paper(page);
  for (const said of [
    'Willwatch · plant/gw1',
    /Printed .*\d{4}.*\d\d:\d\d:\d\d.*(UTC|GMT|[A-Z]{3,})/,
    /Connection lost at \d\d:\d\d:\d\d: the broker published its last will/,
    'the broker published the will, on site/gw1/status',
    '"no power"',
    'word word word',
    'Affected downstream gateways 1',
    'valve1',
    'Anna drives there',
    'Outages',
    'ongoing',
    'Messages',
  ])
    expect(device.text).toMatch(said instanceof RegExp ? said : new RegExp(said.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')));
  for (const word of CHROME) expect(device.text).not.toContain(word);
  expect(device.sheets).toBeGreaterThan(0);
  expect(device.overflow).toBeLessThanOrEqual(0);

  await page.goto(`${originOf(page.url())}/history?verdict=abrupt&q=gw`);
  await (await seen(page.getByRole('button', { name: '1 gateway, 2 devices' }))).click();
  await seen(page.getByRole('region', { name: 'Affected devices' }));
  const history = await paper(page);
  for (const said of [
    'Filter: gw',
    'Printed ',
    'gw1',
    'gw2',
    '1 gateway, 2 devices',
    'Connection lost',
    'pump1',
    'Anna drives there',
  ])
    expect(history.text).toContain(said);
  expect(history.text).not.toContain('lamp');
  for (const word of CHROME) expect(history.text).not.toContain(word);
  expect(history.sheets).toBe(1);
  expect(history.overflow).toBeLessThanOrEqual(0);
  // Ink is for words: also in the dark, paper is white.
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toMatch(
    /rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\)/,
  );
  expect(opened.errors).toEqual([]);
});
