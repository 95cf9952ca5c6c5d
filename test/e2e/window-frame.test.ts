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

/** In CSS pixels; a window of 1280 x 800 zoomed to 200 % has half of them. */
const SIZES = {
  'the smallest phone': { width: 320, height: 640 },
  'a phone': { width: 390, height: 844 },
  'a window zoomed to 200 %': { width: 640, height: 400 },
  'a small window': { width: 900, height: 600 },
  'a large screen': { width: 3840, height: 2160 },
} as const;

/** What of a page is outside of its width, where nobody can press it. What scrolls sideways by itself, tiles and wide tables, may be. */
function findOutside(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    // Columns that have no room give way a frame later.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const main = document.querySelector('main');
    const scrollsItself = (one: Element): boolean => {
      for (let above = one.parentElement; above !== null && above.parentElement !== main; above = above.parentElement)
        if (above.scrollWidth > above.clientWidth && /auto|scroll/.test(getComputedStyle(above).overflowX)) return true;
      return false;
    };
    const wrong: string[] = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) wrong.push(`${scrollWidth - innerWidth} px too wide`);
    for (const { scrollWidth: whole, clientWidth: shown } of main?.children ?? [])
      if (whole > shown + 1) wrong.push(`the page scrolls sideways by ${whole - shown} px`);
    for (const one of document.querySelectorAll('main :is(button, a, input, select, textarea, summary), nav a')) {
      const { left, right, width } = one.getBoundingClientRect();
      if (width > 0 && (right > innerWidth + 1 || left < -1) && !scrollsItself(one))
        wrong.push(`${one.textContent || one.getAttribute('aria-label') || one.outerHTML.slice(0, 200)} is outside`);
    }
    return wrong.slice(0, 5);
  });
}

const findMoving = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    for (const one of document.querySelectorAll('*')) {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(one);
      const moves = /[1-9]/.test(transitionDuration) || (animationName !== 'none' && /[1-9]/.test(animationDuration));
      if (moves) wrong.push(`${one.tagName}.${one.className} moves`);
    }
    return wrong.slice(0, 5);
  });

it('every page fits a phone, a zoomed window, a small one and a large screen, in German too, and nothing moves for who wants no motion', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'valve1', 'lamp');
  await say(broker.port, topic('gw1'), WILL);
  await app.line((line) => line.type === 'alert' && line.device === 'gw1');
  const url = await app.windowUrl();
  await using opened = await openPage(browser, url, { locale: 'de-DE', reducedMotion: 'reduce', hasTouch: true });
  const { page } = opened;
  await seen(page.getByRole('navigation'));
  const faults: string[] = [];
  const more = ['/report', '/devices/plant%2Fgw1', '/devices?group=gateway'];
  for (const path of [...(await pages(page)), ...more]) {
    await page.goto(`${originOf(url)}${path}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
    faults.push(...(await findMoving(page)).map((fault) => `${path}: ${fault}`));
    for (const [name, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      faults.push(...(await findOutside(page)).map((fault) => `${name}, ${path}: ${fault}`));
      if (path !== '/devices') continue;
      const row = await seen(page.getByRole('grid').getByRole('link').nth(2));
      const box = (await row.boundingBox())!;
      if (box.y + box.height > size.height) faults.push(`${name}: the third device is not in sight`);
    }
  }
  expect(faults).toEqual([]);
  expect(opened.errors).toEqual([]);
}, 120_000);

it('keeps an alert that was closed under the bell, and what a person goes back from does not stay open', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'gw1', 'lamp');
  const url = await app.windowUrl();
  await using opened = await openPage(browser, url);
  const { page } = opened;
  await expect.poll(() => names(page)).toHaveLength(2);
  await say(broker.port, topic('lamp'), WILL);
  const toasts = page.getByRole('region', { name: 'Alerts', exact: true });
  const toast = await seen(toasts.getByText(/^lamp/).first());
  const said = await toast.innerText();
  await toasts.getByRole('button', { name: 'Put away' }).click();
  await expect.poll(() => toasts.getByRole('button').count()).toBe(0);
  await page.getByRole('button', { name: /^Alerts/ }).click();
  const told = page.getByRole('dialog', { name: 'Alerts' });
  await (await seen(told.getByRole('button').filter({ hasText: said }))).click();
  await seen(page.getByRole('heading', { level: 1, name: 'lamp' }));
  expect(await told.count()).toBe(0);

  for (const open of [
    () => page.keyboard.press('Control+k'),
    () => page.getByRole('button', { name: /^Alerts/ }).click(),
    () =>
      page
        .getByRole('region', { name: 'Connections' })
        .getByRole('button', { name: /Plant North/ })
        .click(),
  ]) {
    await open();
    await seen(page.getByRole('dialog'));
    await page.goBack();
    await expect.poll(() => page.getByRole('dialog').allInnerTexts()).toEqual([]);
    expect(pathOf(page)).toBe('/');
    await page.goForward();
    await seen(page.getByRole('heading', { level: 1, name: 'lamp' }));
  }

  // A form is not lost to keys that lead elsewhere.
  await page.goto(`${originOf(url)}/settings?new=broker`);
  const form = page.getByRole('dialog', { name: 'New broker' });
  await (await seen(form.getByLabel('Name'))).fill('Depot');
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+k');
  expect(await page.getByRole('dialog').count()).toBe(1);
  expect(await form.getByLabel('Name').inputValue()).toBe('Depot');
  expect(opened.errors).toEqual([]);
});

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
  await seen(why.getByText(/nothing listens on that port/));
  await seen(why.getByRole('button', { name: 'Connect now' }));
  await page.keyboard.press('Escape');
  await expect.poll(() => why.count()).toBe(0);
  // Esc closed what was open, not the page.
  expect(pathOf(page)).toBe('/devices/plant%2Flamp');
  expect(opened.errors.filter((error) => !error.includes('clipboard'))).toEqual([]);
});
