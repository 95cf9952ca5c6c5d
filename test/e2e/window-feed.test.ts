import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { births, plant, startWith, topic, WILL } from '../helpers/plant-window.ts';
import { accessibilityFaults, linkTo, originOf, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('the last values before a loss stand on the page of the device, in the history, in a JSON line; retained ones are fetched', async () => {
  await using broker = await startMosquitto();
  const settings = plant(broker);
  const watch = settings.watches?.[0];
  if (watch === undefined) throw new Error('no watch');
  const feedTopics = [
    {
      topic: 'plant/{device}/telemetry',
      values: [{ path: 'battery.voltage', label: 'Battery', unit: 'V' }, { path: 'note' }],
    },
  ];
  await using app = await startWith({ ...settings, watches: [{ ...watch, feedTopics }] });
  await births(broker, 'lamp');
  await say(broker.port, 'plant/lamp/telemetry', '{"battery":{"voltage":12.6},"note":"<img src=x onerror=alert(1)>\\u202Eexe"}');
  const url = await app.windowUrl();
  await using opened = await openPage(browser, linkTo(url, '/devices/plant%2Flamp'));
  const { page } = opened;
  const now = page.getByRole('region', { name: 'Feed values' });
  await seen(now.getByRole('cell', { name: '12.6 V' }));
  await say(broker.port, 'plant/lamp/telemetry', '{"battery":{"voltage":10.4}}');
  await seen(now.getByRole('cell', { name: '10.4 V' }));
  await seen(now.getByText('⟨202E⟩exe', { exact: false }));
  await say(broker.port, topic('lamp'), WILL);
  expect(await app.line((line) => line.type === 'outage')).toMatchObject({
    feed: [{ label: 'Battery', value: '10.4', unit: 'V', topic: 'plant/lamp/telemetry' }, { path: 'note' }],
  });
  const before = page.getByRole('region', { name: 'Last feed values before the loss' });
  await seen(before.getByRole('cell', { name: '10.4 V' }));
  await seen(before.getByText(/^\d+ (ms|s) before the will$/));
  await say(broker.port, 'plant/lamp/telemetry', '{"battery":{"voltage":9.9}}', ['-r']);
  // That was a sign of life: the lamp is back, and gone again.
  await say(broker.port, topic('lamp'), WILL);
  await seen(before.getByRole('cell', { name: '9.9 V' }));
  await before.getByRole('button', { name: 'Ask the broker for retained values' }).press('Enter');
  await seen(before.getByRole('heading', { name: 'Retained at the broker now' }));
  await seen(before.getByText('was retained, age not known', { exact: false }).first());
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await accessibilityFaults(page)).toEqual([]);

  // Later it is found on the page of each outage.
  await page.getByRole('link', { name: 'nothing else' }).last().click();
  await seen(page.getByRole('region', { name: 'Last feed values before the loss' }).getByRole('cell', { name: '10.4 V' }));

  await page.goto(`${originOf(url)}/settings`);
  await (await seen(page.getByRole('button', { name: 'Edit: status' }))).click();
  const dialog = page.getByRole('dialog');
  const named = dialog.getByRole('group', { name: 'Feed values' });
  await expect.poll(() => named.getByLabel('JSON path').first().inputValue()).toBe('battery.voltage');
  await seen(dialog.getByText('Values now', { exact: false }));
  await seen(dialog.getByText('9.9 V').first());
  await named.getByLabel('Topic with {device}').fill('plant/+/telemetry');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await seen(dialog.getByText('Each feed topic needs {device}', { exact: false }));
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(opened.errors).toEqual([]);
});
