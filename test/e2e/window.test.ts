import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { startApp } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say, startForeignClient } from '../helpers/foreign-client.ts';
import { freePorts, type Mosquitto, startMosquitto } from '../helpers/mosquitto.ts';
import { births, names, pathOf, startPlant, startWith, topic, WILL } from '../helpers/plant-window.ts';
import { openSpeaker } from '../helpers/speaker.ts';
import { accessibilityFaults, linkTo, originOf, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe('a last will', () => {
  it('is told in the window, and a click opens its device with all that is known', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    await using gateway = await startForeignClient(broker.port, 'gw1', { topic: topic('gw1'), payload: WILL });
    await births(broker, 'gw1', 'gw2', 'pump1', 'valve1');
    await using opened = await openPage(browser, await app.windowUrl());
    const { page } = opened;
    await expect.poll(async () => (await names(page)).toSorted()).toEqual(['gw1', 'gw2', 'pump1', 'valve1']);

    await gateway.kill();
    await (await seen(page.getByRole('button', { name: /^Gateway gw1: connection lost/ }))).click();

    await expect.poll(() => pathOf(page)).toBe('/devices/plant%2Fgw1');
    await seen(page.getByRole('heading', { level: 1, name: 'gw1' }));
    await seen(
      page.getByText(/^Connection lost at \d\d:\d\d:\d\d: the broker published its last will, so it went without a goodbye\.$/),
    );
    const evidence = page.getByRole('region', { name: 'What we know' });
    await seen(evidence.getByText(/^\d\d:\d\d:\d\d it said that it is online, on site\/gw1\/status$/));
    await seen(evidence.getByText(/^\d\d:\d\d:\d\d the broker published the will, on site\/gw1\/status$/));
    await seen(evidence.getByText(/^Why it went: MQTT does not say/));

    const will = page.getByRole('region', { name: 'Last will' });
    const payload = will.getByRole('group', { name: 'Payload of site/gw1/status' });
    await seen(payload.getByText('"no power"'));
    await seen(payload.getByText('12345678901234567890', { exact: true }));
    await payload.getByRole('button', { name: 'Fold uplink' }).click();
    expect(await payload.getByText('-71').count()).toBe(0);
    await will.getByText('Text', { exact: true }).click();
    await seen(payload.getByText(WILL, { exact: true }));
    await will.getByText('Hex', { exact: true }).click();
    await seen(payload.getByText('000000  7b 22 73 74 61 74 65 22'));
    const facts = await will.locator('dl').innerText();
    expect(facts.replace(/\s+/g, ' ')).toMatch(/Size \d+ B QoS [01] Retained no Received \d\d:\d\d:\d\d News as it happened/);

    const affected = page.getByRole('region', { name: 'What it takes down' });
    await seen(affected.getByRole('heading', { name: 'Affected downstream gateways 1' }));
    expect(await affected.getByRole('link').allInnerTexts()).toEqual(['gw2', 'pump1', 'valve1']);
    const outage = page.getByRole('region', { name: 'Outages', exact: true }).getByRole('row').nth(1);
    await seen(outage.getByText('Connection lost'));
    await seen(outage.getByText('ongoing'));
    await seen(outage.getByText('1 gateway, 2 devices'));
    await seen(page.getByRole('region', { name: 'Open outages' }).getByText('1 downstream gateway, 2 devices'));

    // What was loaded stays: nothing of the page is loaded again.
    await page.evaluate(() => Object.assign(window, { stillHere: true }));
    await births(broker, 'gw1');
    await seen(page.getByText(/^Online since \d\d:\d\d:\d\d\.$/));
    await expect.poll(() => page.getByText('ongoing').count()).toBe(0);
    await expect.poll(() => page.getByRole('region', { name: 'Open outages' }).count()).toBe(0);
    await seen(page.getByRole('region', { name: 'What it would take down' }));
    expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);
    expect(opened.errors).toEqual([]);
  });

  it('has an address that can be opened directly, and back and forward go where one was', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    await births(broker, 'gw1', 'gw2', 'pump1');
    const url = await app.windowUrl();
    await using opened = await openPage(browser, linkTo(url, '/devices/plant%2Fgw1'));
    const { page } = opened;
    await seen(page.getByRole('heading', { level: 1, name: 'gw1' }));
    expect(pathOf(page)).toBe('/devices/plant%2Fgw1');
    await page.getByRole('region', { name: 'What it would take down' }).getByRole('link', { name: 'gw2' }).click();
    await seen(page.getByRole('heading', { level: 1, name: 'gw2' }));
    await page.getByRole('navigation').getByRole('link', { name: 'History' }).click();
    await seen(page.getByRole('heading', { level: 1, name: 'History' }));
    await page.goBack();
    await seen(page.getByRole('heading', { level: 1, name: 'gw2' }));
    await page.goBack();
    await seen(page.getByRole('heading', { level: 1, name: 'gw1' }));
    await page.goForward();
    await seen(page.getByRole('heading', { level: 1, name: 'gw2' }));
    await page.goto(`${originOf(url)}/devices/plant%2Fnobody`);
    await seen(page.getByRole('heading', { name: 'This device is not known' }));
    await page.goto(`${originOf(url)}/nowhere`);
    await seen(page.getByRole('heading', { name: 'There is no such page' }));
    expect(opened.errors).toEqual([]);
  });
});

