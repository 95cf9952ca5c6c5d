import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the first 100 bytes of a file say, read without SQLite so that nothing is touched. @see https://sqlite.org/fileformat.html#the_database_header */
export type Header =
  | { readonly kind: 'absent' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'other' }
  | { readonly kind: 'sqlite'; readonly applicationId: number; readonly version: number };

const MAGIC = 'SQLite format 3\0';

/** Throws what node:fs throws when the file is there and cannot be read. */
export function readHeader(path: string): Header {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
  try {
    const bytes = Buffer.alloc(100);
    const length = readSync(file, bytes, 0, 100, 0);
    if (length === 0) return { kind: 'empty' };
    if (length < 100 || bytes.toString('latin1', 0, 16) !== MAGIC) return { kind: 'other' };
    return { kind: 'sqlite', version: bytes.readInt32BE(60), applicationId: bytes.readInt32BE(68) };
  } finally {
    closeSync(file);
  }
}

/** Makes an empty file that only this user may read; SQLite gives its -wal and -shm the same mode. */
export function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/**
 * Renames a database and what belongs to it, so that it can still be opened under its new name. Returns that name:
 * `history.db` becomes `history.db.set-aside-20260131T235959Z`, with a number when that is taken.
 */
export function setAside(path: string, at: number): string {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const base = `${path}.set-aside-${stamp}`;
  let target = base;
  for (let n = 2; existsSync(target); n++) target = `${base}-${n}`;
  // The database last: SQLite deletes a -wal whose database is gone, and a crash may come in between.
  for (const suffix of ['-shm', '-wal', '-journal', '']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
