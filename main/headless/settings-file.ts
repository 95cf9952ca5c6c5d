import Conf from 'conf';
import { openSettings } from '../settings/open-settings.ts';
import type { SetAside, SettingsStore } from '../settings/port.ts';

/** The person's settings in `<dataDir>/settings.json`, readable by them alone. Throws as `openSettings` does. */
export function openSettingsFile(
  dataDir: string,
  now: Date,
): { readonly store: SettingsStore; readonly setAside: SetAside | null } {
  return openSettings(
    dataDir,
    now,
    () =>
      new Conf<Record<string, unknown>>({
        cwd: dataDir,
        configName: 'settings',
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
      }),
  );
}
