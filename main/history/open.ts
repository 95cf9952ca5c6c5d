import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { readDevices } from './device-states.ts';
import { failureOf } from './failures.ts';
import { prepareFile, readHeader, setAside } from './file.ts';
import type { History } from './port.ts';
import { type HistoryReader, SqliteReader } from './reader.ts';
import { APPLICATION_ID, type Marks, migrate, readMarks, SCHEMA_VERSION } from './schema.ts';
import { SqliteHistory, suspectMark } from './sqlite-history.ts';

/** What a person must know about the file; worded in `words`. */
export interface HistoryNotice {
  readonly kind: 'set-aside';
  /** Where the old file is now. */
  readonly path: string;
  /** `foreign`: a database of another program. `corrupt`: damaged. `not-a-database`: something else altogether. */
  readonly reason: 'not-a-database' | 'foreign' | 'corrupt';
}

/** `newer`: written by a newer Willwatch; nothing was changed. `locked`: another process holds it. `full`: no room to open it. */
export type OpenRefusal =
  | { readonly ok: false; readonly reason: 'newer'; readonly found: number; readonly supported: number }
  | { readonly ok: false; readonly reason: 'locked' | 'no-access' | 'full'; readonly detail: string };

export type Opened<H extends History = SqliteHistory> =
  | { readonly ok: true; readonly history: H; readonly notices: readonly HistoryNotice[] }
  | OpenRefusal;

export interface OpenOptions {
  readonly path: string;
  /** Wall clock for the name of a file that is set aside. */
  readonly now?: () => number;
  /** The caller reads the devices itself, and opens again without this when they are damaged. */
  readonly devicesUnread?: boolean;
}

/** How long a call waits for a lock: a reader that recovers the WAL after a crash holds one for a moment. */
const BUSY_MS = 2000;

/**
 * Opens the history for its one writer: makes it when missing, brings it up to date when older. A damaged or foreign file is renamed, never
 * overwritten, told as a notice, and its installation id is kept when it can still be read (the broker holds our session under it).
 * Expected troubles are returned with a `reason`; it throws only for bugs and failing disks.
 */
export async function openHistory({ path, now = Date.now, devicesUnread = false }: OpenOptions): Promise<Opened> {
  try {
    const header = readHeader(path);
    if (header.kind === 'sqlite' && header.applicationId === APPLICATION_ID && header.version > SCHEMA_VERSION) {
      return newer(header.version);
    }
    if (header.kind === 'other') return startAnew(path, 'not-a-database', now, randomUUID());
    if (header.kind === 'sqlite' && header.applicationId !== 0 && header.applicationId !== APPLICATION_ID) {
      return startAnew(path, 'foreign', now, randomUUID());
    }
    return openFile(path, now, devicesUnread);
  } catch (error) {
    return refusal(error, path);
  }
}

function openFile(path: string, now: () => number, devicesUnread: boolean): Opened {
  prepareFile(path);
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    const marks = readMarks(db);
    if (marks.applicationId === APPLICATION_ID && marks.version > SCHEMA_VERSION) {
      db.close();
      return newer(marks.version);
    }
    if (!isOurs(marks)) {
      db.close();
      return startAnew(path, 'foreign', now, randomUUID());
    }
    if (existsSync(suspectMark(path)) && !isSound(db)) return replaceDamaged(db, path, now);
    const history = start(db, path, randomUUID());
    if (!devicesUnread) readDevices(history.devicePages());
    rmSync(suspectMark(path), { force: true });
    return { ok: true, history, notices: [] };
  } catch (error) {
    if (isDamage(error, path)) return replaceDamaged(db, path, now);
    if (db.isOpen) db.close();
    throw error;
  }
}

