import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

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

/**
 * The folder to use, made where it is missing, for its owner alone.
 * @param chosen null: the person's own
 * @returns its whole path. Throws an Error with a sentence for a person when there can be no such folder
 */
export function openDataDir(chosen: string | null): string {
  const path = resolve(chosen ?? defaultDataDir());
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`The data folder ${path} cannot be used: ${why(code) ?? message}. Choose another one with --data-dir.`);
  }
  return path;
}

function why(code: string | undefined): string | null {
  switch (code) {
    case 'EEXIST':
      return 'it is a file';
    case 'ENOTDIR':
      return 'a part of the path is a file';
    case 'EACCES':
    case 'EPERM':
      return 'there is no right to make it';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENAMETOOLONG':
      return 'the path is too long';
    case 'ERR_INVALID_ARG_VALUE':
      return 'the path has a character that no path can have';
    default:
      return null;
  }
}
