import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { type App, startApp } from '../helpers/app.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { launchChromium, openPage } from '../helpers/chromium.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMailServer } from '../helpers/mail-server.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { accessibilityFaults, linkTo, seen } from '../helpers/window.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

interface Started {
  readonly app: App;
  readonly page: Page;
  readonly errors: readonly string[];
  readonly dataDir: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The app with these settings of a person's own, its window open at an address. */
async function start(settings: SettingsInput | null, path: string, options: BrowserContextOptions = {}): Promise<Started> {
  const dataDir = await mkdtemp(join(tmpdir(), 'willwatch-settings-'));
  if (settings !== null) await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings));
  const app = await startApp({ command: 'start', args: ['--no-notify'], dataDir, window: true });
  const opened = await openPage(browser, linkTo(await app.windowUrl(), '/settings'), options);
  await seen(opened.page.getByRole('heading', { level: 1 }).first());
  if (path !== '/settings') await opened.page.goto(`${new URL(opened.page.url()).origin}${path}`);
  return {
    app,
    page: opened.page,
    errors: opened.errors,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const kept = async (dataDir: string) => JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')) as SettingsInput;
const off = (id: string, over: object = {}) => ({
  id,
  name: id.toUpperCase(),
  url: `mqtt://${id}.example`,
  enabled: false,
  ...over,
});

describe('the first minute', () => {
  it('goes from an address to devices: test, what is found, and a watch for what is not recognised', async () => {
    await using broker = await startMosquitto();
    await say(broker.port, '/lwt/connected/topic', '{"state":{"reported":{"client_id":"thing-1"}}}', ['-r']);
    await say(broker.port, 'plant/pump-1/status', 'online', ['-r']);
    await say(broker.port, 'plant/pump-2/status', 'offline', ['-r']);
    await using started = await start(null, '/devices');
    const { page } = started;
    const connect = await seen(page.getByRole('button', { name: /^Connect your broker/ }));
    expect(await accessibilityFaults(page)).toEqual([]);
    await connect.click();
    const form = page.getByRole('dialog', { name: 'New broker' });
    await form.getByLabel('Name').fill('Plant North');
    await form.getByLabel('Address').fill(broker.url);
    await form.getByRole('button', { name: 'Test' }).click();
    const found = form.getByRole('group', { name: 'Found on this broker' });
    expect(await (await seen(found.getByLabel('AWS lwtThing: 1 device'))).isChecked()).toBe(true);
    const likely = found.getByLabel('plant/{device}/status: 2 devices');
    expect(await likely.isChecked()).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();

    const look = page.getByRole('region', { name: 'Found on Plant North' });
    await seen(look.getByText('1 device recognised: 1 AWS lwtThing.'));
    await seen(look.getByText('2 topics look like presence but are not recognised.'));
    await look.getByRole('button', { name: 'Show', exact: true }).click();
    await look.getByRole('button', { name: 'Watch: plant/{device}/status' }).click();
    const watch = page.getByRole('dialog', { name: 'New watch' });
    expect(await watch.getByLabel('Topic').inputValue()).toBe('plant/{device}/status');
    const preview = watch.getByRole('region', { name: 'What it finds now' });
    await expect.poll(async () => (await preview.innerText()).replace(/\s+/g, ' ')).toContain('2 devices: pump-1, pump-2');
    expect(await accessibilityFaults(page)).toEqual([]);
    await watch.getByRole('button', { name: 'Save' }).click();
    await seen(page.getByRole('status').getByText('plant-device-status saved.'));
    await seen(look.getByText(/^3 devices recognised: /));
    await look.getByRole('button', { name: 'Show the devices' }).click();
    await expect
      .poll(async () => (await page.getByRole('grid', { name: 'Devices' }).getByRole('link').allInnerTexts()).toSorted())
      .toEqual(['pump-1', 'pump-2', 'thing-1']);
    expect(started.errors).toEqual([]);
  });

  it('takes what is ticked in the form', async () => {
    await using broker = await startMosquitto();
    await say(broker.port, 'plant/pump-1/status', '{"state":"online"}', ['-r']);
    await using started = await start(null, '/settings?new=broker');
    const { page } = started;
    const form = page.getByRole('dialog', { name: 'New broker' });
    await form.getByLabel('Name').fill('Plant');
    await form.getByLabel('Address').fill(broker.url);
    await form.getByRole('button', { name: 'Test' }).click();
    await (await seen(form.getByLabel('plant/{device}/status: 1 device'))).check();
    await form.getByRole('button', { name: 'Save' }).click();
    await seen(page.getByText('1 device recognised: 1 Own topics.'));
    expect(await kept(started.dataDir)).toMatchObject({
      watches: [
        { id: 'all', convention: 'auto', connectionId: null },
        {
          convention: 'custom',
          connectionId: 'plant',
          topic: 'plant/{device}/status',
          offline: [{ kind: 'json', path: 'state', equals: 'offline' }],
        },
      ],
    });
  });
});

describe('brokers', () => {
  it('are put in order, and what was done is undone', async () => {
    await using started = await start({ brokers: [off('a'), off('b'), off('c')] }, '/settings');
    const { page, dataDir } = started;
    const names = async () => (await kept(dataDir)).brokers?.map(({ id }) => id).join(' ');
    await (await seen(page.getByRole('button', { name: 'Move up: C' }))).click();
    await seen(page.getByRole('status').getByText('C is now number 2.'));
    expect(await names()).toBe('a c b');
    await page.getByRole('button', { name: 'Move down: A' }).click();
    await seen(page.getByRole('status').getByText('A is now number 2.'));
    expect(await names()).toBe('c a b');
    // From another page as well.
    await page.getByRole('navigation').getByRole('link', { name: 'History' }).click();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await seen(page.getByRole('status').getByText('Undone: A is now number 2.'));
    expect(await names()).toBe('a c b');
    await page.goBack();
    expect(await (await seen(page.getByRole('button', { name: 'Move up: A' }))).isDisabled()).toBe(true);
  });

  it('stay as another window put them meanwhile when a change is undone', async () => {
    await using started = await start({ brokers: [off('a'), off('b'), off('c')] }, '/settings');
    const { page, dataDir } = started;
    const names = async () => (await kept(dataDir)).brokers?.map(({ id }) => id).join(' ');
    await (await seen(page.getByRole('button', { name: 'Move up: C' }))).click();
    const undo = await seen(page.getByRole('status').getByRole('button', { name: 'Undo' }));

    const other = await page.context().newPage();
    await other.goto(page.url());
    await (await seen(other.getByRole('button', { name: 'Move up: C' }))).click();
    await seen(other.getByRole('status').getByText('C is now number 1.'));
    expect(await names()).toBe('c a b');
    await undo.click();
    await seen(page.getByRole('status').getByText('Settings were changed elsewhere meanwhile'));
    expect(await names()).toBe('c a b');
  });

  it('show whose certificates they use and until when, and warn before the end', async () => {
    await using authority = await createAuthority('Plant CA');
    const expired = await authority.issue({
      host: 'old.example',
      notBefore: new Date(Date.now() - 172_800_000),
      notAfter: new Date(Date.now() - 86_400_000),
    });
    const brokers = [
      off('plant', { url: 'mqtts://plant.example', caFile: authority.caFile }),
      off('old', { url: 'mqtts://o.example', ...expired }),
    ];
    await using started = await start({ brokers }, '/settings?broker=plant');
    const { page } = started;
    const form = page.getByRole('dialog', { name: 'Broker PLANT' });
    // The CA of a test ends tomorrow.
    await seen(form.getByText(/^Plant CA 0\.\d+ issued by Plant CA .*Ends on .*, in 1 day\. Ask for a new one\.$/s));
    await form.getByLabel('Client certificate').fill(expired.certFile);
    await seen(form.getByText(/^old\.example issued by Plant CA .*Expired on /s));
    await form.getByLabel('Client key').fill(authority.caFile);
    await seen(form.getByRole('alert').filter({ hasText: `${authority.caFile}: ` }));
    await form.getByLabel('Client key').fill(expired.keyFile);
    await seen(form.getByText('A private key.'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await form.getByRole('button', { name: 'Cancel' }).click();
    await seen(page.getByText(/^Certificate ends on /));
    await seen(page.getByText(/^Certificate expired on /));
    expect(started.errors).toEqual([]);
  });
});

describe('AWS IoT', () => {
  it('is signed in to with AWS credentials, and what it would not take is said', async () => {
    const url = 'wss://abc-ats.iot.eu-central-1.amazonaws.com';
    await using started = await start({ brokers: [off('cloud'), off('plant')] }, '/settings?broker=cloud');
    const { page, dataDir } = started;
    const form = page.getByRole('dialog', { name: 'Broker CLOUD' });
    const address = await seen(form.getByLabel('Address'));
    const aws = form.getByRole('group', { name: 'AWS IoT Core' });
    expect(await aws.count()).toBe(0);
    await address.fill(url);
    await aws.getByRole('switch', { name: 'Sign in with AWS credentials' }).click();
    await aws.getByLabel('Profile').fill('plant');
    await form.getByRole('radiogroup', { name: 'Second, live connection' }).getByText('On').click();
    await form.getByLabel('Client id').fill('$mine');
    expect(await accessibilityFaults(page)).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();
    await seen(
      form.getByRole('alert').filter({ hasText: 'the client id "$mine" begins with $, which AWS IoT keeps for itself' }),
    );
    await form.getByLabel('Client id').fill('');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await kept(dataDir)).brokers?.map(({ url }) => url)).toContain(url);
    const [cloud, plant] = (await kept(dataDir)).brokers ?? [];
    expect(cloud).toMatchObject({ aws: { signed: true, region: '', profile: 'plant' }, liveListener: true });
    expect(plant?.liveListener ?? null).toBe(null);
    expect(started.errors).toEqual([]);
  });
});

describe('export and import', () => {
  it('carries everything to another computer, passwords only under their passphrase, and can be undone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'willwatch-transfer-'));
    await using _removal = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
    const file = join(folder, 'willwatch-settings.json');
    {
      const settings: SettingsInput = {
        brokers: [off('plant', { caFile: '/nowhere/ca.pem' })],
        watches: [{ id: 'all', convention: 'auto' }],
        topology: [{ upstream: 'r<b>1', downstream: 'g1' }],
        notifications: { holdSeconds: 9 },
      };
      await using one = await start(settings, '/settings?broker=plant');
      const { page } = one;
      await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('correct horse');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await seen(page.getByRole('status').getByText('PLANT saved.'));
      await page.getByLabel('With the passwords, under a passphrase').check();
      await page.getByLabel('Passphrase', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Export settings' }).click();
      await seen(page.getByText('At least 8 characters are needed.'));
      await seen(page.getByText('The two are not the same.'));
      await page.getByLabel('Passphrase', { exact: true }).fill('long enough');
      await page.getByLabel('Passphrase again').fill('long enough');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export settings' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('willwatch-settings.json');
      await download.saveAs(file);
      expect(await readFile(file, 'utf8')).not.toContain('correct horse');
      expect(one.errors).toEqual([]);
    }

    await using two = await start({ brokers: [off('depot')] }, '/settings');
    const { page, dataDir } = two;
    const choose = async (path: string): Promise<void> => {
      await seen(page.getByRole('button', { name: 'Import settings…' }));
      await page.locator('input[type=file]').setInputFiles(path);
    };
    const bad = join(folder, 'bad.json');
    await writeFile(bad, '{"some":"json"}');
    await choose(bad);
    const refused = page.getByRole('dialog', { name: 'Import bad.json' });
    await seen(refused.getByText('This file holds no settings of Willwatch. Choose one that Willwatch exported.'));
    expect(await refused.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
    await refused.getByRole('button', { name: 'Cancel' }).click();

    await choose(file);
    const dialog = page.getByRole('dialog', { name: 'Import willwatch-settings.json' });
    const changes = dialog.getByRole('region', { name: 'What would change' });
    await expect
      .poll(() => changes.getByRole('listitem').allInnerTexts())
      .toEqual(['Broker PLANT', 'Watch all', 'Pair r<b>1 → g1']);
    await seen(dialog.getByText('/nowhere/ca.pem'));
    await dialog.getByLabel('Replace everything').check();
    await expect.poll(() => changes.getByRole('listitem').allInnerTexts()).toContain('Broker DEPOT');
    await seen(changes.getByText('Removed'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByLabel('Passphrase').fill('long wrong');
    await dialog.getByRole('button', { name: 'Open the passwords' }).click();
    await seen(dialog.getByText('This passphrase does not open the passwords in the file. Nothing was changed.'));
    expect((await kept(dataDir)).brokers?.map(({ id }) => id)).toEqual(['depot']);
    await dialog.getByLabel('Passphrase').fill('long enough');
    await dialog.getByRole('button', { name: 'Open the passwords' }).click();
    await seen(dialog.getByText('The passphrase fits; the passwords come along.'));
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await seen(page.getByRole('status').getByText('Imported.'));
    expect(await kept(dataDir)).toMatchObject({
      brokers: [{ id: 'plant' }],
      topology: [{ upstream: 'r<b>1' }],
      notifications: { holdSeconds: 9 },
    });
    expect(await readFile(join(dataDir, 'secrets.json'), 'utf8')).toContain('correct horse');
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await seen(page.getByRole('status').getByText('Undone'));
    expect((await kept(dataDir)).brokers?.map(({ id }) => id)).toEqual(['depot']);
    expect(await readFile(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('correct horse');
    expect(two.errors).toEqual([]);
  });
});

describe('the page of the settings', () => {
  it.each(['light', 'dark'] as const)(
    'has no accessibility faults, with hostile names and in German (%s)',
    async (colorScheme) => {
      const hostile = '<img src=x onerror=alert(1)>\u202Egnp';
      const settings: SettingsInput = {
        brokers: [off('a', { name: hostile, caFile: '/none.pem', url: 'mqtts://a.example' })],
        watches: [{ id: '<b>x', convention: 'auto' }],
        topology: [{ upstream: hostile, downstream: 'x'.repeat(3000) }],
      };
      await using started = await start(settings, '/settings', { colorScheme, locale: 'de-DE' });
      const { page } = started;
      await seen(page.getByText('Eine Zertifikatsdatei ist nicht lesbar'));
      await page.getByLabel('Mit den Passwörtern, unter einem Kennsatz').check();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      expect(started.errors).toEqual([]);
    },
  );
});

describe('the mail server', () => {
  it('is tried before it is saved', async () => {
    await using mail = await startMailServer('none', null);
    await using started = await start({}, '/settings?part=mail');
    const { page } = started;
    const part = page.getByRole('region', { name: 'Mail server', exact: true });
    const server = await seen(part.getByLabel('Server', { exact: true }));
    await expect.poll(() => server.evaluate((field) => field === document.activeElement)).toBe(true);
    await server.fill('127.0.0.1');
    await part.getByLabel('Encryption').selectOption('none');
    await part.getByLabel('Port').fill(String(mail.port));
    await part.getByLabel('Sender', { exact: true }).fill('plant@e.example');
    await part.getByLabel('Send a test mail to').fill('me@e.example');
    mail.refuse = { code: 550, text: 'no such user' };
    await part.getByRole('button', { name: 'Send a test mail' }).click();
    await seen(part.getByRole('status').getByText('no such user', { exact: false }));
    mail.refuse = null;
    await part.getByRole('button', { name: 'Send a test mail' }).click();
    await seen(part.getByText('The server took the mail for me@e.example.'));
    expect(mail.received).toMatchObject([{ from: 'plant@e.example', to: ['me@e.example'] }]);
    await part.getByRole('button', { name: 'Save the mail server' }).click();
    await expect
      .poll(async () => (await kept(started.dataDir)).mail)
      .toMatchObject({ host: '127.0.0.1', port: mail.port, from: 'plant@e.example' });
    expect(started.errors).toEqual([]);
  });
});

it('the names of all pages fit where they stand, in both languages, at the side and at the bottom', async () => {
  for (const locale of ['de-DE', 'en-US']) {
    await using started = await start({}, '/settings', { locale });
    const names = started.page.getByRole('navigation').getByRole('link').locator('span');
    for (const width of [1280, 390, 320]) {
      await started.page.setViewportSize({ width, height: 800 });
      await seen(names.first());
      const wrong = await names.evaluateAll((all) =>
        all.flatMap((name) => {
          const [own, link, nav] = [name, name.closest('a'), name.closest('nav')].map((one) => one?.getBoundingClientRect());
          const fits = own && link && nav && own.left >= link.left && own.right <= link.right && link.right <= nav.right;
          return fits ? [] : [name.textContent];
        }),
      );
      expect([locale, width, wrong]).toEqual([locale, width, []]);
    }
  }
});
