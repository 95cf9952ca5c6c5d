import { logFolder } from '../log/open-log.ts';
import { recentTrouble } from '../log/recent.ts';
import type { Redactor } from '../log/redactor.ts';
import { brokerOfPassword } from '../settings/port.ts';
import type { DeskParts } from './desk.ts';
import { diagnosisText, ERRORS, remember } from './diagnosis.ts';
import type { LinkJournal } from './link-journal.ts';

export interface DiagnosedParts
  extends Pick<DeskParts, 'monitor' | 'history' | 'store' | 'secrets' | 'capabilities' | 'clock' | 'words'> {
  readonly journal: LinkJournal;
  readonly redactor: Redactor;
  readonly notices: () => readonly string[];
}

/** Makes the diagnosis of the running program, whenever it is asked for. A history that cannot be read is left out. */
export function diagnoseRunning(parts: DiagnosedParts): () => Promise<string> {
  const { monitor, history, store, secrets, capabilities, clock, words, journal, redactor, notices } = parts;
  const startedAt = clock.now();
  return async () => {
    const now = clock.now();
    const { connections, counts, notices: health } = monitor.overview();
    const remembered = await history
      .size()
      .then((bytes) => remember(history, bytes, now))
      .catch(() => null);
    return diagnosisText(
      {
        at: now,
        version: capabilities.version,
        shell: capabilities.shell,
        dataDir: capabilities.dataDir,
        settings: store.read(),
        passwordsKept: (await secrets.names()).flatMap((name) => brokerOfPassword(name) ?? []),
        nativeNotifications: capabilities.nativeNotifications,
        running: {
          startedAt,
          connections,
          counts,
          links: journal.notes,
          memory: process.memoryUsage.rss(),
          notices: [...notices(), ...health],
        },
        remembered,
        trouble: recentTrouble(logFolder(capabilities.dataDir), ERRORS),
      },
      words(),
      redactor.clean,
    );
  };
}
