import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Opened } from '../history/open.ts';
import type { History } from '../history/port.ts';
import type { HistoryThread } from '../history/start-thread.ts';
import { openHistoryInThread } from '../history/threaded-history.ts';
import { type Locked, lockForWriting } from '../history/writer-lock.ts';
import type { DomainWords, Language } from '../words/index.ts';
import { formatTime } from './format-time.ts';

export interface DataChoices {
  readonly dataDir: string;
  /** What it runs as, for whoever starts a second one on the same data. No arguments: passwords may stand in them. */
  readonly command: string;
  readonly words: DomainWords;
  readonly language: Language;
  /** One that was started before; else there will be one. */
  readonly thread?: HistoryThread;
}

export type OpenedData =
  | {
      readonly ok: true;
      readonly history: History;
      /** What the person must know: files set aside. */
      readonly notices: readonly string[];
      close(): Promise<void>;
    }
  /** `reason`: a sentence for a person. */
  | { readonly ok: false; readonly reason: string };

/** Takes the data directory for this process alone and opens the history in it. */
export async function openData({ dataDir, command, words, language, thread }: DataChoices): Promise<OpenedData> {
  const lock = lockForWriting(dataDir, { pid: process.pid, host: hostname(), command, since: Date.now() });
  if (!lock.ok) return { ok: false, reason: lockedSentence(lock, dataDir, words, (at) => formatTime(at, language)) };
  const opened = await openHistoryInThread(join(dataDir, 'history.db'), thread);
  if (!opened.ok) {
    lock.release();
    return { ok: false, reason: refusalSentence(opened, dataDir) };
  }
  return {
    ok: true,
    history: opened.history,
    notices: opened.notices.map((notice) => words.notices.historySetAside(notice.path, notice.reason)),
    close: () => opened.history.close().finally(lock.release),
  };
}

/** Why the data directory cannot be had, and who has it. */
export function lockedSentence(
  lock: Exclude<Locked, { ok: true }>,
  dataDir: string,
  words: DomainWords,
  timeOf: (at: number) => string,
): string {
  if (lock.reason !== 'held') return refusalSentence(lock, dataDir);
  const { holder } = lock;
  return words.notices.dataDirHeld(dataDir, holder && { ...holder, since: timeOf(holder.since) });
}

function refusalSentence(refusal: Exclude<Opened, { ok: true }>, dataDir: string): string {
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
