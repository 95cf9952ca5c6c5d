import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Settings, settingsSchema } from '../contract/settings.ts';
import { readSettings } from './check.ts';
import type { SetAside, SettingsStore } from './port.ts';

/** What writes `settings.json`: conf headless, electron-store in the desktop shell. */
export interface SettingsFile {
  store: Record<string, unknown>;
}

/**
 * The person's settings in `<dataDir>/settings.json`.
 * A file that is no valid settings is renamed to a dated name, never overwritten; defaults take its place.
 * Throws an Error that names the file when it can neither be used nor set aside; `write` rejects with one when it cannot be written.
 * @param openFile opens that file, which by then is valid or absent
 */
export function openSettings(
  dataDir: string,
  now: Date,
  openFile: () => SettingsFile,
): { readonly store: SettingsStore; readonly setAside: SetAside | null } {
  const path = join(dataDir, 'settings.json');
  const reason = existsSync(path) ? whyUnusable(path) : null;
  let setAside: SetAside | null = null;
  if (reason !== null) {
    setAside = { path: freeName(`${path}.${now.toISOString().replace(/[:.]/g, '-')}`), reason };
    const { path: aside } = setAside;
    naming(`The settings file ${path} cannot be used (${reason}) and cannot be set aside`, () => renameSync(path, aside));
  }
  const file = naming(`The settings in ${dataDir} cannot be opened`, openFile);
  let settings = read(file.store);
  return {
    setAside,
    store: {
      from: 'person',
      read: () => settings,
      write: async (next) => {
        naming(`The settings cannot be written to ${path}`, () => {
          file.store = next;
        });
        settings = next;
      },
    },
  };
}

/** The name itself, or with a number behind it when something has it already. */
function freeName(path: string): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? path : `${path}-${i}`;
    if (!existsSync(name)) return name;
  }
}

/** Does it; what the system objects to is an Error that says in the first place what was to be done. */
function naming<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

function whyUnusable(path: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const outcome = readSettings(value);
  return outcome.ok ? null : outcome.reason;
}

function read(value: unknown): Settings {
  const outcome = readSettings(value);
  return outcome.ok ? outcome.settings : settingsSchema.parse({});
}
