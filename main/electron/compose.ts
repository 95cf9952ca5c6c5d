import { join } from 'node:path';
import { app, session } from 'electron';
import type { Capabilities } from '../contract/model.ts';
import type { Settings } from '../contract/settings.ts';
import type { Log } from '../log/open-log.ts';
import { Desk } from '../monitor/desk.ts';
import { diagnoseRunning } from '../monitor/diagnose-running.ts';
import { Exports } from '../monitor/exports.ts';
import { formatTime } from '../monitor/format-time.ts';
import { LinkJournal } from '../monitor/link-journal.ts';
import { Monitor } from '../monitor/monitor.ts';
import { openNotifier } from '../monitor/native-notifier.ts';
import { openData } from '../monitor/open-data.ts';
import { type Notifier, systemClock } from '../monitor/ports.ts';
import { Pushes } from '../monitor/pushes.ts';
import { Surveyor } from '../monitor/survey.ts';
import { devicePath } from '../monitor/window-paths.ts';
import { openConnection } from '../mqtt/connection.ts';
import { listen } from '../mqtt/listen.ts';
import { tryBroker } from '../mqtt/try-broker.ts';
import { Rehearsal } from '../rehearsal/rehearsal.ts';
import { forgetOrphanedPasswords } from '../settings/forget-passwords.ts';
import { hideSecrets } from '../settings/hide-secrets.ts';
import { chooseLanguage, type Words, wordsFor } from '../words/index.ts';
import { desktopFiles } from './files.ts';
import { guardPermissions } from './guard.ts';
import { answerWindow } from './ipc.ts';
import { DesktopNotifier } from './notifier.ts';
import { reconnectOnResume } from './power.ts';
import { openSecrets } from './secrets.ts';
import { openSettingsStore } from './settings-store.ts';
import { TrayIcon } from './tray.ts';
import { TrayFeed } from './tray-feed.ts';
import { hasTrayHost } from './tray-host.ts';
import { updateWay } from './update-facts.ts';
import { openUpdateMemory } from './update-memory.ts';
import { askAboutUpdate } from './update-question.ts';
import { openUpdater } from './updater.ts';
import { Updates } from './updates.ts';
import { MainWindow } from './window.ts';
import { openWindowMemory } from './window-memory.ts';

export interface Choices {
  readonly dataDir: string;
  /** The built preload script. */
  readonly preload: string;
  /** The folder with the icons. */
  readonly assets: string;
  readonly notify: boolean;
  readonly log: Log;
  /** It runs again after a fault of its own. */
  readonly isRestarted: boolean;
  /** What it runs as, for whoever starts a second one on the same data. No arguments: passwords may stand in them. */
  readonly command: string;
}

export interface Desktop {
  /** Watches from now on. */
  start(): Promise<void>;
  startRehearsal(): Promise<void>;
  /** Raises the window, at a place or where it was. */
  open(path: string | null): void;
  /** Raises the window at a device: its key, or its id alone. */
  openDevice(id: string): void;
  /** Something on the side failed: said in the window. */
  failed(error: Error): void;
  /** Resolves when everything is written. */
  stop(): Promise<void>;
  /** After `stop`: ends the program, through the installer when an update was agreed to. */
  leave(): void;
}

export type Composed = { readonly ok: true; readonly desktop: Desktop } | { readonly ok: false; readonly reason: string };

/** A fault that comes again and again is not said for ever. */
const MOST_NOTICES = 8;

