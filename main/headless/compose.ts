import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../contract/settings.ts';
import { openHistory } from '../history/open.ts';
import { type Locked, lockForWriting } from '../history/writer-lock.ts';
import { Desk } from '../monitor/desk.ts';
import { Monitor } from '../monitor/monitor.ts';
import { type Logger, type Notifier, systemClock } from '../monitor/ports.ts';
import { Pushes } from '../monitor/pushes.ts';
import { openConnection } from '../mqtt/connection.ts';
import { tryBroker } from '../mqtt/try-broker.ts';
import { Rehearsal } from '../rehearsal/rehearsal.ts';
import type { Secrets, SettingsStore } from '../settings/port.ts';
import { chooseLanguage, type DomainWords, type Language, wordsFor } from '../words/index.ts';
import type { SetAside } from './settings-file.ts';

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
  readonly language: () => Language;
  stop(): Promise<void>;
}

export type Composed = { readonly ok: true; readonly app: App } | { readonly ok: false; readonly reason: string };

/** The composition root of the headless shell: everything is made and wired here, in the order of dependence. Nothing is started yet. */
export async function compose(choices: Choices): Promise<Composed> {
  const { dataDir, store, secrets, notifier, log } = choices;
  const language = (): Language => chooseLanguage(store.read().appearance.language, choices.locale);
  const words = () => wordsFor(language()).domain;

  const lock = lockForWriting(dataDir, { pid: process.pid, host: hostname(), command: choices.command, since: Date.now() });
  if (!lock.ok) return { ok: false, reason: lockedSentence(lock, dataDir, words(), language()) };
  const opened = await openHistory({ path: join(dataDir, 'history.db') });
  if (!opened.ok) {
    lock.release();
    return { ok: false, reason: refusalSentence(opened, dataDir) };
  }
  const { history } = opened;
  const notices = [
    ...(choices.settingsSetAside === null
      ? []
      : [words().notices.settingsSetAside(choices.settingsSetAside.path, choices.settingsSetAside.reason)]),
    ...opened.notices.map((notice) => words().notices.historySetAside(notice.path, notice.reason)),
  ];
  for (const notice of notices) log.warn({}, notice);

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
  const desk = new Desk({
    monitor,
    history,
    store,
    secrets,
    rehearsal,
    tryBroker,
    clock: systemClock,
    words,
    notices,
    apply: (settings: Settings) => monitor.apply(rehearsal.extend(settings)),
    capabilities: {
      shell: 'headless',
      version: choices.version,
      dataDir,
      settingsFrom: store.from,
      nativeNotifications: choices.nativeNotifications,
    },
  });
  return {
    ok: true,
    app: {
      monitor,
      desk,
      pushes,
      rehearsal,
      language,
      stop: async () => {
        await rehearsal.stop();
        await monitor.stop();
        await history.close();
        lock.release();
      },
    },
  };
}

function lockedSentence(lock: Exclude<Locked, { ok: true }>, dataDir: string, words: DomainWords, language: Language): string {
  if (lock.reason !== 'held') return refusalSentence(lock, dataDir);
  const { holder } = lock;
  return words.notices.dataDirHeld(dataDir, holder && { ...holder, since: formatTime(holder.since, language) });
}

function refusalSentence(refusal: Exclude<Awaited<ReturnType<typeof openHistory>>, { ok: true }>, dataDir: string): string {
  switch (refusal.reason) {
    case 'newer':
      return `The history in ${dataDir} was written by a newer Willwatch (format ${refusal.found}, this one knows ${refusal.supported}). Nothing was changed. Install the newer Willwatch, or choose another --data-dir.`;
    case 'locked':
      return `Another Willwatch writes the history in ${dataDir}. Stop it, or choose another --data-dir.`;
    case 'no-access':
      return `The history in ${dataDir} cannot be opened: ${refusal.detail}. Check the rights of the folder, or choose another --data-dir.`;
    case 'full':
      return `There is no room for the history in ${dataDir}: ${refusal.detail}. Free some space, or choose another --data-dir.`;
  }
}

/** Time of day in the person's way, with the date when it is not today. */
function formatTime(at: number, language: Language): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, {
    ...(isToday ? {} : { dateStyle: 'short' }),
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(at);
}
