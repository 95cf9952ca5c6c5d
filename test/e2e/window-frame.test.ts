import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { births, names, pathOf, startPlant, topic, WILL } from '../helpers/plant-window.ts';
import { linkTo, originOf, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const pages = (page: Page): Promise<readonly string[]> =>
  page
    .getByRole('navigation')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));

const SIZES = {
  'a small window': { viewport: { width: 900, height: 600 } },
  'a large screen': { viewport: { width: 3840, height: 2160 } },
  'a window zoomed to 200 %': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  'a phone': { viewport: { width: 390, height: 844 }, hasTouch: true },
} as const;

it('every page fits a small window, a large screen, a zoomed one and a phone, in German too, and nothing moves for who wants no motion', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'valve1', 'lamp');
  await say(broker.port, topic('gw1'), WILL);
  await app.line((line) => line.type === 'alert' && line.device === 'gw1');
  const url = await app.windowUrl();
  const faults: string[] = [];
  for (const [name, size] of Object.entries(SIZES)) {
    await using opened = await openPage(browser, url, { ...size, locale: 'de-DE', reducedMotion: 'reduce' });
    const { page } = opened;
    await seen(page.getByRole('navigation'));
    for (const path of [...(await pages(page)), '/devices/plant%2Fgw1', '/devices?group=gateway']) {
      await page.goto(`${originOf(url)}${path}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
      const found = await page.evaluate(() => {
        const wrong: string[] = [];
        const { scrollWidth } = document.documentElement;
        if (scrollWidth > innerWidth) wrong.push(`${scrollWidth - innerWidth} px too wide`);
        // What cannot be scrolled to cannot be pressed. Only what has words: small controls inside of fields are the library's.
        for (const one of document.querySelectorAll('main button, main a, main input, main select, nav a')) {
          const box = one.getBoundingClientRect();
          const scrolls = one.closest('[class*="scroll" i], [class*="tiles"]') !== null;
          if (one.textContent !== '' && box.width > 0 && !scrolls && (box.right > innerWidth + 1 || box.left < -1)) {
            const style = getComputedStyle(one);
            if (style.clipPath === 'none' && style.opacity !== '0')
              wrong.push(`${one.tagName} "${one.textContent?.slice(0, 30)}" is outside`);
          }
        }
        for (const one of document.querySelectorAll('*')) {
          const { transitionDuration, animationDuration, animationName } = getComputedStyle(one);
          const moves = /[1-9]/.test(transitionDuration) || (animationName !== 'none' && /[1-9]/.test(animationDuration));
          if (moves) wrong.push(`${one.tagName}.${one.className} moves`);
        }
        return wrong.slice(0, 5);
      });
      faults.push(...found.map((fault) => `${name}, ${path}: ${fault}`));
    }
    await page.goto(`${originOf(url)}/devices`);
    const row = await seen(page.getByRole('grid').getByRole('link').nth(2));
    const box = (await row.boundingBox())!;
    if (box.y + box.height > size.viewport.height) faults.push(`${name}: the third device is not in sight`);
    expect(opened.errors).toEqual([]);
  }
  expect(faults).toEqual([]);
}, 180_000);

it('tells times as long as they last, exactly on hover and on the clipboard, and why a broker cannot be seen; keys lead to every page', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'lamp');
  await say(broker.port, topic('lamp'), WILL);
  await app.line((line) => line.type === 'alert');
  const url = await app.windowUrl();
  await using opened = await openPage(browser, 'about:blank', {
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = opened;
  await page.clock.install();
  await page.goto(linkTo(url, '/'));
  await expect.poll(() => names(page)).toHaveLength(2);
  const since = page.getByRole('row').filter({ hasText: 'lamp' }).locator('[data-column="since"] [title]');
  await seen(since.getByText(/under a minute/));
  expect(await since.getAttribute('title')).toMatch(/\d{4}, \d\d:\d\d:\d\d\.\d{3} (CEST|CET|GMT\+[12]|GMT\+0[12]:00)/);
  await page.clock.fastForward('03:00');
  await seen(since.getByText(/· 3 min/));

  const order = await pages(page);
  expect(order.length).toBeGreaterThanOrEqual(4);
  for (const [n, path] of order.entries()) {
    await page.keyboard.press(`ControlOrMeta+${n + 1}`);
    await expect.poll(() => pathOf(page).split('?')[0]).toBe(path);
    await expect.poll(() => page.title()).toContain('Willwatch');
  }
  await page.goBack();
  await expect.poll(() => pathOf(page).split('?')[0]).toBe(order.at(-2));
  await page.goForward();
  await expect.poll(() => pathOf(page).split('?')[0]).toBe(order.at(-1));

  await page.goto(`${originOf(url)}/devices/plant%2Flamp`);
  const time = page.getByRole('region', { name: 'Outages', exact: true }).getByRole('button').first();
  const exact = (await (await seen(time)).getAttribute('title')) ?? '';
  await time.click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/\d{4}, \d\d:\d\d:\d\d\.\d{3}/);
  expect(exact).toContain(copied);

  await broker.stop();
  const chip = page.getByRole('region', { name: 'Connections' }).getByRole('button', { name: /Plant North/ });
  await seen(chip.filter({ hasText: /blind|connecting/i }));
  await chip.click();
  const why = page.getByRole('dialog', { name: 'Plant North' });
  await seen(why.getByText(/^(Trying|Next try|The next)/i).first());
  await seen(why.getByRole('button', { name: 'Connect now' }));
  await page.keyboard.press('Escape');
  await expect.poll(() => why.count()).toBe(0);
  // Esc closed what was open, not the page.
  expect(pathOf(page)).toBe('/devices/plant%2Flamp');
  expect(opened.errors.filter((error) => !error.includes('clipboard'))).toEqual([]);
});
