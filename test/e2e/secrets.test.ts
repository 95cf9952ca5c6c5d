import { createPrivateKey } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answers, RequestInput, RequestName, Transport } from '../../main/contract/requests.ts';
import type { SettingsInput } from '../../main/contract/settings.ts';
import { headlessEntry, privateEnv, startApp } from '../helpers/app.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { spawnChild } from '../helpers/child.ts';
import { type DesktopOptions, startDesktop } from '../helpers/desktop.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { until } from '../helpers/until.ts';

const PASSWORD = 'correct "horse" battery';
const PASSPHRASE = 'open sesame 42';
const OTHER = 'of the other broker';
const account = ['-u', 'tech', '-P', PASSWORD];

async function newFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'willwatch-secrets-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** How a secret may be spelt in a file or an answer. */
const spellings = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
];

/** The places in a folder, and among texts, where a secret stands. */
async function findSecrets(
  folder: string,
  texts: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const look = (place: string, content: Buffer): void => {
    for (const secret of secrets) if (spellings(secret).some((one) => content.includes(one))) found.push(`${place}: ${secret}`);
  };
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) look(entry.name, await readFile(join(entry.parentPath, entry.name)));
  for (const [place, text] of Object.entries(texts)) look(place, Buffer.from(text));
  return found.sort();
}

