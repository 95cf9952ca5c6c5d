import ElectronStore from 'electron-store';
import { openSettings } from '../settings/open-settings.ts';
import type { SetAside, SettingsStore } from '../settings/port.ts';

/** The person's settings in `<dataDir>/settings.json`, the file that the headless shell has too. Throws as `openSettings` does. */
export function openSettingsStore(
  dataDir: string,
  now: Date,
): { readonly store: SettingsStore; readonly setAside: SetAside | null } {
  return openSettings(
    dataDir,
    now,
    () =>
      new ElectronStore<Record<string, unknown>>({
        cwd: dataDir,
        name: 'settings',
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
      }),
  );
}
