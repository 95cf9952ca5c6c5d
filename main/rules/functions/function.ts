import type { Budget } from '../budget.ts';
import type { Context } from '../context.ts';
import type { Message } from '../message.ts';
import type { Value } from '../values.ts';
import type { SqlVersion } from '../version.ts';

/** What a function may use besides its arguments. */
export interface Call {
  readonly message: Message;
  readonly context: Context;
  readonly budget: Budget;
  readonly version: SqlVersion;
}

/** A function of AWS IoT SQL. Arguments that are none of its give Undefined; it never throws but for its budget. */
export interface SqlFunction {
  /** How many arguments; any other number gives Undefined. */
  readonly least: number;
  readonly most: number;
  readonly since: SqlVersion;
  run(args: readonly Value[], call: Call): Value;
}

type Run = SqlFunction['run'];
/** Functions by their name in lower case. */
export type FunctionGroup = Readonly<Record<string, SqlFunction>>;

/** Since the first version. */
export const define = (least: number, most: number, run: Run): SqlFunction => ({ least, most, since: '2015-10-08', run });
/** Since the second. */
export const define2016 = (least: number, most: number, run: Run): SqlFunction => ({ least, most, since: '2016-03-23', run });