/** Asks as the window does. */
async function openWindow(url: string) {
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { origin } = new URL(url);
  return async <N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]> => {
    const answer = await fetch(`${origin}/api/${name}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const { value, reason } = (await answer.json()) as { value: Answers[N]; reason?: string };
    if (reason !== undefined) throw new Error(reason);
    return value;
  };
}

/** The text on stdout of a command that reads a folder. */
async function command(...args: readonly string[]): Promise<string> {
  await using home = await newFolder();
  const child = spawnChild(process.execPath, [headlessEntry, ...args], {
    env: privateEnv(home.path),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

async function encryptedKey(authority: Awaited<ReturnType<typeof createAuthority>>) {
  const files = await authority.issue();
  const key = createPrivateKey(await readFile(files.keyFile));
  const pem = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE });
  await writeFile(files.keyFile, pem);
  return files;
}

const settingsFor = (url: string, secureUrl: string, files: object): SettingsInput => ({
  brokers: [
    { id: 'plant', name: 'Plant', url, username: 'tech' },
    { id: 'secure', name: 'Secure', url: secureUrl, ...files },
  ],
  watches: [
    { id: 'w', convention: 'custom', topic: 'site/{device}/status', online: [], offline: [{ kind: 'text', text: 'offline' }] },
  ],
  notifications: { holdSeconds: 0 },
});

describe('no secret', () => {
  it('leaves the headless shell but into the file that is for them', async () => {
    await using authority = await createAuthority();
    const certificates = { caFile: authority.caFile, ...(await authority.issue()) };
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using secure = await startMosquitto({ scheme: 'mqtts', certificates, requireCertificate: true });
    await using data = await newFolder();
    const files = { caFile: authority.caFile, ...(await encryptedKey(authority)) };
    await writeFile(join(data.path, 'settings.json'), JSON.stringify(settingsFor(broker.url, secure.url, files)));
    const told: Record<string, string> = {};
    let token = '';
    {
      await using app = await startApp({ command: 'start', dataDir: data.path, window: true, args: ['--log-level', 'debug'] });
      const url = await app.windowUrl();
      token = new URL(url).searchParams.get('token') ?? '';
      expect(token.length).toBeGreaterThan(20);
      const ask = await openWindow(url);
      const { settings } = await ask('settings.get', {});
      const put = await ask('settings.put', {
        settings,
        passwords: { plant: PASSWORD, secure: OTHER },
        passphrases: { secure: PASSPHRASE },
      });
      told.put = JSON.stringify(put);
      await until('both connected', async () => {
        const { connections } = await ask('overview.get', {});
        return connections.every(({ state }) => state === 'connected');
      });
      await say(broker.port, 'site/gw1/status', 'offline', account);
      await until('an outage', async () => (await ask('overview.get', {})).openTotal === 1);
      // Every way to an error that has the address or the secrets in its hands.
      const [plant, second] = settings.brokers;
      if (plant === undefined || second === undefined) throw new Error('no brokers');
      told.test = JSON.stringify([
        await ask('broker.test', { broker: { ...second, certFile: files.keyFile }, passphrase: PASSPHRASE, password: PASSWORD }),
        await ask('broker.test', { broker: { ...plant, url: 'mqtt://127.0.0.1:1' }, password: PASSWORD }),
      ]);
      const bad = {
        ...settings,
        brokers: [{ ...plant, url: broker.url.replace('//', `//tech:${encodeURIComponent(PASSWORD)}@`) }],
      };
      told.refused = JSON.stringify(await ask('settings.put', { settings: bad, passwords: { plant: PASSWORD } }));
      told.settings = JSON.stringify(await ask('settings.get', {}));
      told.diagnosis = (await ask('app.diagnosis', {})).text;
      expect(told.diagnosis).toContain('connected');
      expect(await app.stop()).toBe(0);
      told.stderr = app.stderr();
    }
    told.export = await command('history', '--format', 'json', '--data-dir', data.path);
    told.later = await command('diagnosis', '--data-dir', data.path);
    expect(told.export).toContain('gw1');
    expect(told.later).toContain('"openOutages":1');
    expect(await readFile(join(data.path, 'logs', 'willwatch.log'), 'utf8')).toContain('"connected"');
    expect(await findSecrets(data.path, told, [PASSWORD, PASSPHRASE, OTHER, token])).toEqual(
      [`secrets.json: ${PASSWORD}`, `secrets.json: ${OTHER}`, `secrets.json: ${PASSPHRASE}`].sort(),
    );
    expect(((await stat(join(data.path, 'secrets.json'))).mode & 0o777).toString(8)).toBe('600');
  });

  it('of the command line or the environment stays anywhere', async () => {
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using data = await newFolder();
    const url = broker.url.replace('//', `//tech:${encodeURIComponent(PASSWORD)}@`);
    const told: Record<string, string> = {};
    {
      await using app = await startApp({
        dataDir: data.path,
        args: ['--broker', url, '--watch', 'site/{device}/status', '--log-level', 'debug'],
      });
      await app.line('ready');
      await app.stop();
      told.stdout = JSON.stringify([app.lines, app.strays]);
      told.stderr = app.stderr();
    }
    const config = join(data.path, 'config.json');
    await writeFile(
      config,
      JSON.stringify({
        brokers: [{ id: 'plant-1', url: broker.url, username: 'tech' }],
        watches: [{ topic: 'site/{device}/status', offline: 'offline' }],
      }),
    );
    {
      const env = { WILLWATCH_PASSWORD_PLANT_1: PASSWORD };
      await using app = await startApp({ dataDir: data.path, env, args: ['--config', config] });
      await app.line('ready');
      await app.stop();
    }
    {
      const credentials = join(data.path, 'credentials');
      await mkdir(credentials);
      await writeFile(join(credentials, 'WILLWATCH_PASSWORD_PLANT_1'), `${PASSWORD}\n`);
      await using app = await startApp({
        dataDir: data.path,
        env: { CREDENTIALS_DIRECTORY: credentials },
        args: ['--config', config],
      });
      await app.line('ready');
      await app.stop();
      await rm(credentials, { recursive: true });
    }
    expect(await findSecrets(data.path, told, [PASSWORD])).toEqual([]);
  });

  it('is read from a file that others can read without saying so', async () => {
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using data = await newFolder();
    await writeFile(
      join(data.path, 'settings.json'),
      JSON.stringify({ brokers: [{ id: 'plant', name: 'Plant', url: broker.url, username: 'tech' }] }),
    );
    await writeFile(join(data.path, 'secrets.json'), JSON.stringify({ 'broker:plant:password': PASSWORD }));
    await chmod(join(data.path, 'secrets.json'), 0o644);
    await using app = await startApp({ command: 'watch', dataDir: data.path, window: true, args: [] });
    await app.line('ready');
    const ask = await openWindow(await app.windowUrl());
    expect((await ask('overview.get', {})).notices).toEqual([expect.stringContaining('could read the passwords')]);
    expect(((await stat(join(data.path, 'secrets.json'))).mode & 0o777).toString(8)).toBe('600');
  });
});