/** The composition root of the desktop shell: everything is made and wired here, in the order of dependence. Only when Electron is ready. */
export async function compose({ dataDir, preload, assets, notify, log, isRestarted, command }: Choices): Promise<Composed> {
  const { store, setAside } = openSettingsStore(dataDir, new Date());
  const words = (): Words => wordsFor(chooseLanguage(store.read().appearance.language, app.getLocale()));
  const { domain, desktop } = words();
  log.setLevel(store.read().log.level);
  const opened = await openSecrets(dataDir, store.read(), desktop.secrets, log);
  const secrets = hideSecrets(opened.secrets, (secret) => log.redactor.hide(secret));

  const data = await openData({ dataDir, command, words: domain, language: words().language });
  if (!data.ok) return data;
  const { history } = data;
  const notices = [
    ...(setAside === null ? [] : [domain.notices.settingsSetAside(setAside.path, setAside.reason)]),
    ...data.notices,
    ...opened.notices,
    ...(isRestarted ? [domain.notices.restarted] : []),
  ];
  for (const notice of notices) log.warn({}, notice);
  // Not beside other settings than the ones the passwords belong to: a file that was set aside may be repaired and come back.
  if (setAside === null) await forgetOrphanedPasswords(store.read(), secrets);

  const window = new MainWindow({
    preload,
    icon: join(assets, 'icons', '256x256.png'),
    memory: openWindowMemory(join(dataDir, 'desktop')),
    hasTray: hasTrayHost,
    log,
  });
  const open = (path: string | null): void => window.open(path);
  const silent: Notifier = { show: async () => ({ outcome: 'silent', reason: words().domain.silence('off') }) };
  const notifier = notify ? new DesktopNotifier({ fallback: openNotifier(), open, log, platform: process.platform }) : silent;

  const monitor = new Monitor(
    {
      history,
      secrets,
      notifier,
      openConnection,
      clock: systemClock,
      log,
      words: () => words().domain,
      formatTime: (at) => formatTime(at, words().language),
    },
    store.read(),
  );
  const pushes = new Pushes(monitor, systemClock);
  const rehearsal: Rehearsal = new Rehearsal(
    () => pushes.changed(['rehearsal'], []),
    () => monitor.apply(rehearsal.extend(store.read())),
  );
  const exports = new Exports({ history, files: desktopFiles, clock: systemClock, log, tell: (push) => pushes.send(push) });
  const updates = new Updates({
    way: updateWay(app.isPackaged, process.resourcesPath, process.env),
    openUpdater: () => openUpdater(log),
    settings: () => store.read().updates,
    isIncident: () => {
      const { openTotal, acknowledgedTotal } = monitor.overview();
      return openTotal > acknowledgedTotal;
    },
    ask: (question) => askAboutUpdate(question, words().desktop.updates, app.getVersion()),
    memory: openUpdateMemory(join(dataDir, 'desktop')),
    clock: systemClock,
    log,
    words: () => words().desktop.updates,
    changed: () => pushes.changed(['updates'], []),
    quit: () => app.quit(),
  });
  const journal = new LinkJournal(log);
  monitor.subscribe(journal.note);
  const shared = { monitor, history, store, secrets, clock: systemClock, words: () => words().domain };
  const capabilities: Capabilities = {
    shell: 'electron',
    version: app.getVersion(),
    dataDir,
    settingsFrom: store.from,
    nativeNotifications: notify,
    chooseFiles: true,
  };
  const settings = (): Settings => rehearsal.extend(store.read());
  const surveyor = new Surveyor({ listen, secrets, history, settings, words: () => words().domain });
  const desk = new Desk({
    ...shared,
    rehearsal,
    tryBroker,
    surveyor,
    exports,
    files: desktopFiles,
    notices,
    updates,
    secretsProtected: opened.isProtected,
    diagnose: diagnoseRunning({ ...shared, capabilities, journal, redactor: log.redactor, notices: () => notices }),
    apply: async (settings: Settings) => {
      log.setLevel(settings.log.level);
      await opened.apply(settings);
      await monitor.apply(rehearsal.extend(settings));
    },
    capabilities,
  });

  guardPermissions(session.defaultSession);
  answerWindow(desk, window.isSender, log);
  pushes.subscribe((push) => window.send(push));
  const feed = new TrayFeed(monitor, pushes, words, systemClock);
  const tray = new TrayIcon(join(assets, 'tray'), feed.look(), { open, quit: () => app.quit() });
  feed.subscribe((look) => tray.show(look));
  reconnectOnResume(() => monitor.resumed(), log);

  return {
    ok: true,
    desktop: {
      start: async () => {
        await monitor.start();
        updates.start();
      },
      startRehearsal: () => rehearsal.start(),
      open,
      openDevice: (id) => open(devicePath(keyOf(monitor, id))),
      failed: (error) => {
        notices.push(words().domain.notices.fault(formatTime(Date.now(), words().language), log.redactor.clean(error.message)));
        if (notices.length > MOST_NOTICES) notices.splice(0, notices.length - MOST_NOTICES);
        pushes.changed(['notices'], []);
      },
      stop: async () => {
        window.leave();
        updates.stop();
        feed.stop();
        exports.stopAll();
        await rehearsal.stop();
        await monitor.stop();
        await data.close();
        tray.destroy();
      },
      leave: () => {
        if (!updates.installOnLeaving()) app.quit();
      },
    },
  };
}

/** A link may name a device by its id alone: the first one of that name. One that nobody knows has a page that says so. */
function keyOf(monitor: Monitor, id: string): string {
  if (monitor.table.get(id) !== undefined) return id;
  for (const { record } of monitor.table.values()) if (record.id === id) return record.key;
  return id;
}
