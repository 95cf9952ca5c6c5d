import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { extractAll, extractFile, getRawHeader } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEEP_LINK_SCHEME } from '../../main/electron/deep-link.ts';
import { APP_ID, TOAST_ACTIVATOR_CLSID } from '../../main/electron/identity.ts';
import { run } from '../../scripts/setup/run.mjs';
import { updateSource } from '../../scripts/tasks/dist.mjs';
import { startSessionBus } from '../helpers/dbus.ts';
import { startDesktop } from '../helpers/desktop.ts';
import { say, startForeignClient } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { seen } from '../helpers/window.ts';
import { neededByShell } from './needed-by-shell.ts';
import { dist, type Packed, packByTask, packForLinux } from './pack.ts';

const root = join(import.meta.dirname, '..', '..');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);
const FUSES = {
  [FuseV1Options.RunAsNode]: OFF,
  [FuseV1Options.EnableCookieEncryption]: ON,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
  [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ON,
  [FuseV1Options.OnlyLoadAppFromAsar]: ON,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: OFF,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: OFF,
};

/** What the archive must hold of our own: what is built for the desktop shell, and the pictures that it shows. */
async function ourFiles(): Promise<readonly string[]> {
  const under = async (folder: string): Promise<string[]> =>
    (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const { files } = await neededByShell();
  const others = await Promise.all(['out/preload', 'out/renderer', 'assets/tray'].map(under));
  return [...files, ...others.flat(), 'assets/icons/256x256.png', 'package.json'].sort();
}

/** Of every system the same: nothing is missing, nothing is in it that does not run. */
async function expectContent({ asar, files }: Packed, vendor: readonly string[]): Promise<void> {
  const ours = files.filter((file) => !file.startsWith('node_modules/'));
  expect([...ours].sort()).toEqual(await ourFiles());

  const packages = files
    .filter((file) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file))
    .map((file) => JSON.parse(extractFile(asar, file).toString()) as { name: string; version: string })
    .map(({ name, version }) => `${name}@${version}`);
  expect([...new Set(packages)].sort()).toEqual((await neededByShell()).packages);
  const strange = files.filter(
    (file) =>
      /\.(ts|cts|mts|tsx|map|md|html|py|sh|h|c|node|yml)$/.test(file) &&
      !/\/licen[sc]e[^/]*$/i.test(file) &&
      !ours.includes(file),
  );
  expect(strange).toEqual([]);
  expect(files.filter((file) => /\.(exe|app|dll|so|dylib)$|\/MacOS\/|\/vendor\//.test(file)).sort()).toEqual(vendor);

  expect(await missingLicences(files, asar)).toEqual([]);

  const { size } = await stat(asar);
  expect(size).toBeLessThan(17_000_000);
}

/** Files of licences that lie in the installed packages and not in the packed ones. */
async function missingLicences(files: readonly string[], asar: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const file of files.filter((one) => /^node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(one))) {
    const folder = file.replace(/\/package\.json$/, '');
    const installed = join(root, folder);
    const versionOf = (text: Buffer | string) => (JSON.parse(text.toString()) as { version: string }).version;
    // electron-builder puts another version at the top when ours there is a tool's.
    if (
      !existsSync(installed) ||
      versionOf(await readFile(join(installed, 'package.json'))) !== versionOf(extractFile(asar, file))
    )
      continue;
    for (const name of await readdir(installed))
      if (/^(licen[sc]e|notice)\b/i.test(name) && !files.includes(`${folder}/${name}`)) missing.push(`${folder}/${name}`);
  }
  return missing;
}

/** The hash that Electron compares before it loads the archive. */
const headerHash = (asar: string): string => createHash('sha256').update(getRawHeader(asar).headerString).digest('hex');

async function unpacked({ resources }: Packed): Promise<readonly string[]> {
  const folder = join(resources, 'app.asar.unpacked');
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Programs lie outside the archive; with them electron-builder puts the rest of their package. */
async function expectUnpacked(packed: Packed, programs: readonly string[]): Promise<void> {
  const files = await unpacked(packed);
  expect(files).toEqual(expect.arrayContaining([...programs]));
  expect(files.filter((file) => !file.startsWith('node_modules/node-notifier/'))).toEqual([]);
}

describe('for Linux', () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await packForLinux({
      publish: updateSource({ WILLWATCH_UPDATES: 'https://updates.example/willwatch' }),
      linux: { maintainer: 'Somebody <somebody@example.org>' },
      extraMetadata: { homepage: 'https://willwatch.example' },
    });
  });
  afterAll(async () => packed?.[Symbol.asyncDispose]());

  it('the archive holds what the shell runs, and no more', async () => {
    await expectContent(packed, []);
    // notify-send is the system's.
    expect(await unpacked(packed)).toEqual([]);
    expect(await readdir(join(packed.folder, 'locales'))).toEqual(['de.pak', 'en-US.pak']);
  });

  it('the packed app watches, tells and shows', async () => {
    const app = await mkdtemp(join(tmpdir(), 'willwatch-packed-'));
    try {
      extractAll(packed.asar, app);
      await using broker = await startMosquitto();
      await using bus = await startSessionBus();
      const watch = { id: 'status', convention: 'custom', topic: 'site/{device}/status' };
      const says = { online: [{ kind: 'text', text: 'online' }], offline: [{ kind: 'text', text: 'offline' }] };
      const settings = {
        brokers: [{ id: 'plant', name: 'Plant', url: broker.url }],
        watches: [{ ...watch, ...says }],
        notifications: { holdSeconds: 0.2 },
      };
      await writeFile(join(app, 'settings.json'), JSON.stringify(settings));
      await using gateway = await startForeignClient(broker.port, 'gw1', { topic: 'site/gw1/status', payload: 'offline' });
      await using desktop = await startDesktop({ app, dataDir: app, env: bus.env, args: ['start', '--hidden'] });
      await desktop.report('tray', ({ image }) => image === 'well.png');
      await say(broker.port, 'site/gw1/status', 'online');
      await gateway.kill();
      const shown = await bus.notification();
      expect(shown.title).toBe('gw1: connection lost');
      bus.click(shown.id);
      await seen((await desktop.page()).getByRole('heading', { level: 1, name: 'gw1' }));
      expect(desktop.errors).toEqual([]);

      // Loaded when somebody signs in to AWS, and of these packages only what Node takes is packed.
      const providers = ['env', 'http', 'ini', 'login', 'node', 'process', 'sso', 'web-identity'];
      const names = [
        '@smithy/signature-v4',
        '@aws-sdk/client-sns',
        'nodemailer',
        ...providers.map((one) => `@aws-sdk/credential-provider-${one}`),
      ];
      const clients = ['sts', 'sso', 'sso-oidc', 'signin'].map((one) => `@aws-sdk/nested-clients/${one}`);
      const code = [...names, ...clients].map((name) => `await import('${name}');`).join('\n');
      const { code: status, output } = await run(process.execPath, ['--input-type=module', '-e', code], {
        cwd: app,
        quiet: true,
      });
      expect({ status, output }).toEqual({ status: 0, output: '' });
    } finally {
      await rm(app, { recursive: true, force: true, maxRetries: 3 });
    }
  });

  it('the fuses are set', async () => {
    expect(await getCurrentFuseWire(join(packed.folder, 'willwatch'))).toMatchObject(FUSES);
  });

  it('the desktop file has the name by which Electron is known, opens links, and starts the sandbox', () => {
    const [appImage, deb] = packed.handed as [{ desktop: string; desktopFileName: string }, [string[], string]];
    expect(appImage.desktopFileName).toBe(`${APP_ID}.desktop`);
    const lines = appImage.desktop.trim().split('\n');
    expect(lines[0]).toBe('[Desktop Entry]');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Name=Willwatch',
        'Exec=AppRun %U',
        'Icon=willwatch',
        `StartupWMClass=${APP_ID}`,
        `MimeType=x-scheme-handler/${DEEP_LINK_SCHEME};`,
        'Categories=Network;Monitor;',
      ]),
    );
    const inside = deb[0].map((arg) => arg.replace(/^.*=(?=\/)/, ''));
    expect(inside).toContain(`/usr/share/applications/${APP_ID}.desktop`);
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
      expect(inside).toContain(`/usr/share/icons/hicolor/${size}x${size}/apps/willwatch.png`);
    const { desktopName } = JSON.parse(extractFile(packed.asar, 'package.json').toString()) as { desktopName: string };
    expect(desktopName).toBe(`${APP_ID}.desktop`);
  });

  it('says where updates come from, and that a deb is the package manager’s', async () => {
    const text = await readFile(join(packed.resources, 'app-update.yml'), 'utf8');
    expect(text.trim().split('\n')).toEqual(
      expect.arrayContaining([
        'provider: generic',
        'url: https://updates.example/willwatch',
        'updaterCacheDirName: willwatch-updater',
      ]),
    );
    // electron-builder puts it beside the archive for a deb and an rpm.
    expect(await readFile(join(packed.resources, 'package-type'), 'utf8')).toBe('deb');
  });
});