describe('the desktop shell', () => {
  const start = async (dataDir: string, keyring: string, more: DesktopOptions = {}) => {
    const env = { STAND_IN_KEYRING: keyring, ...more.env };
    const desktop = await startDesktop({ ...more, dataDir, env, args: ['start', '--no-notify', '--log-level', 'debug'] });
    const page = await desktop.page();
    const ask = <N extends RequestName>(name: N, input: RequestInput<N>): Promise<Answers[N]> =>
      page.evaluate(([n, i]) => (Reflect.get(window, 'willwatch') as Transport).request(n as RequestName, i as never), [
        name,
        input,
      ] as const) as Promise<Answers[N]>;
    return { desktop, page, ask };
  };
  const quit = async ({ desktop }: Awaited<ReturnType<typeof start>>): Promise<void> => {
    desktop.order({ order: 'choose', label: 'Quit Willwatch' });
    expect(await desktop.exit()).toBe(0);
    await desktop[Symbol.asyncDispose]();
  };
  const settings = (url: string): SettingsInput => ({
    brokers: [{ id: 'plant', name: 'Plant', url, username: 'tech' }],
    watches: [{ id: 'auto', convention: 'auto' }],
  });

  it('keeps secrets as ciphertext alone, where there is a keyring', async () => {
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using data = await newFolder();
    await writeFile(join(data.path, 'settings.json'), JSON.stringify(settings(broker.url)));
    const app = await start(data.path, 'gnome_libsecret');
    const { settings: now } = await app.ask('settings.get', {});
    await app.ask('settings.put', { settings: now, passwords: { plant: PASSWORD }, passphrases: { plant: PASSPHRASE } });
    await app.desktop.report('tray', ({ image }) => image === 'well.png');
    const { text } = await app.ask('app.diagnosis', {});
    expect(text).toContain('(electron)');
    await quit(app);
    const told = { text, stderr: app.desktop.stderr() };
    expect(await findSecrets(data.path, told, [PASSWORD, PASSPHRASE])).toEqual([]);
    const again = await start(data.path, 'gnome_libsecret');
    await again.desktop.report('tray', ({ image }) => image === 'well.png');
    expect(await again.ask('settings.get', {})).toMatchObject({ passwordsKept: ['plant'], passphrasesKept: ['plant'] });
    await quit(again);
  });

  it('reads on what it keeps when the keyring fails, and says so to who wants to keep another one', async () => {
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using data = await newFolder();
    await writeFile(join(data.path, 'settings.json'), JSON.stringify(settings(broker.url)));
    const app = await start(data.path, 'gnome_libsecret');
    const { settings: now } = await app.ask('settings.get', {});
    await app.ask('settings.put', { settings: now, passwords: { plant: PASSWORD } });
    await quit(app);
    const stuck = await start(data.path, 'stuck');
    await stuck.desktop.report('tray', ({ image }) => image === 'well.png');
    expect(await stuck.ask('settings.put', { settings: now, passwords: { plant: OTHER } })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('Encryption is not available.'),
    });
    await quit(stuck);
    const again = await start(data.path, 'gnome_libsecret');
    await again.desktop.report('tray', ({ image }) => image === 'well.png');
    await quit(again);
  });

  it.each(['basic_text', 'none'])('without a keyring (%s) keeps them for the session, or as the person says', async (keyring) => {
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using data = await newFolder();
    await writeFile(join(data.path, 'settings.json'), JSON.stringify(settings(broker.url)));
    const app = await start(data.path, keyring);
    expect((await app.ask('overview.get', {})).notices).toEqual([expect.stringContaining('hold until Willwatch ends')]);
    const { settings: now, secretsProtected } = await app.ask('settings.get', {});
    expect(secretsProtected).toBe(false);
    await app.ask('settings.put', { settings: now, passwords: { plant: PASSWORD } });
    await app.desktop.report('tray', ({ image }) => image === 'well.png');
    expect(await findSecrets(data.path, {}, [PASSWORD])).toEqual([]);

    await app.page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    const choose = (name: string) =>
      app.page.getByRole('radiogroup', { name: 'Passwords without a keyring' }).getByText(name).click();
    await choose('Keep unprotected');
    await until('kept', async () => (await findSecrets(data.path, {}, [PASSWORD])).length > 0);
    expect(await findSecrets(data.path, {}, [PASSWORD])).toEqual([`secrets.json: ${PASSWORD}`]);
    expect(((await stat(join(data.path, 'secrets.json'))).mode & 0o777).toString(8)).toBe('600');
    await quit(app);

    const again = await start(data.path, keyring);
    await again.desktop.report('tray', ({ image }) => image === 'well.png');
    expect((await again.ask('overview.get', {})).notices).toEqual([expect.stringContaining('As you chose in Settings')]);
    const kept = await again.ask('settings.get', {});
    await again.ask('settings.put', { settings: { ...kept.settings, secrets: { unprotected: 'session' } } });
    expect(await findSecrets(data.path, {}, [PASSWORD])).toEqual([]);
    expect((await again.ask('settings.get', {})).passwordsKept).toEqual(['plant']);
    await quit(again);
    expect(again.desktop.errors).toEqual([]);
  });
});

