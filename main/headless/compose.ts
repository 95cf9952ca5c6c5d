import type { Settings } from '../contract/settings.ts';
import { Desk, noUpdates } from '../monitor/desk.ts';
import { Exports } from '../monitor/exports.ts';
import { formatTime } from '../monitor/format-time.ts';
import { Monitor } from '../monitor/monitor.ts';
import { openData } from '../monitor/open-data.ts';
import { type Logger, type Notifier, systemClock } from '../monitor/ports.ts';
import { Pushes } from '../monitor/pushes.ts';
import { openConnection } from '../mqtt/connection.ts';
import { tryBroker } from '../mqtt/try-broker.ts';
import { Rehearsal } from '../rehearsal/rehearsal.ts';
import { forgetOrphanedPasswords } from '../settings/forget-passwords.ts';
import type { Secrets, SetAside, SettingsStore } from '../settings/port.ts';
import { chooseLanguage, type Language, wordsFor } from '../words/index.ts';
import { Downloads } from './downloads.ts';

export interface Choices {
  readonly dataDir: string;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly settingsSetAside: SetAside | null;
  readonly notifier: Notifier;
  readonly nativeNotifications: boolean;
  readonly log: Logger;
  readonly version: string;
  /** What it runs as, for whoever starts a second one on the same data. No arguments: passwords may stand in them. */
  readonly command: string;
  /** For the language when the settings leave it open. */
  readonly locale: string;
}

export interface App {
  readonly monitor: Monitor;
  readonly desk: Desk;
  readonly pushes: Pushes;
  readonly rehearsal: Rehearsal;
  readonly downloads: Downloads;
  readonly language: () => Language;
  stop(): Promise<void>;
}

export type Composed = { readonly ok: true; readonly app: App } | { readonly ok: false; readonly reason: string };

/** The composition root of the headless shell: everything is made and wired here, in the order of dependence. Nothing is started yet. */
export async function compose(choices: Choices): Promise<Composed> {
  const { dataDir, store, secrets, notifier, log } = choices;
  const language = (): Language => chooseLanguage(store.read().appearance.language, choices.locale);
  const words = () => wordsFor(language()).domain;

  const data = await openData({ dataDir, command: choices.command, words: words(), language: language() });
  if (!data.ok) return data;
  const { history } = data;
  const { settingsSetAside: aside } = choices;
  const notices = [...(aside === null ? [] : [words().notices.settingsSetAside(aside.path, aside.reason)]), ...data.notices];
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
      formatTime: (at) => formatTime(at, language()),
    },
    store.read(),
  );
  const pushes = new Pushes(monitor, systemClock);
  const rehearsal: Rehearsal = new Rehearsal(
    () => pushes.changed(['rehearsal'], []),
    () => monitor.apply(rehearsal.extend(store.read())),
  );
  const downloads = new Downloads();
  const exports = new Exports({ history, files: downloads, clock: systemClock, log, tell: (push) => pushes.send(push) });
  const desk = new Desk({
    monitor,
    history,
    store,
    secrets,
    rehearsal,
    tryBroker,
    exports,
    files: downloads,
    clock: systemClock,
    words,
    notices,
    apply: (settings: Settings) => monitor.apply(rehearsal.extend(settings)),
    updates: noUpdates,
    capabilities: {
      shell: 'headless',
      version: choices.version,
      dataDir,
      settingsFrom: store.from,
      nativeNotifications: choices.nativeNotifications,
      chooseFiles: false,
    },
  });
  return {
    ok: true,
    app: {
      monitor,
      desk,
      pushes,
      rehearsal,
      downloads,
      language,
      stop: async () => {
        exports.stopAll();
        await rehearsal.stop();
        await monitor.stop();
        await data.close();
      },
    },
  };
}
