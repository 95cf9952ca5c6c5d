import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Rows } from './commit-values.ts';
import type { DeviceRecord } from './port.ts';
import type { Statements } from './statements.ts';
import { deviceTable, insertSql, recordReader, replacingSql } from './tables.ts';

/** Small: a text above 128 KB is a large object, which only a whole collection frees. */
const ROWS_A_PAGE = 256;
const columns = deviceTable.columns.join(', ');
const news = { ...deviceTable, name: 'device_news' };
const foldSql = `${insertSql(deviceTable)} SELECT ${columns} FROM device_news WHERE seq <= ? ORDER BY seq ${replacingSql(deviceTable)}`;

/**
 * The current state of every device. A burst changes rows all over the table, and each would cost a page in the WAL: it goes to the end of
 * `device_news` instead, and into the table when there is time. What counts is the table with the news over it.
 */
export class DeviceStates {
  readonly #statements: Statements;
  #behind: number;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#behind = this.read();
  }

  /** How many news wait; anew from the file, as after a rollback. */
  read(): number {
    this.#behind = this.#statements.number('SELECT count(*) FROM device_news');
    return this.#behind;
  }

  get behind(): number {
    return this.#behind;
  }

  /** `atOnce`: into the table, where there are no older news that would come after it. */
  put(rows: Rows, atOnce: boolean): void {
    const direct = atOnce && this.#behind === 0;
    const [table, after] = direct ? [deviceTable, replacingSql(deviceTable)] : [news, ''];
    this.#statements.insert(insertSql(table), table.columns.length, after, rows);
    if (!direct) this.#behind += rows.count;
  }

  forget(keys: readonly SQLInputValue[]): void {
    for (const key of keys) {
      this.#statements.of('DELETE FROM device WHERE key = ?').run(key);
      if (this.#behind > 0) this.#behind -= Number(this.#statements.of('DELETE FROM device_news WHERE key = ?').run(key).changes);
    }
  }

  /** Takes the oldest news into the table, within the caller's transaction. */
  catchUp(limit: number): void {
    if (this.#behind === 0) return;
    const last =
      this.#statements.number('SELECT seq FROM device_news ORDER BY seq LIMIT 1 OFFSET ?', limit - 1) ||
      this.#statements.number('SELECT max(seq) FROM device_news');
    this.#statements.of(foldSql).run(last);
    this.#behind -= Number(this.#statements.of('DELETE FROM device_news WHERE seq <= ?').run(last).changes);
  }

  /** Everything, for a `DeviceReader`: the table, then the news over it. */
  *pages(): Iterable<DevicePage> {
    for (const [table, order] of [
      ['device', 'rowid'],
      ['device_news', 'seq'],
    ] as const) {
      const page = this.#statements.of(
        `SELECT json_group_array(json_array(${columns})) AS json, max(place) AS last
         FROM (SELECT ${order} AS place, * FROM ${table} WHERE ${order} > ? ORDER BY ${order} LIMIT ${ROWS_A_PAGE})`,
      );
      for (let last: number | null = Number.MIN_SAFE_INTEGER; last !== null; ) {
        const found = page.get(last) as { json: string; last: number | null };
        last = found.last;
        if (last !== null) yield { json: found.json, isNews: table === 'device_news' };
      }
    }
  }
}

/** Some rows as JSON, an array of values for each: SQLite, V8 and a message to another thread deal with text faster than with so many values. */
export interface DevicePage {
  readonly json: string;
  /** Rows that replace what came before. */
  readonly isNews: boolean;
}

/** Reads pages as they come. What is damaged is told at the end. */
export class DeviceReader {
  readonly #read = recordReader(deviceTable);
  readonly #states: DeviceRecord[] = [];
  /** Of each key among the states; made for the first news. */
  readonly #places = new Map<string, number>();
  #damage: unknown = null;

  take({ json, isNews }: DevicePage): void {
    if (this.#damage !== null) return;
    try {
      if (isNews && this.#places.size === 0) for (const [place, { key }] of this.#states.entries()) this.#places.set(key, place);
      for (const values of JSON.parse(json) as SQLOutputValue[][]) {
        const record = this.#read(values);
        const place = (isNews ? this.#places.get(record.key) : undefined) ?? this.#states.length;
        this.#states[place] = record;
        if (isNews) this.#places.set(record.key, place);
      }
    } catch (error) {
      this.#damage = error;
    }
  }

  /** Throws `DamagedRow`, or a `SyntaxError`, for what was never written. */
  end(): DeviceRecord[] {
    if (this.#damage !== null) throw this.#damage;
    return this.#states;
  }
}

export function readDevices(pages: Iterable<DevicePage>): DeviceRecord[] {
  const reader = new DeviceReader();
  for (const page of pages) reader.take(page);
  return reader.end();
}