describe('the button for the diagnosis', () => {
  it('copies it, says so, and shows what was copied', async () => {
    await using data = await newFolder();
    const desktop = await startDesktop({ dataDir: data.path, args: ['start', '--no-notify'] });
    await using _end = { [Symbol.asyncDispose]: () => desktop[Symbol.asyncDispose]() };
    const page = await desktop.page();
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Copy diagnosis' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const shown = await page.getByRole('textbox', { name: 'Diagnosis' }).inputValue();
    expect(shown).toContain('# Willwatch diagnosis');
    await page.locator('body').evaluate(() => {
      const area = document.createElement('textarea');
      area.id = 'paste';
      document.body.append(area);
    });
    await page.locator('#paste').focus();
    await page.keyboard.press('Control+V');
    expect(await page.locator('#paste').inputValue()).toBe(shown);
    expect(desktop.errors).toEqual([]);
  });
});

describe('a fault of the program itself', () => {
  const THROW = `data:text/javascript,${encodeURIComponent('process.on("SIGUSR2", () => { throw new Error("a bug with correct \\"horse\\" battery") }); process.on("SIGWINCH", () => void Promise.reject(new Error("a bug aside")));')}`;

  it('is logged; aside, it is said and watching goes on; else the program ends with what it has on disk', async () => {
    await using broker = await startMosquitto({ users: { tech: PASSWORD } });
    await using data = await newFolder();
    const url = broker.url.replace('//', `//tech:${encodeURIComponent(PASSWORD)}@`);
    const env = { NODE_OPTIONS: `--import=${THROW}` };
    await using app = await startApp({
      dataDir: data.path,
      env,
      window: true,
      args: ['--broker', url, '--watch', 'site/{device}/status'],
    });
    await app.line('ready');
    const ask = await openWindow(await app.windowUrl());
    process.kill(app.pid, 'SIGWINCH');
    const notices = await until('a notice', async () => {
      const all = (await ask('overview.get', {})).notices;
      return all.length > 0 ? all : undefined;
    });
    expect(notices).toEqual([
      expect.stringMatching(/Something failed inside Willwatch at .* \(a bug aside\)\. Watching goes on\./),
    ]);
    await say(broker.port, 'site/gw1/status', 'offline', account);
    await app.line('outage');
    process.kill(app.pid, 'SIGUSR2');
    expect(await app.exit()).toBe(1);
    expect(app.stderr()).toContain('ended by a fault of its own: a bug with …');
    const log = await readFile(join(data.path, 'logs', 'willwatch.log'), 'utf8');
    expect(log).toContain('an exception that nobody caught');
    expect(log).toContain('a rejection that nobody handled');
    expect(await findSecrets(data.path, { stderr: app.stderr() }, [PASSWORD])).toEqual([]);
    expect(await command('history', '--data-dir', data.path)).toContain('gw1');
    // Nothing is left that keeps the next start away.
    await using next = await startApp({ dataDir: data.path, args: ['--broker', url, '--watch', 'site/{device}/status'] });
    await next.line('ready');
  });
});
