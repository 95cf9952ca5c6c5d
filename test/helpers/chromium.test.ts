import { expect, test } from 'vitest';
import { launchChromium, openPage } from './chromium.ts';

test('a page opens in Chromium, and its errors are told', async () => {
  await using browser = await launchChromium();
  await using opened = await openPage(browser, 'data:text/html,<h1>Here</h1><script>console.error("loud"); nothing()</script>');
  expect(await opened.page.getByRole('heading').innerText()).toBe('Here');
  expect(opened.errors).toEqual([expect.stringContaining('loud'), expect.stringContaining('nothing is not defined')]);
});
