import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type Row, selectSql, type Table } from './tables.ts';

/** Prepared once, used for ever. The texts are few: they come from the program, never from data. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  of(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  select<R>(table: Table<R>, rest: string, ...values: SQLInputValue[]): R[] {
    const records: R[] = [];
    for (const row of this.of(selectSql(table, rest)).iterate(...values)) records.push(table.read(row as Row));
    return records;
  }

  selectOne<R>(table: Table<R>, rest: string, ...values: SQLInputValue[]): R | null {
    const row = this.of(selectSql(table, rest)).get(...values) as Row | undefined;
    return row === undefined ? null : table.read(row);
  }

  number(sql: string, ...values: SQLInputValue[]): number {
    const row = this.of(sql).get(...values);
    return Number(row === undefined ? 0 : (Object.values(row)[0] ?? 0));
  }
}
