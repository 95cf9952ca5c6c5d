import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { startApp } from '../helpers/app.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { openLink } from '../helpers/link.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { pathOf } from '../helpers/plant-window.ts';
import { startThing } from '../helpers/thing.ts';
import { until } from '../helpers/until.ts';
import { accessibilityFaults, linkTo, seen, write } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** The app with a person's own settings, its window on the page of rules. */
async function start(settings: SettingsInput, options: BrowserContextOptions = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-rules-'));
  const file = join(dataDir, 'settings.json');
  await writeFile(file, JSON.stringify(settings));
  const app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
  const opened = await openPage(browser, linkTo(await app.windowUrl(), '/rules'), options);
  await seen(opened.page.getByRole('heading', { level: 1 }).first());
  return {
    app,
    page: opened.page,
    errors: opened.errors,
    rules: async () => (JSON.parse(await readFile(file, 'utf8')) as SettingsInput).rules ?? [],
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const plain = async (page: Page, name: string) => (await region(page, name).innerText()).replace(/\s+/g, ' ');
const connected = (page: Page) => region(page, 'Connections').locator('[data-state="connected"]');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
const sql = (page: Page) => page.getByRole('textbox', { name: 'AWS IoT SQL' });

it('the rule of the recipe works at once: a thing loses its power, and the window shows what came of each action', async () => {
  await using broker = await startMosquitto();
  await using started = await start({ brokers: [{ id: 'plant', name: 'Plant', url: broker.url }] });
  const { page } = started;
  await seen(page.getByRole('heading', { name: 'No rules yet' }));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Last will of lwtThing' }).focus();
  await page.keyboard.press('Enter');
  await seen(page.getByRole('status').getByText('Last will of lwtThing: made and switched on.'));
  await expect.poll(() => pathOf(page)).toBe('/rules/last-will-of-lwtthing');
  await seen(region(page, 'What it did').getByText('Nothing yet.', { exact: false }));

  await using link = openLink({ url: broker.url }, ['/lwt/executed']);
  await until('ready', () => link.readies[0]);
  await seen(connected(page));
  await using thing = await startThing(['-e', '127.0.0.1', '-p', String(broker.port), '--plain', '--after', '0']);
  expect(await thing.exit()).toBe(0);
  await until('republished', () => link.messages.length === 1);
  expect(link.messages[0]).toMatchObject({ topic: '/lwt/executed', qos: 0 });
  const rows = region(page, 'What it did').getByRole('row');
  await seen(rows.filter({ hasText: 'Republish' }).getByText('Done'));
  await seen(rows.filter({ hasText: 'lwtThing: connection lost' }).getByText('/last/will/topic'));
  await seen(region(page, 'What it did').getByText(/^Matched once, last \d\d:\d\d:\d\d\.$/));

  // The message that came is there to be tried.
  const bench = region(page, 'Test bench');
  await seen(bench.getByRole('radio', { name: /\/last\/will\/topic/ }));
  await seen(bench.getByText('/last/will/topic means this topic.'));
  await expect
    .poll(() => plain(page, 'Test bench'))
    .toMatch(/state\.reported\.last_will = 'yes' true state\.reported\.last_will "yes"/);
  await seen(bench.getByRole('region', { name: '1. Notification: what it would send' }).getByText('lwtThing: connection lost'));
  expect(await accessibilityFaults(page)).toEqual([]);

  // What a notification opens: the message of which it told, not the newest.
  await link.connection.publish({ topic: '/last/will/topic', payload: Buffer.from('{"later":true}'), qos: 1, retain: false });
  const recorded = bench.getByRole('group', { name: 'Recorded messages' }).getByRole('radio');
  const first = await recorded.first().getAttribute('value');
  await expect
    .poll(async () => {
      await bench.getByRole('button', { name: 'Look again' }).click();
      return recorded.count();
    })
    .toBe(2);
  await page.goto(new URL(`/rules/last-will-of-lwtthing?message=${first}`, page.url()).href);
  await seen(bench.getByText('/last/will/topic means this topic.'));
  await expect.poll(() => recorded.first().isChecked()).toBe(true);
  expect(await recorded.first().getAttribute('value')).toBe(first);
  await expect.poll(() => plain(page, 'Test bench')).toMatch(/last_will = 'yes' true/);
  await page.goto(new URL('/rules/last-will-of-lwtthing?message=999999', page.url()).href);
  await seen(bench.getByText('This message is not in the history any more.'));

  await page.getByRole('main').getByRole('link', { name: 'Rules' }).click();
  const row = page.getByRole('table', { name: 'Rules' }).getByRole('row').nth(1);
  await expect
    .poll(async () => (await row.innerText()).replace(/\s+/g, ' ').trim())
    .toMatch(/^Last will of lwtThing \/last\/will\/topic Notification Republish once \d\d:\d\d:\d\d On/);
  await row.getByRole('button', { name: 'More: Last will of lwtThing' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await seen(page.getByRole('status').getByText('Last will of lwtThing (copy) made, switched off.'));
  expect((await started.rules()).map(({ id, enabled }) => [id, enabled])).toEqual([
    ['last-will-of-lwtthing', true],
    ['last-will-of-lwtthing-copy', false],
  ]);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await started.rules()).length).toBe(1);
  await page.getByRole('switch', { name: 'Switched on: Last will of lwtThing' }).focus();
  await page.keyboard.press('Space');
  await seen(row.getByText('Off', { exact: true }));
  expect(started.errors).toEqual([]);
});

it('is written with the keyboard: faults stand where they are, nothing is lost on leaving, Ctrl+S saves', async () => {
  await using started = await start({ rules: [{ id: 'a', name: 'A', sql: "SELECT * FROM 'a'" }] }, { colorScheme: 'dark' });
  const { page } = started;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new rule');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: 'New rule' }));
  await write(sql(page), "SELECT uper(x) AS y FROM 'plant/+'");
  await seen(page.getByRole('button', { name: 'Line 1, column 8: there is no function uper(); did you mean upper()?' }));
  expect(await page.locator('.cm-lintRange-error').innerText()).toBe('uper');
  expect(await sql(page).getAttribute('aria-invalid')).toBe('true');
  await page.getByRole('button', { name: 'Line 1, column 8', exact: false }).press('Enter');
  // The caret stands there now.
  await page.keyboard.press('Delete');
  await page.keyboard.type('up');
  await page.keyboard.press('Escape');
  await seen(page.getByText('Nothing is wrong with it.'));

  await page.getByRole('button', { name: 'Add an action' }).press('Enter');
  await page.getByRole('menuitem', { name: /^Republish/ }).press('Enter');
  const action = region(page, '1. Republish');
  await page.keyboard.press('Control+s');
  await seen(page.getByRole('alert').getByText('Not saved: 2 things need to be put right.'));
  await seen(action.getByText('This is needed.'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await write(action.getByRole('textbox', { name: 'Topic' }), 'plant/\u0024{topic(2}');
  await seen(action.getByRole('button', { name: 'Line 1, column 16: expected a comma or ) in this list' }));
  await write(action.getByRole('textbox', { name: 'Topic' }), 'plant/x');
  await seen(action.getByText('This topic triggers the rule again', { exact: false }));
  await write(action.getByRole('textbox', { name: 'Topic' }), 'out/\u0024{topic(2)}');
  await page.getByLabel('Name').fill('Upper');

  // Away and back: what was not saved is still there, and the list says so.
  await page.getByRole('navigation').getByRole('link', { name: 'Rules' }).click();
  await seen(page.getByText('New rule, not saved yet: Upper'));
  await page.getByRole('button', { name: 'Go on' }).click();
  await seen(page.getByText(/^These are your changes of \d\d:\d\d:\d\d, which were not saved\.$/));
  expect(await sql(page).innerText()).toBe("SELECT upper(x) AS y FROM 'plant/+'");
  await page.keyboard.press('Control+s');
  await seen(page.getByRole('status').getByText('Upper: saved.'));
  await expect.poll(() => pathOf(page)).toBe('/rules/upper');
  expect((await started.rules())[1]).toMatchObject({
    id: 'upper',
    sql: "SELECT upper(x) AS y FROM 'plant/+'",
    actions: [{ kind: 'republish', topic: 'out/\u0024{topic(2)}' }],
  });

  // Somebody else changed it meanwhile: that is said before it is replaced.
  await page.getByLabel('Description').fill('mine');
  await using other = await openPage(browser, linkTo(await started.app.windowUrl(), '/rules/upper'));
  await other.page.getByLabel('Description').fill('theirs');
  await other.page.keyboard.press('Control+s');
  await seen(other.page.getByRole('status').getByText('Upper: saved.'));
  await seen(page.getByText('The rule was changed elsewhere since you began.', { exact: false }));
  await page.keyboard.press('Control+s');
  await seen(page.getByRole('alert'));
  expect((await started.rules())[1]).toMatchObject({ description: 'theirs' });
  await page.keyboard.press('Control+s');
  await expect.poll(async () => (await started.rules())[1]).toMatchObject({ description: 'mine' });
  expect([...started.errors, ...other.errors]).toEqual([]);
});

describe('the test bench', () => {
  it('says why a message of a person does not match, and sends for real only after a confirmation', async () => {
    await using broker = await startMosquitto();
    await using started = await start({
      brokers: [{ id: 'plant', name: 'Plant', url: broker.url }],
      rules: [
        {
          id: 'r',
          name: 'R',
          sql: "SET @n = temperature SELECT @n AS t, clientid() AS who FROM 'plant/+/hot' WHERE @n > 50 AND place = 'oven'",
          actions: [{ kind: 'republish', topic: 'out/\u0024{place}' }],
        },
      ],
    });
    const { page } = started;
    await seen(connected(page));
    await page.getByRole('link', { name: 'R', exact: true }).click();
    const bench = region(page, 'Test bench');
    const [topic, payload] = [bench.getByLabel('Topic', { exact: true }), bench.getByLabel('Payload', { exact: true })];
    await expect.poll(() => topic.inputValue()).toBe('plant/x/hot');
    await topic.fill('plant/1/cold');
    await seen(bench.getByText('Level 3 is “cold”; FROM wants “hot”.'));
    await topic.fill('plant/1/hot');
    await payload.fill('{"temperature":60');
    await seen(bench.getByText('This is no JSON: the statement finds no keys in it.'));
    await payload.fill('{"temperature":40,"place":"<img src=x onerror=alert(1)>\u202e"}');
    await seen(bench.getByText('false, so nothing happens: only true counts.'));
    expect(await plain(page, 'Test bench')).toContain(
      '@n > 50 false @n 40 place = \'oven\' false place "<img src=x onerror=alert(1)>⟨202E⟩"',
    );
    expect(await bench.locator('img').count()).toBe(0);
    await bench.getByRole('button', { name: 'Options' }).click();
    await bench.getByLabel('Client id').fill('probe-7');
    await payload.fill('{"temperature":60,"place":"oven"}');
    const would = bench.getByRole('region', { name: '1. Republish: what it would send' });
    await seen(would.getByText('out/oven'));
    await seen(would.getByText('"probe-7"'));
    expect(await accessibilityFaults(page)).toEqual([]);

    await using link = openLink({ url: broker.url }, ['out/#']);
    await until('ready', () => link.readies[0]);
    await bench.getByRole('button', { name: 'Send for real …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send for real' });
    await seen(dialog.getByLabel('publish on out/oven'));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(link.messages).toHaveLength(0);
    await dialog.getByRole('button', { name: 'Send now' }).click();
    await seen(page.getByRole('dialog', { name: 'What became of it' }).getByText('Done'));
    await until('sent', () => link.messages.length === 1);
    expect(JSON.parse(link.text(0))).toEqual({ t: 60, who: 'probe-7' });
    await page.keyboard.press('Escape');

    // Payloads that are made to hurt.
    for (const hostile of [
      `${'['.repeat(200_000)}`,
      `{"place":"${'\ud800'.repeat(2)}"}`,
      `{"__proto__":{"polluted":1},"temperature":"${'9'.repeat(5000)}"}`,
    ]) {
      await payload.fill(hostile);
      await expect.poll(() => bench.getByText('Nothing is sent: this is a dry run.').count()).toBe(1);
      await seen(bench.getByText(/so nothing happens|came to no end/).first());
    }
    expect(started.errors).toEqual([]);
  });
});

it('a rule of AWS is taken over with a word about what it loses, and given back', async () => {
  await using started = await start({});
  const { page } = started;
  await page.getByRole('button', { name: 'Import from AWS' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a rule from AWS' });
  const text = dialog.getByLabel('Rule as JSON');
  await text.fill('{"sql":');
  await seen(dialog.getByRole('alert').getByText('This is no JSON object.', { exact: false }));
  const payload = (sql: string) =>
    JSON.stringify({
      ruleName: 'wills',
      topicRulePayload: {
        sql,
        awsIotSqlVersion: '2016-03-23',
        actions: [{ republish: { topic: 'out', roleArn: 'arn:aws:iam::1:role/r' } }, { dynamoDBv2: { roleArn: 'x' } }],
      },
    });
  await text.fill(payload("SELECT get_thing_shadow('x', 'y') AS s FROM 'a/b'"));
  await seen(
    dialog.getByRole('region', { name: 'It cannot be saved as it is' }).getByText('asks a service of AWS', { exact: false }),
  );
  await seen(dialog.getByRole('button', { name: 'Open in the editor' }));
  await text.fill(payload("SELECT * FROM 'a/b'"));
  await seen(
    dialog
      .getByRole('region', { name: 'What cannot be carried over' })
      .getByText('The action "dynamoDBv2" has no counterpart and was left out.'),
  );
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save the rule' }).click();
  await seen(page.getByRole('heading', { level: 1, name: 'wills' }));
  expect(await started.rules()).toMatchObject([{ id: 'wills', actions: [{ kind: 'republish', topic: 'out' }] }]);
  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export for AWS' }).click();
  const exported = page.getByRole('dialog', { name: 'Export wills for AWS' });
  expect(JSON.parse(await (await seen(exported.getByLabel('Rule as JSON'))).inputValue())).toMatchObject({
    sql: "SELECT * FROM 'a/b'",
  });
  await seen(exported.getByText('aws iot create-topic-rule --rule-name wills', { exact: false }));
  expect(started.errors).toEqual([]);
});

it('a rule that fails says why; what waits is tried again or given up, also one by one, and removing it can be undone', async () => {
  await using broker = await startMosquitto();
  await using started = await start({
    brokers: [{ id: 'plant', name: 'Plant', url: broker.url }],
    rules: [
      {
        id: 'r',
        name: 'R',
        sql: "SELECT * FROM 'plant/+'",
        actions: [
          { kind: 'republish', topic: 'out' },
          { kind: 'webhook', url: 'https://127.0.0.1:1/\u0024{topic(2)}', privateAddresses: true },
        ],
      },
      { id: 'other', name: 'Other', sql: "SELECT * FROM 'b'", enabled: false },
    ],
  });
  const { page } = started;
  await seen(connected(page));
  await say(broker.port, 'plant/a', '{"a":1}');
  await say(broker.port, 'plant/b', '{"b":1}');
  const row = page.getByRole('table', { name: 'Rules' }).getByRole('row').nth(1);
  await seen(row.getByText(/^Failing since \d\d:\d\d:\d\d$/));
  await seen(row.getByText('The server cannot be reached', { exact: false }));
  await seen(row.getByText('2 actions wait'));
  await page.getByRole('link', { name: 'R', exact: true }).click();
  const did = region(page, 'What it did');
  await seen(did.getByText(/^2\. Webhook has been failing since/));
  await seen(did.getByText('2 actions wait for another try.'));
  const run = (target: string) => did.getByRole('row').filter({ hasText: `127.0.0.1:1/${target}` });
  await run('a').getByRole('button', { name: 'Drop it' }).press('Enter');
  await seen(run('a').getByText('Dropped'));
  await seen(did.getByText('1 action waits for another try.'));
  await run('b').getByRole('button', { name: 'Try again now' }).press('Enter');
  await seen(did.getByText('1 action is tried again.'));
  await seen(run('b').getByText('Waiting'));
  expect(await accessibilityFaults(page)).toEqual([]);

  // It is called something else, and fails as before.
  await page.getByLabel('Name', { exact: true }).fill('Renamed');
  await page.keyboard.press('Control+s');
  await seen(page.getByRole('status').getByText('Renamed: saved.'));
  await seen(did.getByText(/^2\. Webhook has been failing since/));

  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Remove the rule' }).click();
  await expect.poll(async () => (await started.rules()).map(({ id }) => id)).toEqual(['other']);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Renamed', exact: true }).click();
  await seen(run('b').getByText('The rule was removed.'));
  expect(await did.getByText('has been failing', { exact: false }).count()).toBe(0);
  await page.getByRole('main').getByRole('link', { name: 'Rules' }).click();

  // The order is a person's own.
  await page.getByRole('button', { name: 'More: Other' }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect.poll(async () => (await started.rules()).map(({ id }) => id)).toEqual(['other', 'r']);
  expect(started.errors).toEqual([]);
});

it('actions are put in order by keyboard; a secret is never shown again; what was discarded comes back', async () => {
  await using started = await start({
    rules: [
      {
        id: 'r',
        name: 'R',
        sql: "SELECT * FROM 'a'",
        actions: [
          { kind: 'notification', title: 'one' },
          { kind: 'republish', topic: 'two' },
          { kind: 'webhook', url: 'https://h.example/three', secretHeader: 'Authorization' },
        ],
      },
    ],
  });
  const { page } = started;
  const kinds = async () => (await started.rules())[0]?.actions?.map(({ kind }) => kind);
  await page.getByRole('link', { name: 'R', exact: true }).click();
  await page.getByRole('button', { name: 'Move down: 1. Notification' }).press('Enter');
  await expect.poll(() => focused(page)).toBe('Move down: 2. Notification');
  await page.keyboard.press('Enter');
  // There is no way further down, so the keyboard stays on the way up.
  await expect.poll(() => focused(page)).toBe('Move up: 3. Notification');
  await page.getByRole('button', { name: 'Remove: 1. Republish' }).press('Enter');
  await expect.poll(() => focused(page)).toBe('Hide 1. Webhook');
  const webhook = region(page, '1. Webhook');
  await webhook.getByLabel('Secret value', { exact: true }).fill('Bearer hidden-1');
  await page.keyboard.press('Control+s');
  await seen(page.getByRole('status').getByText('R: saved.'));
  expect(await kinds()).toEqual(['webhook', 'notification']);
  await seen(webhook.getByText('A value is kept.', { exact: false }));
  await page.reload();
  await seen(webhook.getByText('A value is kept.', { exact: false }));
  expect(await page.content()).not.toContain('hidden-1');
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('hidden-1');

  const description = page.getByLabel('Description');
  await description.fill('mine');
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => description.inputValue()).toBe('');
  await page.getByRole('main').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => description.inputValue()).toBe('mine');
  await page.getByRole('button', { name: 'Discard' }).click();
  await description.fill('other');
  await page.keyboard.press('Control+s');
  await seen(page.getByRole('status').getByText('R: saved.'));
  // What was saved is not to be taken for what was discarded.
  expect(await page.getByText('What was not saved is discarded.').count()).toBe(0);

  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export for AWS' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('R.json');
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({ sql: "SELECT * FROM 'a'" });
  expect(started.errors).toEqual([]);
});

it('two tabs that write on one rule say so and lose nothing; text with the line ends of Windows is changed only by a person', async () => {
  await using started = await start({
    rules: [{ id: 'r', name: 'R', sql: "SELECT *\r\nFROM 'a/b'", actions: [{ kind: 'republish', topic: 'out' }] }],
  });
  const { page } = started;
  await page.getByRole('link', { name: 'R', exact: true }).click();
  await seen(page.getByText('Nothing is wrong with it.'));
  await sql(page).press('Control+End');
  await page.keyboard.type(' WHERE');
  await seen(page.getByRole('button', { name: /^Line 2, column 17: / }));
  expect(await page.locator('.cm-lintRange-error, .cm-lintPoint-error').count()).toBe(1);
  await page.getByRole('button', { name: 'Discard' }).click();
  await seen(page.getByRole('status').getByText('saved', { exact: true }));
  expect((await started.rules())[0]?.sql).toBe("SELECT *\r\nFROM 'a/b'");

  // A direction mark is there to be seen, and turns nothing around.
  await sql(page).press('Control+End');
  await page.keyboard.insertText(' \u202E');
  await seen(page.getByTitle('U+202E'));
  await page.getByRole('button', { name: 'Discard' }).click();

  const told = 'Another tab has other unsaved changes to this rule.';
  const other = await page.context().newPage();
  await other.goto(page.url());
  await seen(other.getByText('Nothing is wrong with it.'));
  await page.getByLabel('Description').fill('one');
  await seen(other.getByText(told, { exact: false }));
  expect(await page.getByText(told, { exact: false }).count()).toBe(0);
  await other.getByLabel('Description').fill('two');
  await seen(page.getByText(told, { exact: false }));
  await page.getByRole('button', { name: 'Discard' }).click();
  await other.getByText(told, { exact: false }).waitFor({ state: 'detached' });
  await other.reload();
  await seen(other.getByText(/^These are your changes of/));
  expect(await other.getByLabel('Description').inputValue()).toBe('two');
  expect(started.errors).toEqual([]);
});
