import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../contract/settings.ts';
import { openHistoryReadOnly } from '../history/open.ts';
import { logFolder } from '../log/open-log.ts';
import { recentTrouble } from '../log/recent.ts';
import type { Redactor } from '../log/redactor.ts';
import { diagnosisText, ERRORS, type Remembered, remember } from '../monitor/diagnosis.ts';
import { readSettings } from '../settings/check.ts';
import type { DomainWords } from '../words/index.ts';

/** The diagnosis of a data folder as far as the disk knows it, also while Willwatch runs there. Nothing is changed. */
export async function diagnoseFolder(
  dataDir: string,
  version: string,
  words: DomainWords,
  redactor: Redactor,
  now: number,
): Promise<string> {
  return diagnosisText(
    {
      at: now,
      version,
      shell: 'command',
      dataDir,
      settings: settingsIn(dataDir),
      passwordsKept: [],
      nativeNotifications: null,
      running: null,
      remembered: await readHistory(join(dataDir, 'history.db'), now),
      trouble: recentTrouble(logFolder(dataDir), ERRORS),
    },
    words,
    redactor.clean,
  );
}

function settingsIn(dataDir: string): Settings | null {
  const path = join(dataDir, 'settings.json');
  if (!existsSync(path)) return null;
  try {
    const outcome = readSettings(JSON.parse(readFileSync(path, 'utf8')));
    return outcome.ok ? outcome.settings : null;
  } catch {
    return null;
  }
}

async function readHistory(path: string, now: number): Promise<Remembered | null> {
  const opened = await openHistoryReadOnly(path);
  if (!opened.ok) return null;
  try {
    return await remember(opened.history, statSync(path).size, now);
  } catch {
    return null;
  } finally {
    await opened.history.close();
  }
}
