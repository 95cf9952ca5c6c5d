import { join } from 'node:path';
import { app, net, session } from 'electron';
import { openActions } from '../actions/actions.ts';
import type { Capabilities } from '../contract/model.ts';
import type { ActOutcome } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import { LiveSessions } from '../live/live-sessions.ts';
import type { Log } from '../log/open-log.ts';
import { Desk } from '../monitor/desk.ts';
import { diagnoseRunning } from '../monitor/diagnose-running.ts';
import { Exports } from '../monitor/exports.ts';
import { formatTime } from '../monitor/format-time.ts';
import { LinkJournal } from '../monitor/link-journal.ts';
import { Monitor } from '../monitor/monitor.ts';
import { openData } from '../monitor/open-data.ts';
import { type Notifier, systemClock } from '../monitor/ports.ts';
import { Pushes } from '../monitor/pushes.ts';
import { Surveyor } from '../monitor/survey.ts';
import { openConnection } from '../mqtt/connection.ts';
import { listen } from '../mqtt/listen.ts';
import { tryBroker } from '../mqtt/try-broker.ts';
import { visit } from '../mqtt/visit.ts';
import { Rehearsal } from '../rehearsal/rehearsal.ts';
import { forgetOrphanedPasswords } from '../settings/forget-passwords.ts';
import { hideSecrets } from '../settings/hide-secrets.ts';
import { chooseLanguage, type DesktopWords, type Words, wordsFor } from '../words/index.ts';
import { muteChoices } from '../words/quick-times.ts';
import type { DeepLink } from './deep-link.ts';
import { desktopFiles } from './files.ts';
import { guardPermissions } from './guard.ts';
import { answerWindow } from './ipc.ts';
import { placeOf } from './link-place.ts';
import { watchNetwork } from './network.ts';
import { Notices } from './notices.ts';
import { DesktopNotifier } from './notifier.ts';
import { followPower } from './power.ts';
import { openSecrets } from './secrets.ts';
import { openSettingsStore } from './settings-store.ts';
import { noShownMemory, openShownMemory } from './shown-memory.ts';
import type { StartAtLogin } from './start-at-login.ts';
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
  readonly startAtLogin: StartAtLogin;
  /** What it runs as, for whoever starts a second one on the same data. No arguments: passwords may stand in them. */
  readonly command: string;
}

export interface Desktop {
  /** Watches from now on. */
  start(): Promise<void>;
  startRehearsal(): Promise<void>;
  /** Raises the window, at a place or where it was. */
  open(path: string | null): void;
  /** Raises the window at what a link names. */
  follow(link: DeepLink): Promise<void>;
  /** Something on the side failed: said in the window. */
  failed(error: Error): void;
  /** Resolves when everything is written. */
  stop(): Promise<void>;
  /**
   * After `stop`: ends the program, through the installer when an update was agreed to.
   * @param again the arguments of who started it again meanwhile: then it comes back
   */
  leave(again: readonly string[] | null): void;
}

export type Composed = { readonly ok: true; readonly desktop: Desktop } | { readonly ok: false; readonly reason: string };

