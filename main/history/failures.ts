import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DamagedRow } from './stored.ts';

/** What became of a call to SQLite, as far as it changes what we do. @see https://sqlite.org/rescode.html */
export type Failure = 'full' | 'corrupt' | 'not-a-database' | 'locked' | 'no-access' | 'other';

const LITTLE_ROOM = 1_048_576;

/** Reads the cause out of an error of node:sqlite or node:fs. `path` is the database: a full disk does not always say so. */
export function failureOf(error: unknown, path: string): Failure {
  if (!(error instanceof Error)) return 'other';
  if (error instanceof DamagedRow) return 'corrupt';
  const { errcode, code } = error as Error & { errcode?: number; code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EISDIR' || code === 'ENOTDIR') return 'no-access';
  // node:sqlite cannot give back a number that we could not have written.
  if (code === 'ERR_OUT_OF_RANGE') return 'corrupt';
  if (errcode === undefined) return 'other';
  switch (errcode & 0xff) {
    case 13: // SQLITE_FULL
      return 'full';
    case 10: // SQLITE_IOERR: the shared-memory file that cannot grow, a quota
      return hasLittleRoom(path) ? 'full' : 'other';
    case 11: // SQLITE_CORRUPT
      return 'corrupt';
    case 26: // SQLITE_NOTADB
      return 'not-a-database';
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return 'locked';
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
      return 'no-access';
    default:
      return 'other';
  }
}

function hasLittleRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < LITTLE_ROOM;
  } catch {
    return false;
  }
}
