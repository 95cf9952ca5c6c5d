import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe('a story of the rehearsal', () => {
  it('is played with the keyboard, paused, gone through step by step, and stopped with everything as it was', async () => {
    await using app = await startApp({ command: 'demo', args: ['--no-notify'], window: true });
    await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/rehearsal'));
    const { page } = opened;
    const stories = page.getByRole('region', { name: 'Stories' });
    const play = await seen(stories.getByRole('button', { name: 'Play the story: Router loses power' }));
    await play.focus();
    await page.keyboard.press('Enter');
    await seen(stories.getByText(/^The router loses its power, and everything behind it/));
    await seen(stories.getByText(/^Step 1 of 3/));
    await seen(stories.getByText(/next in \d+ s/));
    await stories.getByRole('button', { name: 'Pause' }).click();
    await seen(stories.getByText(/^Step 1 of 3, paused$/));
    expect(await stories.getByText(/next in/).count()).toBe(0);
    // What it says happens: the site goes dark, and Willwatch sees it.
    await seen(page.getByText('123 down').first());
    await seen(page.getByRole('region', { name: 'Open outages' }).getByText('router-1'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await stories.getByRole('button', { name: 'Next step' }).click();
    await seen(stories.getByText(/^Step 2 of 3, paused$/));
    expect(await stories.getByRole('button', { name: 'Play the story: Laptop sleeps' }).isDisabled()).toBe(true);
    await stories.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => page.getByText('123 down').count()).toBe(0);
    await expect.poll(() => page.getByRole('region', { name: 'Open outages' }).count(), { timeout: 20_000 }).toBe(0);
    expect(await stories.getByText(/^Step/).count()).toBe(0);
    expect(opened.errors).toEqual([]);
  });

  it('runs by itself to its end', async () => {
    await using app = await startApp({ command: 'demo', args: ['--no-notify'], window: true });
    await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/rehearsal'), {
      locale: 'de-DE',
      colorScheme: 'dark',
    });
    const { page } = opened;
    const stories = page.getByRole('region', { name: 'Geschichten' });
    await (await seen(stories.getByRole('button', { name: 'Geschichte abspielen: Laptop schläft' }))).click();
    await seen(stories.getByText(/^Schritt 1 von 4/));
    expect(await accessibilityFaults(page)).toEqual([]);
    await stories.getByText(/^Schritt 3 von 4/).waitFor({ timeout: 40_000 });
    await seen(page.getByRole('region', { name: 'Offene Ausfälle' }).getByText('gw-south'));
    await stories.getByText('Die Geschichte ist zu Ende. Alles ist wie zuvor.').waitFor({ timeout: 60_000 });
    await stories.getByRole('button', { name: 'Weglegen' }).click();
    expect(await stories.getByRole('status').count()).toBe(0);
    expect(opened.errors).toEqual([]);
  });
});
