import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { app } from 'electron';
import { autostartFile, autostartPath } from './autostart-file.ts';

/** Starts this program into the tray when the person logs in, or not any more. */
export interface StartAtLogin {
  readonly isPossible: boolean;
  /** Makes the system do as the person set. Null, or why it cannot. */
  set(wanted: boolean): string | null;
}

export const neverAtLogin: StartAtLogin = { isPossible: false, set: () => null };

/**
 * @param dataDir null: the person's own
 */
export function startAtLogin(dataDir: string | null): StartAtLogin {
  const args = ['--hidden', ...(dataDir === null ? [] : ['--data-dir', dataDir])];
  // From a checkout the program is Electron, and the first argument says what to run.
  if (!app.isPackaged) args.unshift(app.getAppPath());
  switch (process.platform) {
    case 'linux':
      // An AppImage is mounted elsewhere at each start; only its file stays.
      return possible((wanted) => setAutostart(wanted, [process.env.APPIMAGE ?? process.execPath, ...args]));
    case 'darwin':
      // It passes no arguments: `wasOpenedAtLogin` says that no window is wanted.
      return app.isPackaged && dataDir === null ? possible((wanted) => setLoginItem(wanted, [])) : neverAtLogin;
    default:
      return possible((wanted) => setLoginItem(wanted, args));
  }
}

function possible(set: (wanted: boolean) => void): StartAtLogin {
  return {
    isPossible: true,
    set: (wanted) => {
      try {
        set(wanted);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

/** Whether the system started it, and did not say so on the command line. */
export const wasOpenedAtLogin = (): boolean => process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;

function setLoginItem(wanted: boolean, args: readonly string[]): void {
  // Windows puts them into one line.
  const quoted = args.map((arg) => (/[\s"]/.test(arg) ? `"${arg}"` : arg));
  // As it is: a person who switched it off in the system's own settings is not overruled at every start.
  if (app.getLoginItemSettings({ args: quoted }).openAtLogin === wanted) return;
  app.setLoginItemSettings({ openAtLogin: wanted, args: quoted });
}

function setAutostart(wanted: boolean, command: readonly string[]): void {
  const path = autostartPath(process.env);
  if (!wanted) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // A new file: what is there could lead elsewhere.
  rmSync(path, { force: true });
  writeFileSync(path, autostartFile(command), { flag: 'wx' });
}
