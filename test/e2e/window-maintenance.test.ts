import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { App } from '../helpers/app.ts';
import { launchChromium, type OpenedPage, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { births, startPlant, topic, WILL } from '../helpers/plant-window.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
let broker: Mosquitto;
let app: App;
beforeAll(async () => {
  [browser, broker] = await Promise.all([launchChromium(), startMosquitto()]);
  app = await startPlant(broker);
  await births(broker, 'gw1', 'gw2', 'pump1', 'valve1', 'lamp1');
});
afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
  await broker?.[Symbol.asyncDispose]();
});

/** A place with a question of its own: the token goes first. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const opened = await openPage(browser, linkTo(await app.windowUrl(), '/devices'), options);
  await seen(opened.page.getByRole('navigation').first());
  await opened.page.goto(`${new URL(opened.page.url()).origin}${path}`);
  return opened;
}

const section = (page: Page) => page.getByRole('region', { name: 'Maintenance windows' });

/** Fills in a window of every day for a gateway, by keyboard where a person would. */
async function fill(page: Page, name: string): Promise<Locator> {
  await (await seen(section(page).getByRole('button', { name: 'Plan maintenance' }))).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'New maintenance window' });
  await seen(form.getByLabel('Name'));
  await form.getByRole('button', { name: 'Save' }).click();
  await seen(form.getByText('Give it a name.'));
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('What is kept silent').selectOption('gateway');
  await form.getByRole('combobox', { name: 'Gateway' }).fill('gw1');
  await seen(page.getByRole('option', { name: 'gw1' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await form.getByText('Every week').click();
  const days = form.getByRole('group', { name: 'Days on which it begins' }).getByRole('checkbox');
  for (const day of await days.all()) if (!(await day.isChecked())) await day.press('Space');
  await form.getByLabel('From').fill('00:00');
  await form.getByLabel(/^To/).fill('00:00');
  expect(await accessibilityFaults(page)).toEqual([]);
  return form;
}

it('maintenance is planned, and keeps silent while it is in force', async () => {
  await using opened = await open('/settings?part=maintenance');
  const { page, errors } = opened;
  const form = await fill(page, 'Switch');
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  const row = section(page).getByRole('listitem').filter({ hasText: 'Switch' });
  await seen(row.getByText('gw1 and what hangs on it'));
  await seen(row.getByText('Every day 00:00 – 00:00'));
  await seen(row.getByText(/^In force until/));
  await seen(page.getByRole('button', { name: '1 mute' }));
  await say(broker.port, topic('pump1'), WILL);
  await expect
    .poll(async () => app.lines.filter(({ type, outcome }) => type === 'alert' && outcome === 'silent').at(-1)?.reason)
    .toContain('maintenance “Switch”');
  await page.goto(`${new URL(page.url()).origin}/devices/plant%2Fpump1`);
  await seen(page.getByText('Maintenance: Switch: muted until'));
  expect(errors).toEqual([]);
});

it('maintenance is ended before its time, changed and removed, each with a way back', async () => {
  await using opened = await open('/settings?part=maintenance');
  const { page, errors } = opened;
  const undo = page.getByRole('button', { name: 'Undo' });
  const row = section(page).getByRole('listitem').filter({ hasText: 'Switch' });
  await row.getByRole('button', { name: 'End now: Switch' }).press('Enter');
  await seen(row.getByText(/^Next: /));
  await undo.press('Enter');
  await seen(row.getByText(/^In force until/));

  await row.getByRole('button', { name: 'Edit: Switch' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Maintenance window Switch' });
  await form.getByLabel('Name').fill('Switch F2');
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await seen(row.getByText('Switch F2'));
  await seen(row.getByText('gw1 and what hangs on it'));

  await row.getByRole('button', { name: 'Remove: Switch F2' }).press('Enter');
  await row.waitFor({ state: 'detached' });
  await seen(page.getByText('Switch F2: maintenance window removed.'));
  await page.keyboard.press('Control+z');
  await seen(row.getByText(/^In force until/));
  expect(errors).toEqual([]);
});

it('maintenance is planned for the devices that are selected in the list', async () => {
  await using opened = await open('/devices');
  const { page, errors } = opened;
  await page.getByRole('row').filter({ hasText: 'lamp1' }).getByRole('checkbox').click();
  const mute = page.getByRole('region', { name: '1 selected' }).getByRole('button', { name: 'Mute' });
  await mute.click();
  await page.getByRole('menuitem', { name: 'Plan maintenance…' }).click();
  await seen(page.getByRole('dialog', { name: 'New maintenance window' }));
  await page.keyboard.press('Escape');
  // The item that opened it is gone.
  await expect.poll(() => mute.evaluate((button) => button === document.activeElement)).toBe(true);
  await mute.click();
  await page.getByRole('menuitem', { name: 'Plan maintenance…' }).click();
  const form = page.getByRole('dialog', { name: 'New maintenance window' });
  await form.getByLabel('Name').fill('New lamps');
  expect(await form.getByLabel('What is kept silent').inputValue()).toBe('devices');
  await seen(form.getByText('lamp1'));
  await form.getByRole('button', { name: 'Save' }).press('Enter');
  await seen(page.getByText('New lamps: maintenance window saved.'));
  expect(errors).toEqual([]);
});

it('the form of a maintenance window is accessible in the dark too', async () => {
  await using opened = await open('/settings?part=maintenance', { colorScheme: 'dark' });
  await fill(opened.page, 'Lamps');
  expect(opened.errors).toEqual([]);
});

it('an incident is acknowledged from the history with everything in it, and noted', async () => {
  await using opened = await open('/history?open=1');
  const { page } = opened;
  for (const id of ['gw2', 'valve1']) await say(broker.port, topic(id), WILL);
  await seen(page.getByRole('button', { name: 'Act on the outage of gw2' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Act on the outage of gw2' }).click();
  await page.getByRole('menuitem', { name: 'Acknowledge', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Acknowledge gw2' });
  await dialog.getByLabel('Note').fill('on my way');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('cell').filter({ hasText: 'on my way' }));
  await page.getByRole('button', { name: 'Act on the outage of gw2' }).click();
  await page.getByRole('menuitem', { name: 'Note' }).click();
  await page.getByRole('dialog', { name: 'Note on gw2' }).getByLabel('Note').fill('breaker F2');
  await page.keyboard.press('Control+Enter');
  await seen(page.getByText('gw2: note saved.'));
  await page.goto(`${new URL(page.url()).origin}/devices/plant%2Fvalve1`);
  await seen(page.getByText('on my way'));
  await births(broker, 'gw2', 'valve1');
});
