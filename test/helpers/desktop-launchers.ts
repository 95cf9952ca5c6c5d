import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron, type ElectronApplication } from 'playwright-core';
import { findDesktop } from '../../scripts/tasks/shell.mjs';
import type { MenuEntry } from '../electron-host/control.ts';
import { privateEnv } from './app.ts';
import { spawnChild } from './child.ts';
import { type DesktopApp, startDesktop } from './desktop.ts';

export interface LaunchOptions {
  readonly dataDir: string;
  readonly args: readonly string[];
  /** More environment: `bus.env`. */
  readonly env: Readonly<Record<string, string>>;
}

export interface TrayState {
  /** The file of its icon. */
  readonly image: string;
  readonly tooltip: string;
  /** What is in a submenu comes after its own entry. */
  readonly menu: readonly MenuEntry[];
}

/** The built desktop shell as a person, the system and the page of its window meet it, on whatever it runs. */
export interface Desktop extends AsyncDisposable {
  /** The first look of the tray from now on that matches. */
  tray(matches: (tray: TrayState) => boolean): Promise<TrayState>;
  clickTray(): Promise<void>;
  /** In the menu of the tray. */
  choose(label: string): Promise<void>;
  /** Null: there is no window. */
  window(): Promise<{ readonly isVisible: boolean; readonly isMinimized: boolean } | null>;
  closeWindow(): Promise<void>;
  /** The address that the window shows, without scheme and host; null: there is no window. */
  place(): Promise<string | null>;
  /** What a script gives in the page of the window; a promise is awaited. */
  read<T>(script: string): Promise<T>;
  crashPage(): Promise<void>;
  power(event: 'suspend' | 'resume'): Promise<void>;
  /** Starts a second one on the same data and says what it ended with. */
  startAgain(args: readonly string[]): Promise<number | NodeJS.Signals>;
  /** Waits for it to end by itself. */
  exit(): Promise<number | NodeJS.Signals>;
  /** What went wrong in the page. */
  readonly errors: readonly string[];
}

export interface Launcher {
  readonly name: string;
  /** What it needs and is not here; null: it can be used. */
  readonly missing: string | null;
  launch(options: LaunchOptions): Promise<Desktop>;
}