describe('for Windows', () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await packByTask('win');
  });
  afterAll(async () => packed?.[Symbol.asyncDispose]());
  const toasts = ['LICENSE', 'snoretoast-x64.exe', 'snoretoast-x86.exe'].map(
    (file) => `node_modules/node-notifier/vendor/snoreToast/${file}`,
  );

  it('the archive holds what the shell runs, and the notification programs lie outside', async () => {
    await expectContent(packed, toasts);
    await expectUnpacked(packed, toasts);
  });

  it('the program says who it is, has our icon, and knows its archive', async () => {
    const program = NtExecutable.from(await readFile(join(packed.folder, 'Willwatch.exe')), { ignoreCert: true });
    const { entries } = NtExecutableResource.from(program);
    const [info] = Resource.VersionInfo.fromEntries(entries);
    expect(info?.getStringValues({ lang: 1033, codepage: 1200 })).toMatchObject({
      ProductName: 'Willwatch',
      FileDescription: 'Willwatch',
      FileVersion: version,
      LegalCopyright: 'Copyright © 2026 Willwatch contributors',
    });
    // electron-builder leaves the text of "ProductVersion" as Electron's; the numbers are ours.
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(info?.fixedInfo).toMatchObject({ productVersionMS: major * 65_536 + minor, productVersionLS: patch * 65_536 });
    const sizes = Resource.IconGroupEntry.fromEntries(entries).flatMap(({ icons }) => icons.map(({ width }) => width || 256));
    expect(sizes.sort((a, b) => a - b)).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const integrity = entries.find(({ type }) => type === 'INTEGRITY');
    expect(JSON.parse(Buffer.from(integrity?.bin ?? new ArrayBuffer()).toString())).toEqual([
      { file: 'resources\\app.asar', alg: 'SHA256', value: headerHash(packed.asar) },
    ]);
  });

  it('the fuses are set', async () => {
    expect(await getCurrentFuseWire(join(packed.folder, 'Willwatch.exe'))).toMatchObject(FUSES);
  });

  it('what the program writes into the registry is removed with it', async () => {
    const script = await readFile(join(root, 'assets/windows/installer.nsh'), 'utf8');
    expect(script).toContain(`"Software\\Classes\\${DEEP_LINK_SCHEME}"`);
    expect(script).toContain(`"Software\\Classes\\CLSID\\${TOAST_ACTIVATOR_CLSID}"`);
  });

  it('without a source of updates none is in the package', () => {
    expect(existsSync(join(packed.resources, 'app-update.yml'))).toBe(false);
  });
});

