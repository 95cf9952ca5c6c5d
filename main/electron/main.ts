import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, Menu, protocol } from 'electron';
import { catchFaults } from '../log/faults.ts';
import { chosenLevel, type Log, openLog } from '../log/open-log.ts';
import { openDataDir } from '../settings/data-dir.ts';
import { chooseLanguage, wordsFor } from '../words/index.ts';
import { argumentsAfterFault, readDesktopArguments } from './arguments.ts';
import { compose, type Desktop } from './compose.ts';
import { DEEP_LINK_SCHEME, readDeepLink } from './deep-link.ts';
import { guardContents } from './guard.ts';
import { APP_ID, TOAST_ACTIVATOR_CLSID } from './identity.ts';
import { PAGE_SCHEME, servePages } from './pages.ts';
import { neverAtLogin, startAtLogin, wasOpenedAtLogin } from './start-at-login.ts';

// The built entry is out/main/electron.js.
const root = join(import.meta.dirname, '..', '..');
const args = readDesktopArguments(process.argv);
const isDemo = args.command === 'demo';
/** What fails sooner after its start would only fail again. */
const RESTART_AFTER_MS = 60_000;
/** How long an end after a fault may take to write what it still can. */
const LAST_WORDS_MS = 5000;
const level = chosenLevel(args.logLevel);
let log: Log = openLog({ dataDir: null, level });

let desktop: Desktop | null = null;
let isStarted = false;
/** What was asked for before there was a window, and before the devices were known. */
let isWindowWanted = !args.hidden;
let waitingLink = args.link;
let isEnding = false;
/** The arguments of a second start that came while this one was ending: nobody else would take them. */
let startedAgain: readonly string[] | null = null;

const dataDir = findDataDir();
if (dataDir !== null) {
  if (app.requestSingleInstanceLock()) begin(dataDir);
  else app.exit(0);
}

/** Null when there can be none, and the person has been told. */
function findDataDir(): string | null {
  try {
    if (args.dataDir?.trim() === '') throw new Error('--data-dir needs a folder; it was given an empty text.');
    const path = isDemo && args.dataDir === null ? temporaryDir() : openDataDir(args.dataDir);
    // Chromium's own files, and with them the lock: one instance for each data directory.
    app.setPath('userData', openDataDir(join(path, 'desktop')));
    return path;
  } catch (error) {
    fail(error);
    return null;
  }
}

/** The rehearsal keeps nothing: its outages must not count as the person's history. */
function temporaryDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'willwatch-demo-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

function begin(dataDir: string): void {
  log = openLog({ dataDir, level });
  log.info({ version: app.getVersion(), electron: process.versions.electron, platform: process.platform }, 'started');
  catchFaults({ log, goOn: (error) => desktop?.failed(error), end: endAfterFault });
  app.enableSandbox();
  app.setAppUserModelId(APP_ID);
  if (process.platform === 'win32') app.setToastActivatorCLSID(TOAST_ACTIVATOR_CLSID);
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  guardContents();
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);

  app.on('second-instance', (_event, argv) => {
    if (isEnding) {
      startedAgain = argv.slice(1);
      return;
    }
    const { link, hidden } = readDesktopArguments(argv);
    if (link !== null) openLink(link);
    else if (!hidden) openWindow();
  });
  // macOS hands a link over so, also before it is ready.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    openLink(link);
  });
  app.on('activate', openWindow);
  // Watching goes on in the tray.
  app.on('window-all-closed', () => undefined);
  // Not awaited here: Electron is ready only after this module has settled.
  app
    .whenReady()
    .then(() => start(dataDir))
    .catch(fail);
}

async function start(dataDir: string): Promise<void> {
  protocol.handle(PAGE_SCHEME, servePages(join(import.meta.dirname, '..', 'renderer')));
  // macOS copies and pastes by its menu.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
  const composed = await compose({
    dataDir,
    preload: join(import.meta.dirname, '..', 'preload', 'bridge.cjs'),
    assets: join(root, 'assets'),
    notify: args.notify,
    startAtLogin: isDemo ? neverAtLogin : startAtLogin(args.dataDir === null ? null : dataDir),
    log,
    isRestarted: args.afterFault,
    command: `willwatch ${args.command} (desktop)`,
  });
  if (!composed.ok) throw new Error(composed.reason);
  const running = composed.desktop;
  desktop = running;
  quitAfterStop(running);
  if (waitingLink === null && isWindowWanted && !wasOpenedAtLogin()) running.open(null);
  await running.start();
  if (isDemo) await running.startRehearsal();
  isStarted = true;
  if (waitingLink !== null) openLink(waitingLink);
}

/** Quitting waits until everything is written. */
function quitAfterStop(running: Desktop): void {
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    running
      .stop()
      .catch((error: unknown) => log.error({ error: String(error) }, 'could not stop cleanly'))
      .finally(() => {
        isStopped = true;
        running.leave(startedAgain);
      });
  });
}

function openWindow(): void {
  isWindowWanted = true;
  desktop?.open(null);
}

function openLink(text: string): void {
  if (desktop === null || !isStarted) {
    waitingLink = text;
    return;
  }
  const link = readDeepLink(text);
  if (link !== null) {
    desktop.follow(link).catch((error: unknown) => log.error({ error: String(error) }, 'a link could not be followed'));
    return;
  }
  log.warn({ link: text.slice(0, 200) }, 'a link that is none of ours');
  desktop.open(null);
}

/** What is on disk is whole; what is in memory may not be. So it ends, and goes on watching from there, in the tray. */
function endAfterFault(error: Error): void {
  const again = process.uptime() * 1000 >= RESTART_AFTER_MS;
  const leave = (): void => {
    if (again) app.relaunch({ args: argumentsAfterFault(process.argv) });
    else say(error.message);
    app.exit(1);
  };
  const tooLong = setTimeout(leave, LAST_WORDS_MS);
  void (desktop?.stop() ?? Promise.resolve())
    .catch(() => undefined)
    .then(() => {
      clearTimeout(tooLong);
      leave();
    });
}

function say(message: string): void {
  const words = wordsFor(chooseLanguage('auto', app.getLocale())).desktop;
  dialog.showErrorBox(words.cannotStart, log.redactor.clean(message));
}

function fail(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  log.error({ stack }, message);
  say(message);
  app.exit(1);
}
