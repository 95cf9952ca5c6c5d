import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where a person's data lives when nobody says otherwise.
 * @see https://specifications.freedesktop.org/basedir-spec (XDG_DATA_HOME)
 */
export function defaultDataDir(platform = process.platform, env = process.env): string {
  switch (platform) {
    case 'win32':
      return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Willwatch');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Willwatch');
    default:
      return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'willwatch');
  }
}