describe('the history', () => {
  it('has rows for causes with what they took down, and for the times when nobody could see', async () => {
    await using broker = await startMosquitto();
    await using app = await startPlant(broker);
    await births(broker, 'gw1', 'gw2', 'pump1', 'valve1', 'lamp');
    await using opened = await openPage(browser, linkTo(await app.windowUrl(), '/history'));
    const { page } = opened;
    await seen(page.getByRole('heading', { name: 'Nothing has happened yet' }));
    const rows = page
      .getByRole('table')
      .getByRole('row')
      .filter({ hasNot: page.getByRole('columnheader') });

    await say(broker.port, topic('gw1'), WILL);
    await say(broker.port, topic('pump1'), WILL);
    await app.line((line) => line.type === 'alert');
    await broker.stop();
    await app.line((line) => line.type === 'link' && line.state === 'blind');
    await broker.restart();
    await app.line(
      (line) =>
        line.type === 'link' &&
        line.state === 'connected' &&
        app.lines.some((other) => other.state === 'blind' && other.at! < line.at!),
      70_000,
    );

    await expect.poll(() => rows.count()).toBe(2);
    const blind = rows.filter({ hasText: 'We could not see' });
    await seen(blind.getByText('Plant North'));
    const cause = rows.filter({ has: page.getByRole('link', { name: 'gw1' }) });
    await seen(cause.getByText('Connection lost'));
    await seen(cause.getByText('gw2', { exact: true }));
    await seen(page.getByText('2 rows', { exact: true }));
    await cause.getByRole('button', { name: '1 gateway, 2 devices' }).click();
    const taken = page.getByRole('region', { name: 'Affected devices' });
    await expect
      .poll(() => taken.getByRole('listitem').allInnerTexts())
      .toEqual(['pump1', expect.stringMatching(/^valve1\s+inferred$/)]);
    await seen(taken.getByText('2, 1 confirmed'));

    await page.getByLabel('Each device').check();
    expect(pathOf(page)).toBe('/history?each=1');
    await seen(page.getByText('3 rows', { exact: true }));
    await seen(rows.filter({ hasText: 'taken down from above: gw1' }).getByRole('link', { name: 'pump1' }));
    await page.getByLabel('Blind spots').uncheck();
    await seen(page.getByText('2 rows', { exact: true }));
    expect(pathOf(page)).toBe('/history?blind=0&each=1');
    await page.getByLabel('Filter').and(page.getByRole('searchbox')).fill('pump');
    await seen(page.getByText('1 row', { exact: true }));
    expect(pathOf(page)).toContain('q=pump');

    // An address is the filter; what a cause explains is one step away.
    await page.goto(`${originOf(page.url())}/history?q=pump`);
    await seen(page.getByRole('heading', { name: 'Nothing fits the filter' }));
    await page.getByRole('button', { name: 'Search each device' }).click();
    await seen(rows.getByRole('link', { name: 'pump1' }));
    await page.goto(`${originOf(page.url())}/history?open=1&verdict=abrupt&blind=0`);
    await expect.poll(() => rows.getByRole('link').allInnerTexts()).toEqual(['gw1']);
    expect(await page.getByLabel('Only open').isChecked()).toBe(true);
    expect(opened.errors).toEqual([]);
  });
});