/** Up to date first, WAL after it: a new file then carries its marks in its first page, where `readHeader` finds them. */
function start(db: DatabaseSync, path: string, installationId: string): SqliteHistory {
  const taken = migrate(db, undefined, { installationId });
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864`,
  );
  if (taken > 0) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return new SqliteHistory(db, path);
}

function replaceDamaged(db: DatabaseSync, path: string, now: () => number): Opened {
  const installationId = salvageInstallationId(db);
  if (db.isOpen) db.close();
  rmSync(suspectMark(path), { force: true });
  return startAnew(path, 'corrupt', now, installationId);
}

function startAnew(path: string, reason: HistoryNotice['reason'], now: () => number, installationId: string): Opened {
  const asideAt = setAside(path, now());
  prepareFile(path);
  const history = start(new DatabaseSync(path, { timeout: BUSY_MS }), path, installationId);
  return { ok: true, history, notices: [{ kind: 'set-aside', path: asideAt, reason }] };
}

function salvageInstallationId(db: DatabaseSync): string {
  try {
    const row = db.prepare('SELECT installation_id AS id FROM meta').get();
    if (typeof row?.id === 'string' && /^[0-9a-f-]{36}$/.test(row.id)) return row.id;
  } catch {
    // Not legible: a new one.
  }
  return randomUUID();
}

function isOurs(marks: Marks): boolean {
  return marks.applicationId === APPLICATION_ID || (marks.applicationId === 0 && marks.version === 0 && marks.tables === 0);
}

function isSound(db: DatabaseSync): boolean {
  return db.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
}

/** Also a table that is missing (SQLITE_ERROR) or JSON that does not parse: our own marks, but not our own contents. */
function isDamage(error: unknown, path: string): boolean {
  const failure = failureOf(error, path);
  const errcode = (error as { errcode?: number }).errcode;
  return failure === 'corrupt' || failure === 'not-a-database' || errcode === 1 || error instanceof SyntaxError;
}

function newer(found: number): OpenRefusal {
  return { ok: false, reason: 'newer', found, supported: SCHEMA_VERSION };
}

function refusal(error: unknown, path: string): OpenRefusal {
  const failure = failureOf(error, path);
  if (failure === 'locked' || failure === 'no-access' || failure === 'full') {
    return { ok: false, reason: failure, detail: (error as Error).message };
  }
  throw error;
}

/**
 * `missing`: no such file. `newer`, `older`: written by another version (an older file is brought up to date when Willwatch itself starts).
 * `not-a-history`: foreign or damaged. `unreadable`: no permission, a lock, a failing disk.
 */
export type OpenedReadOnly =
  | { readonly ok: true; readonly history: HistoryReader }
  | { readonly ok: false; readonly reason: 'missing' }
  | { readonly ok: false; readonly reason: 'newer' | 'older'; readonly found: number; readonly supported: number }
  | { readonly ok: false; readonly reason: 'not-a-history' | 'unreadable'; readonly detail: string };

/** Opens the history beside its writer, or without one. Writes nothing into the database, whatever it finds. */
export async function openHistoryReadOnly(path: string): Promise<OpenedReadOnly> {
  let db: DatabaseSync | null = null;
  try {
    const header = readHeader(path);
    if (header.kind === 'absent') return { ok: false, reason: 'missing' };
    if (header.kind !== 'sqlite') return { ok: false, reason: 'not-a-history', detail: 'not an SQLite database' };
    db = connectReadOnly(path);
    const { applicationId, version } = readMarks(db);
    if (applicationId === APPLICATION_ID && version === SCHEMA_VERSION) return { ok: true, history: new SqliteReader(db) };
    db.close();
    if (applicationId !== APPLICATION_ID) return { ok: false, reason: 'not-a-history', detail: 'made by another program' };
    return { ok: false, reason: version > SCHEMA_VERSION ? 'newer' : 'older', found: version, supported: SCHEMA_VERSION };
  } catch (error) {
    if (db?.isOpen) db.close();
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: isDamage(error, path) ? 'not-a-history' : 'unreadable', detail };
  }
}

/**
 * A reader of a WAL database writes its -shm. Where it may not (a write-protected folder) and no -wal is left, the file cannot change
 * under us either. @see https://sqlite.org/wal.html#read_only_databases
 */
function connectReadOnly(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  try {
    readMarks(db);
    return db;
  } catch (error) {
    db.close();
    if (failureOf(error, path) !== 'no-access' || existsSync(`${path}-wal`)) throw error;
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return new DatabaseSync(url, { readOnly: true });
  }
}