/** On the stand-in for Electron. `started` sees each one, for what only the stand-in can tell. */
export const onStandIn = (started: (app: DesktopApp) => DesktopApp = (app) => app): Launcher => ({
  name: 'the stand-in for Electron',
  missing: null,
  launch: async (options) => {
    const app = started(await startDesktop(options));
    return {
      tray: (matches) => poll('a look of the tray', async () => app.tray(), matches),
      clickTray: async () => app.order({ order: 'click-tray' }),
      choose: async (label) => app.order({ order: 'choose', label }),
      window: async () => {
        const last = app.reports('window').at(-1);
        return last === undefined ? null : { isVisible: last.visible, isMinimized: last.minimized };
      },
      closeWindow: async () => app.order({ order: 'close-window' }),
      place: async () => {
        const page = app.pages().find((one) => one.url().startsWith('https://'));
        return page === undefined ? null : pathOf(page.url());
      },
      read: async <T>(script: string) => (await (await app.page()).evaluate(script)) as T,
      crashPage: async () => app.order({ order: 'crash-page' }),
      power: async (event) => app.order({ order: 'power', event }),
      startAgain: (args) => app.startAgain(args),
      exit: () => app.exit(),
      errors: app.errors,
      [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
    };
  },
});

const root = join(import.meta.dirname, '..', '..');
const spy = join(import.meta.dirname, 'electron-spy.cjs');

/** What `electron-spy.cjs` remembers within Electron. */
export interface TraySpy {
  tray: Electron.Tray | null;
  image: string;
  tooltip: string;
  menu: Electron.Menu | null;
}

declare global {
  var willwatchTray: TraySpy;
}

const found = findDesktop();

/** On Electron itself, through Playwright. On Linux: notifications are read from the session bus of the test. */
export const onElectron: Launcher = {
  name: 'Electron',
  missing: 'missing' in found ? found.missing : process.platform === 'linux' ? null : 'a session bus of its own',
  launch: async ({ dataDir, args, env: more }) => {
    if ('missing' in found) throw new Error(`Electron needs ${found.missing}`);
    const home = await mkdtemp(join(tmpdir(), 'willwatch-electron-'));
    const display = Object.fromEntries(
      ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    );
    const env = { ...privateEnv(home), ...display, ...more };
    // Chromium's own sandbox does not start for root, as in a container.
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const command = (own: readonly string[]) => [...flags, '-r', spy, root, ...own, '--data-dir', dataDir];
    const app = await _electron.launch({ executablePath: found.electron, args: command(args), env, cwd: root });
    const errors: string[] = [];
    app.on('window', (page) => page.on('pageerror', (error) => errors.push(error.stack ?? error.message)));
    const exited = new Promise<number | NodeJS.Signals>((resolve) => {
      app.process().once('exit', (code, signal) => resolve(code ?? signal ?? 0));
    });
    return {
      ...insideOf(app),
      startAgain: (own) =>
        new Promise((resolve) => {
          const second = spawnChild(found.electron, command(own), { env, stdio: 'ignore' });
          second.once('close', (code, signal) => resolve(code ?? signal ?? 0));
        }),
      exit: () => exited,
      errors,
      [Symbol.asyncDispose]: async () => {
        await app.evaluate(({ app }) => app.quit()).catch(() => undefined);
        await Promise.race([exited, sleep(10_000)]);
        await app.close().catch(() => undefined);
        await rm(home, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  },
};

/** What has no handle from outside is reached within Electron's main process. The functions are sent there as text. */
function insideOf(
  app: ElectronApplication,
): Pick<Desktop, 'tray' | 'clickTray' | 'choose' | 'window' | 'closeWindow' | 'place' | 'read' | 'crashPage' | 'power'> {
  const look = (): Promise<TrayState> =>
    app.evaluate(() => {
      const { image, tooltip, menu } = globalThis.willwatchTray;
      const entries = (items: readonly Electron.MenuItem[]): Electron.MenuItem[] =>
        items.filter(({ type }) => type !== 'separator').flatMap((item) => [item, ...entries(item.submenu?.items ?? [])]);
      return { image, tooltip, menu: entries(menu?.items ?? []).map(({ label, enabled }) => ({ label, enabled })) };
    });
  return {
    tray: (matches) => poll('a look of the tray', look, matches),
    clickTray: () => app.evaluate(() => void globalThis.willwatchTray.tray?.emit('click')),
    choose: (label) =>
      app.evaluate((_electron, label) => {
        const entries = (items: readonly Electron.MenuItem[]): Electron.MenuItem[] =>
          items.flatMap((item) => [item, ...entries(item.submenu?.items ?? [])]);
        const item = entries(globalThis.willwatchTray.menu?.items ?? []).find((one) => one.label === label);
        if (item === undefined) throw new Error(`The menu has no "${label}"`);
        // After this call has been answered: it may be the end of the program.
        setImmediate(() => item.click());
      }, label),
    window: () =>
      app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return window === undefined ? null : { isVisible: window.isVisible(), isMinimized: window.isMinimized() };
      }),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    place: async () => {
      const url = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '');
      return url === '' ? null : pathOf(url);
    },
    read: <T>(script: string) =>
      app.evaluate(
        ({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script) as Promise<T>,
        script,
      ),
    crashPage: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()),
    power: (event) => app.evaluate(({ powerMonitor }, event) => void powerMonitor.emit(event), event),
  };
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return `${pathname}${search}`;
}

async function poll<T>(what: string, look: () => Promise<T | undefined>, matches: (seen: T) => boolean): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && matches(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}: ${matches}. The latest: ${JSON.stringify(seen)}`);
    await sleep(20);
  }
}
