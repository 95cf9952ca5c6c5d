import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import mqtt from 'mqtt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { births, startPlant, topic, WILL } from '../helpers/plant-window.ts';
import { accessibilityFaults, linkTo, originOf, seen } from '../helpers/window.ts';

const run = promisify(execFile);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const rows = (page: Page) => page.getByRole('grid', { name: 'Messages, newest first' }).getByRole('row');
const texts = async (page: Page) => (await rows(page).allInnerTexts()).slice(1).map((text) => text.replace(/\s+/g, ' '));

it('without a mouse: subscribes, sees what comes, pauses, searches, reads one message and publishes after a confirmation', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await say(broker.port, 'lab/kept', 'from before', ['-r']);
  await using opened = await openPage(browser, await app.windowUrl());
  const { page } = opened;
  await seen(page.getByRole('grid', { name: 'Devices' }).or(page.getByText('No devices yet')).first());
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Live' }).focus();
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'Live' }));
  await seen(page.getByText('Connected', { exact: true }));

  const filters = region(page, 'Subscribe').getByLabel('Topic filters');
  await filters.focus();
  await page.keyboard.type('lab/#/x');
  await page.keyboard.press('Enter');
  await seen(page.getByText('"lab/#/x": # must be the last level, alone between slashes.'));
  await filters.fill('#');
  await seen(page.getByText('"#" brings everything that this broker says.', { exact: false }));
  await seen(page.getByRole('button', { name: 'Subscribe anyway' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await filters.fill('lab/#\nother/+');
  await filters.press('Enter');
  await expect.poll(() => region(page, 'Subscriptions').getByText('Subscribed', { exact: false }).count()).toBe(2);
  await expect.poll(() => texts(page)).toEqual([expect.stringMatching(/lab\/kept from before 11 B 0 · retained$/)]);

  await say(broker.port, 'lab/1', '{"volts":3.7}');
  await say(broker.port, 'other/1', 'Zebra');
  await expect.poll(() => texts(page)).toHaveLength(3);
  await seen(page.getByText('3 messages received'));
  await page.getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Enter');
  await seen(page.getByText('Paused. Nothing came since.'));
  await say(broker.port, 'lab/2', 'while paused');
  await seen(page.getByText('Paused. 1 message came since.'));
  expect(await texts(page)).toHaveLength(3);
  await page.getByRole('button', { name: 'Go on' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page)).toHaveLength(4);

  const search = page.getByRole('searchbox', { name: 'Search topic and payload' });
  await search.focus();
  await page.keyboard.type('zebra');
  await expect.poll(() => texts(page)).toEqual([expect.stringContaining('other/1')]);
  await seen(page.getByText('1 found'));
  await search.fill('VOLTS');
  await expect.poll(() => texts(page)).toEqual([expect.stringContaining('lab/1')]);
  await page.getByRole('grid', { name: 'Messages, newest first' }).focus();
  await page.keyboard.press('ArrowDown');
  const message = region(page, 'Message');
  await seen(message.getByRole('group', { name: 'Payload of lab/1' }).getByText('3.7'));
  await seen(page.getByText('Paused while you read.', { exact: false }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByText('Paused while you read.', { exact: false }).count()).toBe(0);
  await search.fill('');

  const listener = run('mosquitto_sub', [
    '-h',
    '127.0.0.1',
    '-p',
    String(broker.port),
    '-t',
    'lab/command',
    '-C',
    '1',
    '-F',
    '%q %r %p',
    '-W',
    '30',
    '-q',
    '1',
  ]);
  const publish = region(page, 'Publish');
  await publish.getByLabel('Topic').fill('lab/+');
  await publish.getByRole('button', { name: 'Publish …' }).press('Enter');
  await seen(publish.getByText('+ and # cannot be in it', { exact: false }));
  await publish.getByLabel('Topic').fill('lab/command');
  await publish.getByLabel('Payload').fill('{"on": tru}');
  await seen(publish.getByText('Looks like JSON, but is none: line 1, column 8.'));
  await publish.getByLabel('Payload').fill('{"on": true}');
  await seen(publish.getByText('Valid JSON.'));
  await publish.getByLabel('QoS').selectOption('1');
  await publish.getByLabel('Retain').check();
  await publish.getByRole('button', { name: 'Publish …' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Publish this message?' });
  await seen(dialog.getByText('Plant North'));
  await seen(dialog.getByText('lab/command'));
  await seen(dialog.getByText('Yes: the broker keeps it'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Publish' }).press('Enter');
  await seen(publish.getByText('Published to lab/command.'));
  expect((await listener).stdout.trim()).toBe('1 0 {"on": true}');
  await expect.poll(() => texts(page)).toContainEqual(expect.stringContaining('lab/command {"on": true}'));

  // Asked again, the broker says what it keeps: both retained ones now.
  await page.getByRole('button', { name: 'Clear' }).press('Enter');
  await expect.poll(() => texts(page)).toEqual([]);
  await page.getByRole('button', { name: 'Ask the broker again for what it retains under lab/#' }).press('Enter');
  await expect.poll(() => texts(page)).toHaveLength(2);

  // Another page and back: it went on listening.
  await page.keyboard.press('Control+1');
  await seen(page.getByRole('heading', { level: 1, name: 'Devices' }));
  await say(broker.port, 'lab/3', 'meanwhile');
  await page.goBack();
  await expect.poll(() => texts(page)).toHaveLength(3);
  await page.getByRole('button', { name: 'Unsubscribe from other/+' }).press('Enter');
  await expect.poll(() => region(page, 'Subscriptions').getByRole('listitem').count()).toBe(1);

  // None of it became a device or a message of the history.
  expect(app.lines.filter(({ type }) => type === 'presence')).toEqual([]);
  expect(opened.errors).toEqual([]);
});

it('favourites are added, renamed and removed, with a way back; and what devices send stays text', async () => {
  await using broker = await startMosquitto();
  await using app = await startPlant(broker);
  await births(broker, 'lamp');
  await say(broker.port, topic('lamp'), WILL);
  await app.line((line) => line.type === 'alert');
  const url = await app.windowUrl();
  await using opened = await openPage(browser, linkTo(url, '/devices/plant%2Flamp'), { colorScheme: 'dark' });
  const { page } = opened;
  await (await seen(page.getByRole('link', { name: 'Open in Live' }))).click();
  await seen(region(page, 'Subscriptions').getByText(topic('lamp')));
  const favourites = region(page, 'Favourites');
  await seen(favourites.getByText('/lwt/executed'));
  await page.getByRole('button', { name: `Keep ${topic('lamp')} as a favourite` }).click();
  await seen(page.getByText(`${topic('lamp')} is a favourite now.`));
  await favourites.getByRole('button', { name: `Rename ${topic('lamp')}` }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('The lamp');
  await page.keyboard.press('Enter');
  await seen(favourites.getByText('The lamp'));
  await favourites.getByRole('button', { name: 'Remove The lamp' }).click();
  await expect.poll(() => favourites.getByText('The lamp').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await seen(favourites.getByText('The lamp'));
  await favourites.getByRole('button', { name: 'Subscribe to /last/will/topic' }).click();
  await seen(region(page, 'Subscriptions').getByText('/last/will/topic'));

  const client = await mqtt.connectAsync(broker.plainUrl);
  const hostile = '<script>document.title="taken"</script><img src=x onerror=alert(1)>\u202Egnp.exe\u0000\u0007';
  await client.publishAsync(topic('lamp'), hostile);
  await client.publishAsync(topic('lamp'), Buffer.alloc(10_485_760, '<b>'));
  await expect.poll(() => texts(page)).toHaveLength(2);
  await seen(page.getByText('10 MiB'));
  expect((await texts(page)).join()).toContain('⟨202E⟩gnp.exe␀␇');
  await rows(page).nth(2).click();
  await seen(region(page, 'Message').getByText('<script>', { exact: false }));
  await rows(page).nth(1).click();
  await seen(region(page, 'Message').getByText('64 KiB', { exact: false }).first());
  expect(await page.title()).not.toBe('taken');
  expect(await accessibilityFaults(page)).toEqual([]);
  await client.endAsync();

  // An address that wants everything only fills the field in.
  await page.goto(`${originOf(url)}/live?broker=plant&topic=%23`);
  await expect.poll(() => region(page, 'Subscribe').getByLabel('Topic filters').inputValue()).toBe('#');
  expect(await region(page, 'Subscriptions').getByText('#', { exact: true }).count()).toBe(0);
  expect(opened.errors).toEqual([]);
});
