import type { Settings } from '../contract/settings.ts';
import type { SettingsStore } from '../settings/port.ts';

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
