import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong in the page as it is, one line each; empty when nothing. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  // Only of violations does it find out how each element would be named.
  const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}

/** Resolves when it is shown. Named for what a test says: `await seen(page.getByText(…))`. */
export async function seen(locator: Locator): Promise<Locator> {
  await locator.waitFor({ state: 'visible' });
  return locator;
}

/** The address of the window without the token, for `page.goto` once the cookie is there. */
export function originOf(windowUrl: string): string {
  return new URL(windowUrl).origin;
}

/** A place in the window, opened with the token: what a deep link is. */
export function linkTo(windowUrl: string, path: string): string {
  const url = new URL(windowUrl);
  return `${url.origin}${path}${url.search}`;
}

/** Types into an editor of statements in place of what is there, as a person does: `fill` goes around its keyboard. */
export async function write(editor: Locator, text: string): Promise<void> {
  await editor.click();
  await editor.press('Control+a');
  await editor.press('Delete');
  await editor.pressSequentially(text);
  // What is offered would cover what stands below.
  await editor.press('Escape');
}