describe('the settings', () => {
  it('take a broker that was tested and a watch, give back what was removed, and are there after a restart', async () => {
    await using broker = await startMosquitto({ users: { tech: 'right' } });
    const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-settings-'));
    await using _removal = { [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }) };
    {
      await using app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
      await using opened = await openPage(browser, await app.windowUrl());
      const { page } = opened;
      await page.getByRole('button', { name: /^Connect your broker/ }).click();
      const form = page.getByRole('dialog', { name: 'New broker' });
      await form.getByLabel('Name').fill('Plant North');
      await form.getByLabel('Address').fill('mqtt://127.0.0.1:1');
      await form.getByRole('button', { name: 'Test' }).click();
      await seen(form.getByText('The connection does not work yet.'));
      const steps = form.getByRole('list', { name: 'Test of the connection' }).getByRole('listitem');
      await seen(steps.filter({ hasText: 'Reach the port' }).getByText(/Check the port, and that the broker is running\.$/));

      await form.getByLabel('Address').fill(broker.url);
      await form.getByLabel('User').fill('tech');
      await form.getByLabel('Password', { exact: true }).fill('wrong');
      await form.getByRole('button', { name: 'Test' }).click();
      await seen(steps.filter({ hasText: 'Sign in' }).getByText(/Check user and password in Settings/));
      await form.getByLabel('Password', { exact: true }).fill('right');
      await form.getByRole('button', { name: 'Test' }).click();
      await seen(form.getByText('The connection works.'));
      expect(await steps.allInnerTexts()).toEqual([
        expect.stringContaining('Find the name'),
        expect.stringContaining('Reach the port'),
        expect.stringContaining('Agree on a secure connection skipped'),
        expect.stringContaining('Sign in (CONNECT) passed'),
        expect.stringContaining('Subscribe passed'),
      ]);
      await form.getByRole('button', { name: 'Save' }).click();
      await seen(page.getByRole('status').getByText('Plant North saved.'));
      await seen(page.getByRole('button', { name: 'connected Plant North' }));

      await page.getByRole('button', { name: 'Add a watch' }).click();
      const watch = page.getByRole('dialog', { name: 'New watch' });
      await watch.getByLabel('Name').fill('status');
      await watch.getByLabel('Family').selectOption('Own topics');
      await watch.getByRole('button', { name: 'Save' }).click();
      await seen(watch.getByText('A topic is needed.'));
      await seen(watch.getByText('Say at least how offline is spelt.'));
      await watch.getByLabel('Topic').fill(topic('{device}'));
      for (const [group, text] of [
        ['Offline when the payload', 'offline'],
        ['Online when the payload', 'online'],
      ] as const) {
        const tests = watch.getByRole('group', { name: group });
        await tests.getByRole('button', { name: 'Add a test' }).click();
        await tests.getByLabel('Value').fill(text);
      }
      await watch.getByRole('button', { name: 'Save' }).click();
      await seen(page.getByRole('status').getByText('status saved.'));
      await say(broker.port, topic('gw1'), 'online', ['-u', 'tech', '-P', 'right']);
      await page.getByRole('navigation').getByRole('link', { name: 'Devices' }).click();
      await expect.poll(() => names(page)).toEqual(['gw1']);

      await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Remove: Plant North' }).click();
      await seen(page.getByText('No broker connected'));
      await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
      // With its password: what was removed by mistake works again.
      await seen(page.getByRole('button', { name: 'connected Plant North' }));
      expect(opened.errors).toEqual([]);
      expect(await app.stop()).toBe(0);
    }
    await using again = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
    await using opened = await openPage(browser, linkTo(await again.windowUrl(), '/settings'));
    const { page } = opened;
    await seen(page.getByRole('button', { name: 'connected Plant North' }));
    await seen(page.getByText(topic('{device}')));
    await page.getByRole('button', { name: 'Edit: Plant North' }).click();
    await seen(page.getByText('A password is kept. Type to replace it.'));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove: Plant North' }).click();
    await seen(page.getByText('No broker connected'));
    expect(opened.errors).toEqual([]);
    const secrets = async (): Promise<unknown> => JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
    expect(await secrets()).toEqual({ 'broker:plant-north:password': 'right' });
    await again.stop();
    await using last = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
    await last.windowUrl();
    expect(await secrets()).toEqual({});
  });
});

