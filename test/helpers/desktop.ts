import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Order, Report } from '../electron-host/control.ts';
import { privateEnv } from './app.ts';
import { endChild, spawnChild } from './child.ts';
import { CHROMIUM_FLAGS, findChromium } from './chromium.ts';
import { Inbox } from './inbox.ts';
import { until } from './until.ts';

export interface DesktopOptions {
  /** The folder with the app's package.json. Default: this checkout. */
  readonly app?: string;
  /** Default `start`. */
  readonly args?: readonly string[];
  /** Default: a fresh one, removed at the end. */
  readonly dataDir?: string;
  /** More environment: `bus.env`, and what the stand-in can be told (`STAND_IN_…`). */
  readonly env?: Readonly<Record<string, string>>;
}

type Of<R extends Report['report']> = Extract<Report, { report: R }>;

/** The built desktop shell on the stand-in for Electron, as a child of the test. */
export interface DesktopApp {
  readonly dataDir: string;
  readonly stderr: () => string;
  /** What a person, the system or an attacker does. */
  order(order: Order): void;
  /** The first report, past or future, that matches. */
  report<R extends Report['report']>(report: R, matches?: (one: Of<R>) => boolean): Promise<Of<R>>;
  /** All reports so far. */
  reports<R extends Report['report']>(report: R): readonly Of<R>[];
  /** How the tray looks now. */
  tray(): Of<'tray'> | undefined;
  /** The page in the window, once there is one. */
  page(): Promise<Page>;
  /** All pages there are. */
  pages(): readonly Page[];
  /** What went wrong in the page without a test noticing. */
  readonly errors: readonly string[];
  /** Starts a second one on the same data and says what it ended with. */
  startAgain(args: readonly string[]): Promise<number | NodeJS.Signals>;
  kill(): Promise<void>;
  /** Waits for it to end by itself. */
  exit(): Promise<number | NodeJS.Signals>;
  [Symbol.asyncDispose](): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
const host = join(root, 'test', 'electron-host');
/** Addresses of the app's own scheme, as Chromium has them: see `toChromium`. */
const OWN_PAGE = 'https://willwatch.app.test/';

/** Starts Chromium and the shell on it. Resolves when both run: wait for what the test is about. */
export async function startDesktop(options: DesktopOptions = {}): Promise<DesktopApp> {
  const home = await mkdtemp(join(tmpdir(), 'willwatch-desktop-'));
  const dataDir = options.dataDir ?? join(home, 'data');
  const flags = [...CHROMIUM_FLAGS, '--remote-debugging-port=0', `--user-data-dir=${join(home, 'chromium')}`, 'about:blank'];
  const screen = spawnChild(findChromium(), flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  const screenLines = new Inbox<string>();
  createInterface({ input: screen.stderr! }).on('line', (line) => screenLines.push(line));
  screen.once('exit', (code) => screenLines.close(`Chromium ended with ${code}`));
  const listening = await screenLines.find((line) => line.startsWith('DevTools listening on '), 'the address of Chromium');
  const address = listening.slice('DevTools listening on '.length).trim();

  // Compiled once for all tests.
  const NODE_COMPILE_CACHE = join(root, 'out', 'code-cache');
  const env = { ...privateEnv(home), NODE_COMPILE_CACHE, STAND_IN_CHROMIUM: address, ...options.env };
  const start = (args: readonly string[]) =>
    spawnChild(
      process.execPath,
      ['--import', join(host, 'hooks.ts'), join(host, 'run.ts'), options.app ?? root, ...args, '--data-dir', dataDir],
      {
        env,
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
  const child = start(options.args ?? ['start']);
  const reports = new Inbox<Report>();
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk}`.slice(-20_000);
  });
  child.on('message', (message) => reports.push(message as Report));
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      reports.close(`The desktop shell ended with ${code ?? signal} while the test waited`);
      resolve(code ?? signal ?? 0);
    });
  });

  const errors: string[] = [];
  const browser: Browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no context');
  context.setDefaultTimeout(15_000);
  context.on('page', (page) => {
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
  });
  const all = <R extends Report['report']>(report: R): readonly Of<R>[] =>
    reports.items.filter((one): one is Of<R> => one.report === report);
  return {
    dataDir,
    errors,
    stderr: () => stderr,
    order: (order) => void child.send(order),
    report: async <R extends Report['report']>(report: R, matches: (one: Of<R>) => boolean = () => true) =>
      (await reports.find(
        (one) => one.report === report && matches(one as Of<R>),
        `a report of ${report}: ${matches}`,
        15_000,
        () => `stderr:\n${stderr}`,
      )) as Of<R>,
    reports: all,
    tray: () => all('tray').at(-1),
    page: async () => {
      const page = await until('a page in the window', () => context.pages().find((one) => one.url().startsWith(OWN_PAGE)));
      await page.waitForLoadState();
      return page;
    },
    pages: () => context.pages(),
    startAgain: async (args) => {
      const second = start(args);
      return new Promise((resolve) => second.once('close', (code, signal) => resolve(code ?? signal ?? 0)));
    },
    kill: async () => void (await endChild(child, 'SIGKILL')),
    exit: () => exited,
    [Symbol.asyncDispose]: async () => {
      await endChild(child, 'SIGTERM');
      await browser.close().catch(() => undefined);
      await endChild(screen, 'SIGTERM');
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
