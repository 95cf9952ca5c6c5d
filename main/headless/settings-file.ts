import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import { type Settings, settingsSchema } from '../contract/settings.ts';
import { checkSettings } from '../settings/check.ts';
import type { SettingsStore } from '../settings/port.ts';

/** A settings file that could not be used and was moved out of the way. */
export interface SetAside {
  readonly path: string;
  readonly reason: string;
}

/**
 * The person's settings in `<dataDir>/settings.json`, readable by them alone.
 * A file that is no valid settings is renamed to a dated name, never overwritten; defaults take its place.
 */
export function openSettingsFile(
  dataDir: string,
  now: Date,
): { readonly store: SettingsStore; readonly setAside: SetAside | null } {
  const path = join(dataDir, 'settings.json');
  const reason = existsSync(path) ? whyUnusable(path) : null;
  let setAside: SetAside | null = null;
  if (reason !== null) {
    setAside = { path: `${path}.${now.toISOString().replace(/[:.]/g, '-')}`, reason };
    renameSync(path, setAside.path);
  }
  const conf = new Conf<Record<string, unknown>>({
    cwd: dataDir,
    configName: 'settings',
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
  });
  let settings = read(conf.store);
  return {
    setAside,
    store: {
      from: 'person',
      read: () => settings,
      write: async (next) => {
        conf.store = next;
        settings = next;
      },
    },
  };
}

/** Settings that hold until the program ends: the command line gave them. */
export function keepSettings(settings: Settings): SettingsStore {
  let now = settings;
  return {
    from: 'command-line',
    read: () => now,
    write: async (next) => {
      now = next;
    },
  };
}

function whyUnusable(path: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const outcome = checkSettings(value);
  return outcome.ok ? null : outcome.reason;
}

function read(value: unknown): Settings {
  const outcome = checkSettings(value);
  return outcome.ok ? outcome.settings : settingsSchema.parse({});
}