describe('for macOS', () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await packByTask('mac');
  });
  afterAll(async () => packed?.[Symbol.asyncDispose]());
  const notifier = 'node_modules/node-notifier/vendor/';

  it('the archive holds what the shell runs, and the notification program lies outside', async () => {
    const vendor = packed.files.filter((file) => file.startsWith(notifier)).sort();
    await expectContent(packed, vendor);
    await expectUnpacked(packed, vendor);
    expect(vendor).toContain(`${notifier}mac.noindex/terminal-notifier.app/Contents/MacOS/terminal-notifier`);
    expect(vendor.filter((file) => file.endsWith('.exe'))).toEqual([]);
  });

  it('Info.plist says who it is, what it opens, that its notifications stay, and knows its archive', async () => {
    const plist = await readFile(join(packed.folder, 'Contents/Info.plist'), 'utf8');
    const value = (key: string): string | undefined =>
      new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(plist)?.[1];
    expect(
      Object.fromEntries(['CFBundleIdentifier', 'CFBundleName', 'CFBundleShortVersionString'].map((key) => [key, value(key)])),
    ).toEqual({
      CFBundleIdentifier: APP_ID,
      CFBundleName: 'Willwatch',
      CFBundleShortVersionString: version,
    });
    expect(value('LSApplicationCategoryType')).toBe('public.app-category.utilities');
    expect(value('NSUserNotificationAlertStyle')).toBe('alert');
    expect(plist).toMatch(
      new RegExp(`<key>CFBundleURLSchemes</key>\\s*<array>\\s*<string>${DEEP_LINK_SCHEME}</string>\\s*</array>`),
    );
    // The Dock's icon carries the count of outages.
    expect(plist).not.toContain('LSUIElement');
    expect(value('hash')).toBe(headerHash(packed.asar));
    const icon = value('CFBundleIconFile') ?? '';
    expect(await readFile(join(packed.resources, icon))).toEqual(await readFile(join(root, 'assets/icons/icon.icns')));
  });

  it('the fuses are set', async () => {
    expect(await getCurrentFuseWire(packed.folder)).toMatchObject(FUSES);
  });

  it('without a source of updates none is in the package', () => {
    expect(existsSync(join(packed.resources, 'app-update.yml'))).toBe(false);
  });
});

describe('npm run dist', () => {
  it('refuses a word that electron-builder does not know', async () => {
    const { code, output } = await dist(['--dir', '-c.linux.categry=Network']);
    expect(code).not.toBe(0);
    expect(output).toMatch(/Invalid configuration object\. electron-builder \S+ .*\n - configuration\.linux /);
  });

  it('asks for what a deb must name before it begins', async () => {
    const { code, output } = await dist(['--linux']);
    expect(code).toBe(1);
    expect(output).toContain('WILLWATCH_MAINTAINER');
  });

  it('refuses a source of updates that is none', async () => {
    const { code, output } = await dist(['--dir'], { WILLWATCH_UPDATES: 'http://updates.example' });
    expect(code).toBe(1);
    expect(output).toContain('WILLWATCH_UPDATES is "http://updates.example", and must be https://');
  });
});
