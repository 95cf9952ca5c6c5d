import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { startWith } from '../helpers/plant-window.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
let broker: Mosquitto;
let app: App;

/** Two sites whose topics name their gateways, and a router whose birth lists what is behind it: nobody typed a pair. */
beforeAll(async () => {
  browser = await launchChromium();
  broker = await startMosquitto();
  const tests = {
    online: [{ kind: 'json' as const, path: 'state', equals: 'online' }],
    offline: [{ kind: 'json' as const, path: 'state', equals: 'offline' }],
  };
  app = await startWith({
    brokers: [{ id: 'plant', name: 'Plant North', url: broker.url }],
    watches: [
      { id: 'deep', convention: 'custom', topic: '{site}/{gateway}/{device}/status', ...tests },
      { id: 'routers', convention: 'custom', topic: 'net/{device}', ...tests, downstreamPath: 'links[*].id' },
    ],
    notifications: { holdSeconds: 0.2 },
  });
  const births = ['north/gw-1/pump-1', 'north/gw-1/pump-2', 'north/gw-2/valve-1', 'south/gw-3/meter-1'];
  for (const one of births) await say(broker.port, `${one}/status`, '{"state":"online"}');
  await say(broker.port, 'net/router', '{"state":"online","links":[{"id":"gw-1"},{"id":"gw-2"}]}');
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await broker?.stop();
  await browser.close();
});