/** The composition root of the desktop shell: everything is made and wired here, in the order of dependence. Only when Electron is ready. */
export async function compose({
  dataDir,
  preload,
  assets,
  notify,
  startAtLogin,
  log,
  isRestarted,
  command,
}: Choices): Promise<Composed> {
  const { store, setAside } = openSettingsStore(dataDir, new Date());
  const words = (): Words => wordsFor(chooseLanguage(store.read().appearance.language, app.getLocale()));
  const { domain, desktop } = words();
  log.setLevel(store.read().log.level);
  const opened = await openSecrets(dataDir, store.read(), desktop.secrets, log);
  const secrets = hideSecrets(opened.secrets, (secret) => log.redactor.hide(secret));

  const data = await openData({ dataDir, command, words: domain, language: words().language });
  if (!data.ok) return data;
  const { history } = data;
  const notices = new Notices(
    [
      ...(setAside === null ? [] : [domain.notices.settingsSetAside(setAside.path, setAside.reason)]),
      ...data.notices,
      ...opened.notices,
      ...(isRestarted ? [domain.notices.restarted] : []),
    ],
    log,
    () => pushes.changed(['notices'], []),
  );
  // Not beside other settings than the ones the passwords belong to: a file that was set aside may be repaired and come back.
  if (setAside === null) await forgetOrphanedPasswords(store.read(), secrets);

  const folder = join(dataDir, 'desktop');
  const memory = openWindowMemory(folder, log);
  const window = new MainWindow({
    preload,
    icon: join(assets, 'icons', '256x256.png'),
    memory,
    hasTray: hasTrayHost,
    wasHidden: () => {
      if (!memory.isTrayTold() && tellOfTray(monitor, notifier, words().desktop)) memory.trayTold();
    },
    sessionEnds: () => app.quit(),
    log,
  });
  const open = (path: string | null): void => window.open(path);
  // Only what this person wants, or wants no more: another data directory may have its own.
  let isAtLogin = false;
  const atLogin = (settings: Settings): void => {
    const failure = settings.startAtLogin === isAtLogin ? null : startAtLogin.set(settings.startAtLogin);
    isAtLogin = settings.startAtLogin;
    if (failure !== null) notices.add(words().desktop.atLoginFailed(failure));
  };
  /** A button of the system's shows nothing of what came of it: when that is nothing, the window says why. */
  const said = (act: Promise<ActOutcome>): void =>
    void act.then((outcome) => {
      if (outcome.ok) return;
      notices.add(outcome.reason);
      open(null);
    });
  const fallback = await import('../monitor/native-notifier.ts').then(({ openNotifier }) => openNotifier());
  const native = new DesktopNotifier({
    fallback,
    open,
    answered: (answer, outageIds) => said(monitor.answered(answer, outageIds)),
    wasShown: (failure) => {
      if (failure !== null && process.platform === 'darwin') notices.add(words().desktop.unsigned(failure));
    },
    // Linux keeps no click for a program that has ended.
    memory: process.platform === 'linux' ? noShownMemory : openShownMemory(folder, log),
    log,
    platform: process.platform,
  });
  const silent: Notifier = { show: async () => ({ outcome: 'silent', reason: words().domain.silence('off') }) };
  const notifier: Notifier = notify ? native : silent;

  const monitor: Monitor = new Monitor(
    {
      history,
      secrets,
      notifier,
      openConnection,
      clock: systemClock,
      log,
      words: () => words().domain,
      rulesWords: () => words().rules,
      actions: openActions(),
      formatTime: (at) => formatTime(at, words().language),
    },
    store.read(),
  );
  const pushes: Pushes = new Pushes(monitor, systemClock);
  const rehearsal: Rehearsal = new Rehearsal({
    changed: () => pushes.changed(['rehearsal'], []),
    settingsChanged: () => monitor.apply(rehearsal.extend(store.read())),
    clock: systemClock,
    woke: (id, since) => monitor.woke(id, since),
    name: (asked) => (asked === null ? words() : wordsFor(asked)).window.pages.rehearsal,
  });
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
    memory: openUpdateMemory(folder, log),
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
    startAtLogin: startAtLogin.isPossible,
  };
  const settings = (): Settings => rehearsal.extend(store.read());
  const live = new LiveSessions({
    visit,
    secrets,
    clock: systemClock,
    brokers: () => monitor.settings.brokers,
    changed: (id) => pushes.send({ type: 'live', id }),
  });
  const surveyor = new Surveyor({ listen, secrets, history, settings, words: () => words().domain });
  const desk = new Desk({
    ...shared,
    rehearsal,
    tryBroker,
    surveyor,
    exports,
    live,
    files: desktopFiles,
    notices: () => notices.all,
    updates,
    rulesWords: () => words().rules,
    secretsProtected: opened.isProtected,
    diagnose: diagnoseRunning({ ...shared, capabilities, journal, redactor: log.redactor, notices: () => notices.all }),
    apply: async (settings: Settings) => {
      log.setLevel(settings.log.level);
      await opened.apply(settings);
      await monitor.apply(rehearsal.extend(settings));
      atLogin(settings);
    },
    capabilities,
  });
  guardPermissions(session.defaultSession);
  answerWindow(desk, window.isSender, log);
  pushes.subscribe((push) => window.send(push));
  const feed = new TrayFeed(monitor, pushes, words, systemClock);
  const tray = new TrayIcon(join(assets, 'tray'), feed.look(), {
    open,
    mute: (index) => {
      const until = muteChoices(systemClock.now())[index]?.until;
      if (until !== undefined) said(monitor.acts.mute({ scope: { kind: 'all' }, until }));
    },
    endMute: (id) => said(monitor.acts.endMute({ id })),
    overlay: (overlay) => window.setOverlay(overlay),
    quit: () => app.quit(),
  });
  feed.subscribe((look) => tray.show(look));
  followPower(monitor, () => app.quit(), log);
  const stopWatchingNetwork = watchNetwork(
    () => net.isOnline(),
    () => monitor.networkChanged(),
    systemClock,
  );

  return {
    ok: true,
    desktop: {
      start: async () => {
        await monitor.start();
        atLogin(store.read());
        updates.start();
        // Now there is something that a click on an older notification can be about.
        if (notify) await native.listen();
      },
      startRehearsal: () => rehearsal.start(),
      open,
      follow: async (link) => open(await placeOf(link, monitor.table, history)),
      failed: (error) =>
        notices.add(words().domain.notices.fault(formatTime(Date.now(), words().language), log.redactor.clean(error.message))),
      stop: async () => {
        window.leave();
        updates.stop();
        feed.stop();
        exports.stopAll();
        await live.stop();
        stopWatchingNetwork();
        await rehearsal.stop();
        await monitor.stop();
        await data.close();
        tray.destroy();
      },
      leave: (again) => {
        // The installer starts it by itself.
        if (updates.installOnLeaving()) return;
        if (again !== null) app.relaunch({ args: [...again] });
        app.quit();
      },
    },
  };
}

/** Where a closed window has gone, and how to end the program: nobody is told who wants no notifications now. */
function tellOfTray(monitor: Monitor, notifier: Notifier, { keepsWatching }: DesktopWords): boolean {
  const isMuted = monitor.overview().mutes.some(({ scope }) => scope === 'all');
  if (!monitor.settings.notifications.enabled || isMuted) return false;
  void notifier.show({ ...keepsWatching, urgency: 'normal', path: '/', tag: 'keeps-watching', outageIds: [], answers: [] });
  return true;
}