describe('the rehearsal', () => {
  it('is the other first choice: plugs are pulled and put back, and what is shut down alarms nobody', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-rehearsal-'));
    await using _removal = { [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }) };
    await using app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
    await using opened = await openPage(browser, await app.windowUrl());
    const { page } = opened;
    page.setDefaultTimeout(30_000);
    await page.getByRole('button', { name: /^Try the rehearsal/ }).click();
    await page.getByRole('button', { name: 'Unplug: Gateway north' }).click();
    const open = page.getByRole('region', { name: 'Open outages' });
    await seen(open.getByText('gw-north'));
    await seen(open.getByText('40 devices'));
    const alert = await seen(page.getByRole('button', { name: /^Gateway gw-north: connection lost/ }));
    await alert.click();
    await seen(page.getByText(/^Connection lost at/));
    await seen(page.getByRole('heading', { name: 'Affected devices 40' }));

    await page.goBack();
    await page.getByRole('button', { name: 'Restore: Gateway north' }).click();
    await expect.poll(() => open.count()).toBe(0);
    await page.getByRole('button', { name: 'Unfold Gateway south' }).click();
    await page.getByRole('button', { name: 'Shut down: pump 01, south' }).click();
    await seen(page.getByRole('listitem').filter({ hasText: 'pump 01, south' }).last().getByText('Shut down').first());
    await page.getByRole('link', { name: 'pump 01, south' }).click();
    await seen(page.getByText(/^Signed off at .*: it said goodbye\.$/));
    await seen(page.getByText('You were not told: it said goodbye.'));
    expect(await page.getByRole('region', { name: 'Alerts' }).getByText('south-pump-01').count()).toBe(0);
    await page.getByRole('button', { name: /^Alerts/ }).click();
    expect(await page.getByRole('dialog', { name: 'Alerts' }).getByText('south-pump-01').count()).toBe(0);
    expect(opened.errors).toEqual([]);
  });
});

