import { app } from 'electron';
import type { AppUpdater, CancellationToken } from 'electron-updater';
import type { Logger } from '../monitor/ports.ts';
import { plainNotes } from './update-facts.ts';
import type { Updater } from './updates.ts';

/** electron-updater, kept from doing anything by itself. It reads `app-update.yml` beside the program. */
export async function openUpdater(log: Logger): Promise<Updater> {
  // Not loaded before somebody needs it.
  const { AppImageUpdater, MacUpdater, NsisUpdater } = await import('electron-updater');
  // By name: its own choice takes an AppImage for a deb when both were made out of one folder.
  const kinds: Partial<Record<NodeJS.Platform, new () => AppUpdater>> = { win32: NsisUpdater, darwin: MacUpdater };
  const updater = new (kinds[process.platform] ?? AppImageUpdater)();
  const say = (level: 'info' | 'warn' | 'error') => (message?: unknown) => log[level]({}, `update: ${String(message)}`);
  updater.logger = { info: say('info'), warn: say('warn'), error: say('error') };
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.disableWebInstaller = true;
  let token: CancellationToken | undefined;
  return {
    async newest(channel) {
      updater.channel = channel === 'beta' ? 'beta' : 'latest';
      updater.allowPrerelease = channel === 'beta';
      // Naming a channel allows it: who leaves beta would be given an older version.
      updater.allowDowngrade = false;
      const found = await updater.checkForUpdates();
      token = found?.cancellationToken;
      if (!found?.isUpdateAvailable) return null;
      const { version, releaseNotes } = found.updateInfo;
      return { version, notes: plainNotes(releaseNotes) };
    },
    async download() {
      await updater.downloadUpdate(token);
    },
    install() {
      // Everything is stopped by now: without the installer there is nothing left but to end.
      updater.once('error', () => app.quit());
      // The new one may start before this one is gone.
      app.releaseSingleInstanceLock();
      updater.quitAndInstall(true, true);
    },
  };
}