const open = async (options = {}) => {
  const opened = await openPage(browser, linkTo(await app.windowUrl(), '/gateways'), options);
  await seen(tree(opened.page).getByText('router', { exact: true }));
  return opened;
};
const tree = (page: Page) => page.getByRole('treegrid');
const row = (page: Page, name: string) => tree(page).getByRole('row').filter({ hasText: name });
const boxOf = async (locator: Locator): Promise<{ readonly x: number; readonly y: number }> => {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('not drawn');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
const node = (page: Page, name: string) => page.locator('.react-flow__node').filter({ hasText: name });

describe('the page of the gateways', () => {
  it('draws what was learned from topics and payloads, and breaks no rule of the policy or of accessibility in either theme', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await using opened = await open({ colorScheme });
      const { page } = opened;
      for (const name of ['Plant North', 'north', 'south', 'router', 'gw-1', 'gw-2', 'gw-3'])
        await seen(node(page, name).first());
      await row(page, 'gw-1').click();
      await seen(page.getByRole('region', { name: 'About gw-1' }).getByText('Birth or will'));
      expect(await page.getByRole('region', { name: 'About gw-1' }).getByText('Topic').count()).toBe(2);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(opened.errors).toEqual([]);
    }
  });

  it('is walked by keyboard alone, down to a device and back', async () => {
    await using opened = await open();
    const { page } = opened;
    await tree(page).focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 12 && !(await row(page, 'gw-1').getAttribute('aria-selected'))?.includes('true'); i++)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await seen(row(page, 'pump-1'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await seen(page.getByRole('heading', { level: 1, name: 'pump-1' }));
    await page.goBack();
    await seen(row(page, 'pump-1'));
    expect(opened.errors).toEqual([]);
  });

  it('lets a person say what hangs on what, refuses a circle with its path, and takes back by Ctrl+Z', async () => {
    await using opened = await open();
    const { page } = opened;
    await page.getByRole('switch', { name: 'Edit' }).press('Space');
    const pair = async (upstream: string, downstream: string) => {
      await page.locator('input[aria-label="Upstream device id"]').fill(upstream);
      await page.locator('input[aria-label="Downstream device id"]').fill(downstream);
      await page.getByRole('button', { name: 'Add the pair' }).click();
    };
    await pair('gw-1', 'router');
    const refusal = page.getByRole('alert').filter({ hasText: 'gw-1 → router → gw-1' });
    // It is only what was learned that stands against it.
    await seen(refusal.getByRole('button', { name: 'Set even so' }));
    await pair('router', 'gw-3');
    await seen(page.getByText('gw-3 hangs on router.'));
    await seen(page.getByRole('button', { name: '1 pair set' }));
    await tree(page).focus();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: '1 pair set' }).waitFor({ state: 'detached' });
    expect(opened.errors).toEqual([]);
  });

  it("lets a person draw a pair, from a line's end or dropped anywhere on a node, names the circle that it would close, and takes it back", async () => {
    await using opened = await open();
    const { page } = opened;
    await page.getByRole('switch', { name: 'Edit' }).press('Space');
    await node(page, 'gw-3').locator('.react-flow__handle.connectable').first().waitFor({ state: 'attached' });
    /** From where lines leave one node, to the middle of another. */
    const drag = async (from: string, to: string): Promise<void> => {
      await page.getByRole('button', { name: 'Show all' }).click();
      const start = await boxOf(node(page, from).first().locator('.react-flow__handle.source'));
      const end = await boxOf(node(page, to).first());
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 });
      await page.mouse.move(end.x, end.y, { steps: 5 });
      await page.mouse.up();
    };
    await drag('router', 'gw-3');
    await seen(page.getByText('gw-3 hangs on router.'));
    const link = page.locator('.react-flow__edge[data-id*="router"][data-id*="gw-3"]');
    await link.first().waitFor({ state: 'attached' });
    await drag('gw-3', 'router');
    await seen(page.getByRole('alert').filter({ hasText: 'gw-3 → router → gw-3' }));
    // A place is no device: nothing can hang on it.
    await drag('gw-3', 'north');
    expect(await page.getByRole('button', { name: '1 pair set' }).count()).toBe(1);
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: '1 pair set' }).waitFor({ state: 'detached' });
    await link.first().waitFor({ state: 'detached' });
    expect(opened.errors).toEqual([]);
  });

  it('lets a person dismiss what was learned and is wrong, and takes that back', async () => {
    await using opened = await open();
    const { page } = opened;
    await page.getByRole('switch', { name: 'Edit' }).press('Space');
    await row(page, 'gw-3').click();
    await page.getByRole('button', { name: 'Wrong: do not count on gw-3 → meter-1' }).press('Enter');
    await seen(page.getByText('Not counted on any more: gw-3 → meter-1.'));
    await page.getByRole('button', { name: '1 dismissed' }).click();
    const dismissed = page.getByRole('region', { name: '1 dismissed' });
    await dismissed.getByRole('button', { name: 'Right after all: count on gw-3 → meter-1' }).press('Enter');
    await page.getByRole('button', { name: '1 dismissed' }).waitFor({ state: 'detached' });
    expect(opened.errors).toEqual([]);
  });

  it('shows what an import would change before it is done, and finds a pair among many', async () => {
    const lamps = Array.from({ length: 12 }, (_, i) => `lamp-${i}`);
    await using opened = await open();
    const { page } = opened;
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('textbox')
      .fill(`upstream,downstream\nrouter,gw-3\ngw-3,router\n${lamps.map((id) => `gw-3,${id}`).join('\n')}`);
    await seen(dialog.getByText('Would add 13 pairs.'));
    await seen(dialog.getByText('Line 3: it would close a circle: gw-3 → router → gw-3.'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Import (13)' }).click();
    await seen(page.getByText('Pairs imported.'));
    const given = page.getByRole('button', { name: '13 pairs set' });
    await given.click();
    await page.getByRole('searchbox', { name: 'Find in the pairs' }).fill('lamp-1');
    await expect.poll(() => page.getByRole('region', { name: '13 pairs set' }).getByRole('row').count()).toBe(4);
    expect(await accessibilityFaults(page)).toEqual([]);
    await tree(page).focus();
    await page.keyboard.press('Control+z');
    await given.waitFor({ state: 'detached' });
    expect(opened.errors).toEqual([]);
  });

  it('draws the way of an incident thick', async () => {
    await using opened = await open();
    const { page } = opened;
    await say(broker.port, 'net/router', '{"state":"offline"}');
    await seen(page.getByRole('gridcell', { name: 'Lost', exact: true }));
    await page.locator('.react-flow__edge[class*="lost"]').first().waitFor({ state: 'attached' });
    expect(await page.locator('.react-flow__edge[class*="lost"]').count()).toBe(2);
    expect(opened.errors).toEqual([]);
  });
});
