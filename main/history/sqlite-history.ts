import { writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { DeviceIndex } from './device-index.ts';
import { failureOf } from './failures.ts';
import { type Commit, type History, HistoryFull, type Snapshot } from './port.ts';
import { SqliteReader } from './reader.ts';
import {
  affectedTable,
  alertTable,
  blindSpotTable,
  deviceTable,
  messageTable,
  outageTable,
  outboxTable,
  type Table,
  upsertSql,
} from './tables.ts';
import { storeText } from './text.ts';

/** Tables whose ids come from the one sequence. */
const NUMBERED = ['message', 'outage', 'blind_spot', 'alert', 'outbox'];

/** How long no commit must have come before the index of devices is filled further, how much at a time, and how far it may fall behind. */
const IDLE_MS = 200;
const CHUNK = 512;
const MOST_BEHIND = 100_000;

/** Beside a database in which SQLite found damage while it was in use: the next start checks every page before it trusts it. */
export const suspectMark = (path: string) => `${path}-suspect`;

/** The port on one SQLite file, its only writer. Made by `openHistory`, which has proven that the file can be read. */
export class SqliteHistory extends SqliteReader implements History {
  readonly #path: string;
  /** What was read at opening, until the first commit makes it old. */
  #opened: Snapshot | null = null;
  #nextId: number;
  readonly #index: DeviceIndex;
  #idle: NodeJS.Timeout | null = null;

  constructor(db: DatabaseSync, path: string) {
    super(db);
    this.#path = path;
    this.#opened = this.#snapshot();
    this.#nextId = this.#opened.nextId;
    this.#index = new DeviceIndex(this.statements);
    this.#indexWhenIdle();
  }

  async load(): Promise<Snapshot> {
    const opened = this.#opened;
    this.#opened = null;
    return opened ?? this.read(() => this.#snapshot());
  }

  /**
   * One transaction with `synchronous=FULL`: on disk when it resolves, and nothing of it when it rejects.
   * Rejects with `HistoryFull` when there is no room; with the error of SQLite when a value does not fit its column (a bug) or the disk fails.
   */
  async commit(commit: Commit): Promise<void> {
    this.#opened = null;
    this.#transact(() => {
      const nextId = this.#write(commit);
      if (this.#index.behind(nextId - 1) > MOST_BEHIND) this.#index.catchUp(nextId - 1, CHUNK);
      return nextId;
    });
    this.#indexWhenIdle();
  }

  override async close(): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    await super.close();
  }

  /** `change` returns the next free id. */
  #transact(change: () => number): void {
    try {
      this.db.exec('BEGIN IMMEDIATE');
      const nextId = change();
      this.db.exec('COMMIT');
      this.#nextId = nextId;
    } catch (error) {
      if (this.db.isOpen) {
        // SQLite may have rolled back by itself, as it does when the disk is full.
        if (this.db.isTransaction) this.db.exec('ROLLBACK');
        this.#index.read();
      }
      throw this.#explain(error);
    }
  }

  #indexWhenIdle(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#index.behind(this.#nextId - 1) > 0) this.#idle = setTimeout(() => this.#indexSome(), IDLE_MS).unref();
  }

  #indexSome(): void {
    try {
      this.#transact(() => {
        this.#index.catchUp(this.#nextId - 1, CHUNK);
        return this.#nextId;
      });
      if (this.#index.behind(this.#nextId - 1) > 0) this.#idle = setTimeout(() => this.#indexSome(), 20).unref();
    } catch {
      // Nobody waits for it, and nothing is wrong without it: the next commit starts it again, and tells what is wrong with the disk.
    }
  }

  #write(commit: Commit): number {
    const top = Math.max(
      this.#put(messageTable, commit.messages),
      this.#put(outageTable, commit.outages),
      this.#put(blindSpotTable, commit.blindSpots),
      this.#put(alertTable, commit.alerts),
      this.#put(outboxTable, commit.outboxAdd),
    );
    this.#putKeyed(deviceTable, commit.devices);
    this.#putKeyed(affectedTable, commit.affected);
    this.#index.note('message', commit.messages ?? []);
    this.#index.note('outage', commit.outages ?? []);
    for (const key of commit.devicesGone ?? []) this.statements.of('DELETE FROM device WHERE key = ?').run(storeText(key));
    for (const id of commit.outboxDone ?? []) this.statements.of('DELETE FROM outbox WHERE id = ?').run(id);
    if (commit.heartbeatAt !== undefined) this.statements.of('UPDATE meta SET heartbeat_at = ?').run(commit.heartbeatAt);
    // Kept although the tables know it: the highest id may be that of an outbox entry, and those are deleted.
    if (top >= this.#nextId) this.statements.of('UPDATE meta SET next_id = ?').run(top + 1);
    return Math.max(this.#nextId, top + 1);
  }

  #put<R extends { readonly id: number }>(table: Table<R>, records: readonly R[] = []): number {
    this.#putKeyed(table, records);
    return records.reduce((top, record) => Math.max(top, record.id), 0);
  }

  #putKeyed<R>(table: Table<R>, records: readonly R[] = []): void {
    if (records.length === 0) return;
    const statement = this.statements.of(upsertSql(table));
    for (const record of records) statement.run(...table.write(record));
  }

  #snapshot(): Snapshot {
    const meta = this.statements.of('SELECT installation_id, heartbeat_at, next_id FROM meta').get() as {
      installation_id: string;
      heartbeat_at: number | null;
      next_id: number;
    };
    const highest = NUMBERED.map((table) => this.statements.number(`SELECT max(id) FROM ${table}`));
    return {
      installationId: meta.installation_id,
      nextId: Math.max(meta.next_id, ...highest.map((id) => id + 1)),
      devices: this.statements.select(deviceTable, ''),
      openOutages: this.statements.select(outageTable, 'WHERE is_open = 1 ORDER BY id'),
      openBlindSpots: this.statements.select(blindSpotTable, 'WHERE ended IS NULL ORDER BY id'),
      outbox: this.statements.select(outboxTable, 'ORDER BY id'),
      heartbeatAt: meta.heartbeat_at,
    };
  }

  #explain(error: unknown): unknown {
    const failure = failureOf(error, this.#path);
    if (failure === 'full') return new HistoryFull('no room on the disk for the history', { cause: error });
    if (failure === 'corrupt' || failure === 'not-a-database') markSuspect(this.#path);
    return error;
  }
}

function markSuspect(path: string): void {
  try {
    writeFileSync(suspectMark(path), '');
  } catch {
    // A disk that fails has failed already; the error of the commit is the one to tell.
  }
}
