import { execFile } from 'node:child_process';

const PATIENCE_MS = 2_000;
const QUESTION = [
  '--session',
  '--print-reply',
  '--dest=org.freedesktop.DBus',
  '/org/freedesktop/DBus',
  'org.freedesktop.DBus.NameHasOwner',
  'string:org.kde.StatusNotifierWatcher',
];

/**
 * Whether the desktop shows tray icons. Not every one on Linux does, and a window hidden there would be gone; what cannot be found out counts as no.
 * @see https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export function hasTrayHost(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    execFile('dbus-send', QUESTION, { timeout: PATIENCE_MS }, (error, stdout) =>
      resolve(error === null && /boolean true/.test(stdout)),
    );
  });
}
