import { statSync, writeFileSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { readNames, writeByPeople } from './by-people.ts';
import { type CommitValues, type Rows, valuesOf } from './commit-values.ts';
import { DeviceIndex } from './device-index.ts';
import { type DevicePage, DeviceStates, readDevices } from './device-states.ts';
import { failureOf } from './failures.ts';
import { type Commit, type History, HistoryFull, type RecentMessage, type RetentionLimits, type Snapshot } from './port.ts';
import { SqliteReader } from './reader.ts';
import { Retention } from './retention.ts';
import { readRules, ruleRunTable, ruleStateTable } from './rule-runs.ts';
import { DamagedRow, int, intOrNull, text } from './stored.ts';
import {
  acknowledgementTable,
  affectedTable,
  alertTable,
  blindSpotTable,
  edgeTable,
  feedTable,
  incidentTable,
  insertSql,
  maintenanceTable,
  messageTable,
  mutedTable,
  muteTable,
  outageTable,
  outboxTable,
  recentTable,
  replacingSql,
  type Shape,
} from './tables.ts';

/** Tables whose ids come from the one sequence. */
const NUMBERED = ['message', 'outage', 'blind_spot', 'alert', 'outbox', 'mute', 'maintenance', 'note', 'rule_run', 'handover'];

/**
 * A commit of few rows puts them where they belong. A burst only appends, which is several times as fast; the rest is done little by
 * little when no commit came for `IDLE_MS`, or `MERGE` by `MERGE` within the commits when it is too far behind (ids, and device states).
 */
const FEW = 32;
const IDLE_MS = 200;
const CHUNK = 512;
/** In a burst without end, seldom and much at once: then each page that is touched takes many rows. */
const MERGE = 32_768;
const IDLE_CHUNK = 512;
const IDLE_PAUSE_MS = 5;
const MOST_IDS_BEHIND = 150_000;
const MOST_STATES_BEHIND = 100_000;
const OF_OPEN = 'WHERE outage_id IN (SELECT id FROM outage WHERE is_open = 1)';
const HIGHEST_ID = 2 ** 50;
/** More than a broker keeps in flight, and than came in the time between a commit and its acknowledgement. */
const MOST_RECENT = 20_000;

/** Beside a database in which SQLite found damage while it was in use: the next start checks every page before it trusts it. */
export const suspectMark = (path: string) => `${path}-suspect`;

type SnapshotBeside = Omit<Snapshot, 'devices'>;

/** The port on one SQLite file, its only writer. Made by `openHistory`, which has proven that the file can be read. */
export class SqliteHistory extends SqliteReader implements History {
  readonly #path: string;
  /** What was read at opening, until the first commit makes it old. */
  #opened: SnapshotBeside | null = null;
  #nextId: number;
  readonly #index: DeviceIndex;
  readonly #states: DeviceStates;
  readonly #retention: Retention;
  #idle: NodeJS.Timeout | null = null;

  constructor(db: DatabaseSync, path: string) {
    super(db);
    this.#path = path;
    this.#index = new DeviceIndex(this.statements);
    this.#states = new DeviceStates(this.statements);
    this.#retention = new Retention(db, this.statements);
    this.#opened = this.#snapshot();
    this.#nextId = this.#opened.nextId;
    this.#catchUpWhenIdle();
  }

  async load(): Promise<Snapshot> {
    return this.read(() => ({ ...this.beside(), devices: readDevices(this.devicePages()) }));
  }

  /** The devices of a snapshot, as they lie in the file. */
  devicePages(): Iterable<DevicePage> {
    return this.#states.pages();
  }

  /** A snapshot without its devices. */
  beside(): SnapshotBeside {
    const opened = this.#opened;
    this.#opened = null;
    return opened ?? this.#snapshot();
  }

  /**
   * One transaction with `synchronous=FULL`: on disk when it resolves, and nothing of it when it rejects.
   * Rejects with `HistoryFull` when there is no room; with the error of SQLite when a value does not fit its column (a bug) or the disk fails.
   */
  async commit(commit: Commit): Promise<void> {
    this.commitValues(valuesOf(commit));
  }

  /** As `commit`, for who has the values already. */
  commitValues(commit: CommitValues): void {
    this.#opened = null;
    this.#transact(() => {
      const { messages, outages, devices } = commit.rows;
      const few = messages.count + outages.count + devices.count <= FEW;
      const nextId = this.#write(commit, few);
      const behind = this.#index.behind(nextId - 1);
      if (few && behind <= FEW) this.#index.catchUp(nextId - 1, CHUNK);
      if (behind > MOST_IDS_BEHIND) this.#index.catchUp(nextId - 1, MERGE);
      if (this.#states.behind > MOST_STATES_BEHIND) this.#states.catchUp(MERGE);
      return nextId;
    });
    this.#catchUpWhenIdle();
  }

  async prune(limits: RetentionLimits, now: number): Promise<boolean> {
    this.#opened = null;
    let more = true;
    this.#transact(() => {
      // What is pruned depends on the states, and the index of devices must know what goes.
      if (this.#isBehind()) {
        this.#index.catchUp(this.#nextId - 1, CHUNK);
        this.#states.catchUp(CHUNK);
      } else more = this.#retention.step(limits, now);
      return this.#nextId;
    });
    // Passive: waits for nobody, and cuts the file where its end is free.
    if (!more) this.db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return more;
  }

  async size(): Promise<number> {
    return [this.#path, `${this.#path}-wal`].reduce(
      (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  override async close(): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    await super.close();
  }

  protected override read<T>(ask: () => T): T {
    try {
      return super.read(ask);
    } catch (error) {
      throw this.#explain(error);
    }
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
        this.#states.read();
        this.#retention.forget();
      }
      throw this.#explain(error);
    }
  }

  #isBehind(): boolean {
    return this.#states.behind > 0 || this.#index.behind(this.#nextId - 1) > 0;
  }

  #catchUpWhenIdle(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = this.#isBehind() ? setTimeout(() => this.#catchUp(), IDLE_MS).unref() : null;
  }

  #catchUp(): void {
    try {
      this.#transact(() => {
        this.#index.catchUp(this.#nextId - 1, IDLE_CHUNK);
        this.#states.catchUp(IDLE_CHUNK);
        return this.#nextId;
      });
      this.#idle = this.#isBehind() ? setTimeout(() => this.#catchUp(), IDLE_PAUSE_MS).unref() : null;
    } catch {
      // Nobody waits for it, and nothing is wrong without it: the next commit starts it again, and tells what is wrong with the disk.
    }
  }

  #write({ rows, byPeople, heartbeatAt }: CommitValues, few: boolean): number {
    const top = Math.max(
      this.#put(messageTable, rows.messages),
      this.#put(outageTable, rows.outages),
      this.#put(blindSpotTable, rows.blindSpots),
      this.#put(alertTable, rows.alerts),
      this.#put(outboxTable, rows.outboxAdd),
      this.#put(ruleRunTable, rows.ruleRuns),
      writeByPeople(this.statements, byPeople),
    );
    const twin = 'UPDATE message SET packet_id = coalesce(?, packet_id), awaits = NULL, qos = max(qos, ?) WHERE id = ?';
    for (const values of each(rows.twins)) this.statements.of(twin).run(...values);
    const regroup = 'UPDATE outage SET incident_id = ?, cause_outage_id = ? WHERE id = ?';
    for (const values of each(rows.regrouped)) this.statements.of(regroup).run(...values);
    this.#states.put(rows.devices, few);
    this.#states.forget(rows.devicesGone.values);
    this.#put(affectedTable, rows.affected);
    this.#put(feedTable, rows.feeds);
    this.#put(incidentTable, rows.incidents);
    this.#put(edgeTable, rows.edges);
    const noEdge = 'DELETE FROM edge WHERE upstream = ? AND downstream = ? AND source = ? AND said_by = ?';
    for (const values of each(rows.edgesGone)) this.statements.of(noEdge).run(...values);
    this.#index.note(messageTable, rows.messages);
    this.#index.note(outageTable, rows.outages);
    this.#index.note(affectedTable, rows.affected);
    for (const id of rows.outboxDone.values) this.statements.of('DELETE FROM outbox WHERE id = ?').run(id);
    this.#put(ruleStateTable, rows.ruleStates);
    for (const id of rows.rulesUnseen.values) this.statements.of('INSERT OR IGNORE INTO rule_unseen VALUES (?)').run(id);
    for (const id of rows.rulesSeen.values) this.statements.of('DELETE FROM rule_unseen WHERE id = ?').run(id);
    if (heartbeatAt !== null) this.statements.of('UPDATE meta SET heartbeat_at = ?').run(heartbeatAt);
    // Kept although the tables know it: the highest id may be that of an outbox entry, and those are deleted.
    if (top >= this.#nextId) this.statements.of('UPDATE meta SET next_id = ?').run(top + 1);
    return Math.max(this.#nextId, top + 1);
  }

  /** Returns the highest first value: the id, where a table has one. */
  #put(table: Shape, rows: Rows): number {
    if (rows.count === 0) return 0;
    const { length } = table.columns;
    this.statements.insert(insertSql(table), length, replacingSql(table), rows);
    let top = 0;
    for (let row = 0; row < rows.count; row++) top = Math.max(top, rows.values[row * length] as number);
    return top;
  }

  #snapshot(): SnapshotBeside {
    const meta = this.statements.of('SELECT installation_id, heartbeat_at, next_id FROM meta').get() as {
      installation_id: string;
      heartbeat_at: number | null;
      next_id: number;
    };
    const highest = NUMBERED.map((table) => this.statements.number(`SELECT max(id) FROM ${table}`));
    const nextId = Math.max(int(meta.next_id), ...highest.map((id) => id + 1));
    // An id that high was never handed out, and after it there soon would be none.
    if (!(nextId < HIGHEST_ID)) throw new DamagedRow('ids out of range');
    const heartbeatAt = intOrNull(meta.heartbeat_at);
    return {
      installationId: text(meta.installation_id),
      nextId,
      openOutages: this.statements.select(outageTable, 'WHERE is_open = 1 ORDER BY id'),
      openIncidents: this.statements.select(incidentTable, 'WHERE closed_at IS NULL ORDER BY id'),
      openBlindSpots: this.statements.select(blindSpotTable, 'WHERE ended IS NULL ORDER BY id'),
      outbox: this.statements.select(outboxTable, 'ORDER BY id'),
      rules: readRules(this.statements),
      acknowledgements: this.statements.select(acknowledgementTable, OF_OPEN),
      muted: this.statements.select(mutedTable, OF_OPEN),
      mutes: this.statements.select(muteTable, 'WHERE is_over = 0 ORDER BY id'),
      maintenance: this.statements.select(maintenanceTable, 'ORDER BY id'),
      names: readNames(this.statements),
      edges: this.statements.select(edgeTable, ''),
      heartbeatAt,
      recent: heartbeatAt === null ? [] : this.#recent(),
    };
  }

  /** By id, which rises with time: no index on the time is needed, and a quiet history costs a few pages. */
  #recent(): readonly RecentMessage[] {
    const rest = 'WHERE retain = 0 AND redelivery_of IS NULL ORDER BY id DESC LIMIT ?';
    return this.statements.select(recentTable, rest, MOST_RECENT).reverse();
  }

  #explain(error: unknown): unknown {
    const failure = failureOf(error, this.#path);
    if (failure === 'full') return new HistoryFull('no room on the disk for the history', { cause: error });
    if (failure === 'corrupt' || failure === 'not-a-database') markSuspect(this.#path);
    return error;
  }
}

function* each({ count, values }: Rows): Iterable<SQLInputValue[]> {
  const length = values.length / count;
  for (let row = 0; row < count; row++) yield values.slice(row * length, (row + 1) * length);
}

function markSuspect(path: string): void {
  try {
    writeFileSync(suspectMark(path), '');
  } catch {
    // A disk that fails has failed already; the error of the commit is the one to tell.
  }
}