describe('what devices may call themselves and send', () => {
  const markup = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
  const ids = [
    markup,
    '__proto__',
    'constructor',
    `"'\`\\&amp;`,
    '😀👩‍👩‍👧\u202Eevil\u0000',
    'x'.repeat(10_000),
    'a b?c=d&e%2F%/../',
  ];
  const json = (id: string, state: string): string =>
    `{"id":${JSON.stringify(id)},"state":"${state}","__proto__":{"polluted":1},${JSON.stringify(markup)}:${JSON.stringify(markup)}}`;
  const settings = (broker: Mosquitto): SettingsInput => ({
    brokers: [{ id: 'plant', name: markup, url: broker.url }],
    watches: [
      {
        id: 'ids',
        convention: 'custom',
        topic: 'in/status',
        deviceIdPath: 'id',
        online: [{ kind: 'json', path: 'state', equals: 'online' }],
        offline: [{ kind: 'json', path: 'state', equals: 'offline' }],
      },
      {
        id: 'raw',
        convention: 'custom',
        topic: 'raw/{device}/status',
        online: [{ kind: 'text', text: 'online' }],
        offline: [{ kind: 'text', text: 'offline' }],
        lifeTopics: ['raw/{device}/telemetry'],
      },
    ],
    topology: [{ upstream: markup, downstream: '__proto__' }],
    notifications: { holdSeconds: 0 },
  });

  it('is shown as text, executes nothing and leaves every page usable', async () => {
    await using broker = await startMosquitto();
    await using app = await startWith(settings(broker));
    await using speaker = await openSpeaker(broker.plainUrl);
    const tell = (to: string, payload: string | Buffer) => speaker.publishAsync(to, payload, { qos: 1 });
    for (const id of ids) await tell('in/status', json(id, 'online'));
    for (const id of ids) await tell('in/status', json(id, 'offline'));
    await tell('in/status', JSON.stringify({ id: 'big', state: 'offline', fill: '<b>'.repeat(87_000) }));
    await tell('raw/bytes/telemetry', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x3c, 0x62, 0x3e]));
    await tell('raw/bytes/telemetry', Buffer.alloc(262_144, 0x41));
    await tell('raw/bytes/telemetry', '');
    await tell('raw/bytes/status', 'offline');
    await tell(`raw/${encodeURIComponent(markup)}${'y'.repeat(5_000)}/status`, 'offline');
    const count = ids.length + 3;
    await app.line((line) => line.type === 'outage' && String(line.device).endsWith('yyy'));

    await using opened = await openPage(browser, await app.windowUrl());
    const { page } = opened;
    await expect.poll(async () => (await names(page)).length).toBe(count);
    const keys = await page.evaluate(async () => {
      const body = JSON.stringify({ from: 0, to: 100, filter: {}, sort: {} });
      const answer = await fetch('/api/devices.query', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return ((await answer.json()) as { value: { rows: { key: string }[] } }).value.rows.map(({ key }) => key);
    });
    expect(keys).toHaveLength(count);
    const origin = originOf(page.url());
    for (const key of keys) {
      await page.goto(`${origin}/devices/${encodeURIComponent(key)}`);
      await seen(page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'not known' }));
      await seen(page.getByText(/^(Connection lost at|Cut off:)/));
      for (const view of ['Text', 'Hex'])
        await page.getByRole('region', { name: 'Last will' }).getByText(view, { exact: true }).click();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, key.slice(0, 60)).toBeLessThanOrEqual(0);
    }
    await page.goto(`${origin}/devices/plant%2Fbytes`);
    const messages = page.getByRole('region', { name: 'Messages' });
    await messages.getByTitle('Show the payload').nth(3).click();
    await seen(messages.getByText('000000  ff fe 00 c3 28 3c 62 3e'));
    await messages.getByTitle('Hide the payload').click();
    await messages.getByTitle('Show the payload').nth(2).click();
    await seen(messages.getByText(/^Shown are the first 64 KiB of 256 KiB\.$/));

    for (const path of ['/devices', '/history?each=1', '/settings', `/devices?q=${encodeURIComponent(markup)}`]) {
      await page.goto(`${origin}${path}`);
      await seen(page.getByRole('navigation'));
      await page.getByRole('main').getByText('onerror').first().waitFor();
    }
    expect(await page.evaluate(() => 'pwned' in window || 'polluted' in {})).toBe(false);
    expect(opened.errors).toEqual([]);
  });
});

