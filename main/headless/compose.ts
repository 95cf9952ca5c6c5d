import { openActions } from '../actions/actions.ts';
import type { Capabilities } from '../contract/model.ts';
import type { Settings } from '../contract/settings.ts';
import { LiveSessions } from '../live/live-sessions.ts';
import type { Log } from '../log/open-log.ts';
import { Desk, noUpdates } from '../monitor/desk.ts';
import { diagnoseRunning } from '../monitor/diagnose-running.ts';
import { Exports } from '../monitor/exports.ts';
import { formatTime } from '../monitor/format-time.ts';
import { LinkJournal } from '../monitor/link-journal.ts';
import { Monitor } from '../monitor/monitor.ts';
import type { OpenedData } from '../monitor/open-data.ts';
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
import type { Secrets, SetAside, SettingsStore } from '../settings/port.ts';
import { type DomainWords, type Language, wordsFor } from '../words/index.ts';
import { Downloads } from './downloads.ts';

export interface Choices {
  readonly data: Extract<OpenedData, { ok: true }>;
  readonly dataDir: string;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly settingsSetAside: SetAside | null;
  /** What the person must know about their passwords, in their language. */
  readonly secretsNotices: (words: DomainWords) => readonly string[];
  readonly notifier: Notifier;
  readonly nativeNotifications: boolean;
  readonly log: Log;
  readonly version: string;
  readonly language: () => Language;
}

export interface App {
  readonly monitor: Monitor;
  readonly desk: Desk;
  readonly pushes: Pushes;
  readonly rehearsal: Rehearsal;
  readonly downloads: Downloads;
  readonly language: () => Language;
  /** Something on the side failed: said in the window. */
  failed(error: Error): void;
  stop(): Promise<void>;
}

/** A fault that comes again and again is not said for ever. */
const MOST_NOTICES = 8;

/** The composition root of the headless shell: everything is made and wired here, in the order of dependence. Nothing is started yet. */
export async function compose(choices: Choices): Promise<App> {
  const { data, dataDir, store, notifier, log, language } = choices;
  log.setLevel(store.read().log.level);
  const secrets = hideSecrets(choices.secrets, (secret) => log.redactor.hide(secret));
  const words = () => wordsFor(language()).domain;

  const { history } = data;
  const { settingsSetAside: aside } = choices;
  const notices = [
    ...(aside === null ? [] : [words().notices.settingsSetAside(aside.path, aside.reason)]),
    ...data.notices,
    ...choices.secretsNotices(words()),
  ];
  for (const notice of notices) log.warn({}, notice);
  // Not beside other settings than the ones the passwords belong to: a file that was set aside may be repaired and come back.
  if (store.from === 'person' && aside === null) await forgetOrphanedPasswords(store.read(), secrets);

  const monitor = new Monitor(
    {
      history,
      secrets,
      notifier,
      openConnection,
      clock: systemClock,
      log,
      words,
      rulesWords: () => wordsFor(language()).rules,
      actions: openActions(),
      formatTime: (at) => formatTime(at, language()),
    },
    store.read(),
  );
  const pushes = new Pushes(monitor, systemClock);
  const rehearsal: Rehearsal = new Rehearsal({
    changed: () => pushes.changed(['rehearsal'], []),
    settingsChanged: () => monitor.apply(rehearsal.extend(store.read())),
    clock: systemClock,
    woke: (id, since) => monitor.woke(id, since),
    name: (asked) => wordsFor(asked ?? language()).window.pages.rehearsal,
  });
  const downloads = new Downloads();
  const exports = new Exports({ history, files: downloads, clock: systemClock, log, tell: (push) => pushes.send(push) });
  const journal = new LinkJournal(log);
  monitor.subscribe(journal.note);
  const shared = { monitor, history, store, secrets, clock: systemClock, words };
  const capabilities: Capabilities = {
    shell: 'headless',
    version: choices.version,
    dataDir,
    settingsFrom: store.from,
    nativeNotifications: choices.nativeNotifications,
    chooseFiles: false,
    startAtLogin: false,
  };
  const settings = (): Settings => rehearsal.extend(store.read());
  const live = new LiveSessions({
    visit,
    secrets,
    clock: systemClock,
    brokers: () => monitor.settings.brokers,
    changed: (id) => pushes.send({ type: 'live', id }),
  });
  const surveyor = new Surveyor({ listen, secrets, history, settings, words });
  const desk = new Desk({
    ...shared,
    rehearsal,
    tryBroker,
    surveyor,
    exports,
    live,
    files: downloads,
    notices: () => notices,
    updates: noUpdates,
    rulesWords: () => wordsFor(language()).rules,
    secretsProtected: true,
    diagnose: diagnoseRunning({ ...shared, capabilities, journal, redactor: log.redactor, notices: () => notices }),
    apply: async (settings: Settings) => {
      log.setLevel(settings.log.level);
      await monitor.apply(rehearsal.extend(settings));
    },
    capabilities,
  });
  return {
    monitor,
    desk,
    pushes,
    rehearsal,
    downloads,
    language,
    failed: (error) => {
      notices.push(words().notices.fault(formatTime(Date.now(), language()), log.redactor.clean(error.message)));
      if (notices.length > MOST_NOTICES) notices.splice(0, notices.length - MOST_NOTICES);
      pushes.changed(['notices'], []);
    },
    stop: async () => {
      exports.stopAll();
      await live.stop();
      await rehearsal.stop();
      await monitor.stop();
      await data.close();
    },
  };
}
