import type { SQLInputValue } from 'node:sqlite';
import type { Rows } from './commit-values.ts';
import type { DeviceRecord } from './port.ts';
import type { Statements } from './statements.ts';
import { deviceTable, insertSql, replacingSql } from './tables.ts';

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

  all(): DeviceRecord[] {
    const table = this.#statements.select(deviceTable, '');
    if (this.#behind === 0) return table;
    const states = new Map(table.map((record) => [record.key, record]));
    for (const record of this.#statements.select(news, 'ORDER BY seq')) states.set(record.key, record);
    return [...states.values()];
  }
}
