import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failureOf } from './failures.ts';

/** Who writes into a data directory. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** What it runs as, such as `willwatch watch`: never its arguments, in which passwords may stand. */
  readonly command: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** `held`: by another process; `holder` is null when its facts cannot be read. */
export type Locked =
  | { readonly ok: true; release(): void }
  | { readonly ok: false; readonly reason: 'held'; readonly holder: LockHolder | null }
  | { readonly ok: false; readonly reason: 'no-access' | 'full'; readonly detail: string };

/** A process that is just ending gets this long. */
const PATIENCE_MS = 500;

/** A database that nobody refers to is closed by the garbage collector, and its lock goes with it. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the one writer of a data directory, until `release` or its end, however it ends. What counts is the operating system's
 * lock on `lock.db`, held by an SQLite transaction that never writes; it cannot be left behind as a file with a process id can.
 * `lock.json` beside it only says who. Never open `lock.db` by other means in the process that holds it: closing any handle of a file
 * gives up all its POSIX locks. @see https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
 * Readers of the history do not ask for it.
 */
export function lockForWriting(dataDir: string, holder: LockHolder): Locked {
  const path = join(dataDir, 'lock.db');
  const facts = join(dataDir, 'lock.json');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const db = takeLock(path);
    held.add(db);
    tellHolder(facts, holder);
    return {
      ok: true,
      release: () => {
        if (!held.delete(db)) return;
        rmSync(facts, { force: true });
        db.close();
      },
    };
  } catch (error) {
    const failure = failureOf(error, path);
    if (failure === 'locked') return { ok: false, reason: 'held', holder: readHolder(facts) };
    if (failure === 'no-access' || failure === 'full') return { ok: false, reason: failure, detail: (error as Error).message };
    throw error;
  }
}

function takeLock(path: string): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    const failure = failureOf(error, path);
    if (failure !== 'not-a-database' && failure !== 'corrupt') throw error;
    // Nobody can hold what is no database.
    rmSync(path);
    return open(path);
  }
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    // Without a journal nothing is written at all: it must be possible on a full disk.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The facts of the one before must go, also where the new ones cannot be written. */
function tellHolder(facts: string, holder: LockHolder): void {
  try {
    rmSync(facts, { force: true });
    writeFileSync(facts, JSON.stringify(holder), { mode: 0o600 });
  } catch {
    // The lock holds without them.
  }
}

function readHolder(facts: string): LockHolder | null {
  try {
    const { pid, host, command, since } = JSON.parse(readFileSync(facts, 'utf8')) as Partial<LockHolder>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof command !== 'string' || typeof since !== 'number')
      return null;
    return { pid, host, command, since };
  } catch {
    return null;
  }
}