describe('every page', () => {
  it.each(['light', 'dark'] as const)(
    'in %s is open to everybody: nothing found by axe-core, nothing against the policy',
    async (colorScheme) => {
      await using broker = await startMosquitto();
      await using app = await startPlant(broker);
      await births(broker, 'gw1', 'gw2', 'pump1', 'lamp', 'valve1');
      await say(broker.port, topic('lamp'), WILL);
      await births(broker, 'lamp');
      await say(broker.port, topic('gw1'), WILL);
      await app.line((line) => line.type === 'alert' && line.device === 'gw1');
      const url = await app.windowUrl();
      await using opened = await openPage(browser, url, { colorScheme, reducedMotion: 'reduce' });
      const { page } = opened;
      const faults: string[] = [];
      const check = async (name: string): Promise<void> => {
        faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
      };
      const visit = async (path: string): Promise<void> => {
        await page.goto(`${originOf(url)}${path}`);
        await seen(page.getByRole('heading', { level: 1 }).first());
      };
      await expect.poll(() => names(page)).toHaveLength(5);
      await check('devices');
      await page.getByRole('button', { name: /Plant North/ }).click();
      await seen(page.getByRole('dialog'));
      await check('connection');
      await visit('/devices?q=nothing');
      await seen(page.getByRole('heading', { name: 'No device fits the filter' }));
      await check('no devices');
      await visit('/devices/plant%2Fgw1');
      await seen(page.getByRole('region', { name: 'Messages' }));
      await check('device');
      await page.getByText('Hex', { exact: true }).first().click();
      await page.getByTitle('Show the payload').first().click();
      await check('device, payloads');
      await visit('/devices/plant%2Flamp');
      await seen(page.getByRole('region', { name: 'Messages' }));
      await check('device, back again');
      await visit('/history');
      await (await seen(page.getByRole('button', { name: '1 gateway, 2 devices' }))).click();
      await seen(page.getByRole('region', { name: 'Affected devices' }));
      await check('history');
      await visit('/settings');
      await check('settings');
      await page.getByRole('button', { name: 'Edit: Plant North' }).click();
      await seen(page.getByRole('dialog'));
      await check('broker');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Edit: status' }).click();
      await seen(page.getByRole('dialog', { name: /status/ }));
      await check('watch');
      await visit('/rehearsal');
      await check('rehearsal, stopped');
      await page.getByRole('button', { name: 'Start the rehearsal' }).click();
      await (await seen(page.getByRole('button', { name: 'Shut down: Gateway north' }))).click();
      await seen(page.getByRole('button', { name: 'Restore: Gateway north' }));
      await page.getByRole('button', { name: 'Unfold Gateway yard' }).click();
      await check('rehearsal');
      await page.getByRole('button', { name: /^Alerts/ }).click();
      await seen(page.getByRole('dialog', { name: 'Alerts' }));
      await check('alerts');
      await visit('/nowhere');
      await check('no such page');
      expect(faults).toEqual([]);
      expect(opened.errors).toEqual([]);
    },
    // Many pages, each looked at whole.
    180_000,
  );
});

describe('a window whose app is gone', () => {
  it('says since when it is old, and, once the app is back with another key, what to do', async () => {
    await using broker = await startMosquitto();
    const [port = 0] = await freePorts(1);
    const first = await startPlant(broker, port);
    await using _gone = first;
    await births(broker, 'gw1');
    await using opened = await openPage(browser, await first.windowUrl());
    const { page } = opened;
    await expect.poll(() => names(page)).toEqual(['gw1']);
    await first.kill();
    await seen(page.getByText(/^The window lost Willwatch at \d\d:\d\d:\d\d, trying again\.$/));
    await seen(page.getByText('What you see is as old as that.'));
    expect(await names(page)).toEqual(['gw1']);

    await using second = await startPlant(broker, port);
    await seen(page.getByText(/Open Willwatch with the address it printed: it holds the key of this run\./));
    await births(broker, 'gw1');
    await page.goto(await second.windowUrl());
    await expect.poll(() => names(page)).toEqual(['gw1']);
    expect(await page.getByText('The window lost Willwatch').count()).toBe(0);
  });
});
