import type { Rows } from './commit-values.ts';
import type { Statements } from './statements.ts';
import type { Shape } from './tables.ts';

/** A table with the index of its rows by device, whose ids are in the first column. */
type Indexed = 'message' | 'outage' | 'affected';
const INDEXED: readonly Indexed[] = ['message', 'outage', 'affected'];
const idOf = (table: Indexed): string => (table === 'affected' ? 'outage_id' : 'id');

/**
 * Finds the messages and outages of a device and the outages that affected it, and is filled when there is time. An ordinary index on the device key costs a burst four
 * fifths of its speed: each message touches another page of it, and every touched page is written to the WAL and later to the file.
 * Rows above `meta.indexed_to` are found by reading them; those up to it are in `message_of`, `outage_of` and `affected_of`. The key of a row never changes.
 */
export class DeviceIndex {
  readonly #statements: Statements;
  #indexedTo: number;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#indexedTo = this.read();
  }

  /** Anew from the file: after a rollback. */
  read(): number {
    this.#indexedTo = this.#statements.number('SELECT indexed_to FROM meta');
    return this.#indexedTo;
  }

  /** A row that comes, or comes again, below the mark would not be found otherwise. */
  note(table: Shape & { readonly name: Indexed }, { count, values }: Rows): void {
    const { length } = table.columns;
    for (let row = 0; row < count; row++) {
      const id = values[row * length] as number;
      const deviceKey = values[row * length + table.columns.indexOf('device_key')] ?? null;
      if (id > this.#indexedTo || deviceKey === null) continue;
      this.#statements
        .of(`INSERT OR IGNORE INTO ${table.name}_of (device_key, ${idOf(table.name)}) VALUES (?, ?)`)
        .run(deviceKey, id);
    }
  }

  /** Ids above the mark; 0: nothing to do. `top` is the highest id in the file. */
  behind(top: number): number {
    return Math.max(0, top - this.#indexedTo);
  }

  /** Takes up to `limit` rows of each kind, or all of one outage where it affected more, within the caller's transaction. */
  catchUp(top: number, limit: number): void {
    const upTo = Math.min(...INDEXED.map((table) => this.#last(table, top, limit)));
    if (upTo <= this.#indexedTo) return;
    for (const table of INDEXED) {
      const id = idOf(table);
      this.#statements
        .of(
          `INSERT OR IGNORE INTO ${table}_of (device_key, ${id})
           SELECT device_key, ${id} FROM ${table} WHERE ${id} > ? AND ${id} <= ? AND device_key IS NOT NULL ORDER BY device_key, ${id}`,
        )
        .run(this.#indexedTo, upTo);
    }
    this.#statements.of('UPDATE meta SET indexed_to = ?').run(upTo);
    this.#indexedTo = upTo;
  }

  #last(table: Indexed, top: number, limit: number): number {
    const id = idOf(table);
    const sql = `SELECT ${id} FROM ${table} WHERE ${id} > ? ORDER BY ${id} LIMIT 1 OFFSET ?`;
    return this.#statements.number(sql, this.#indexedTo, limit - 1) || top;
  }
}

/** A test for the rows of one device; its two parameters are both the stored key. */
export function ofDeviceSql(table: 'message' | 'outage'): string {
  return `id IN (
    SELECT id FROM ${table}_of WHERE device_key = ?
    UNION ALL SELECT id FROM ${table} WHERE id > (SELECT indexed_to FROM meta) AND device_key = ?)`;
}

/** The outages that affected a device; its two parameters are both the stored key. */
export const affectedByIdsSql = `
  SELECT outage_id FROM affected_of WHERE device_key = ?
  UNION ALL SELECT outage_id FROM affected WHERE outage_id > (SELECT indexed_to FROM meta) AND device_key = ?`;

/** The ids of a device's messages below one, newest first. Parameters: key, below, limit, key, below. */
export const messageIdsSql = `id IN (
  SELECT id FROM (SELECT id FROM message_of WHERE device_key = ? AND id < ? ORDER BY id DESC LIMIT ?)
  UNION ALL SELECT id FROM message WHERE id > (SELECT indexed_to FROM meta) AND device_key = ? AND id < ?)`;
