import type { Statement } from './ast.ts';
import { Budget, Failure, type FailureReason } from './budget.ts';
import { compileExpression, type Names, type Scope } from './compile-expression.ts';
import type { Context } from './context.ts';
import { compileRule, type Outcome } from './evaluate.ts';
import { writeJson } from './json.ts';
import type { Message } from './message.ts';
import type { Value } from './values.ts';
import { DEFAULT_SQL_VERSION, type SqlVersion } from './version.ts';

/** The steps of one evaluation, as far as it came. Values are JSON; null is Undefined. */
export interface Trace {
  /** Whether FROM means the topic. */
  readonly from: boolean;
  readonly set: readonly { readonly name: string; readonly value: string | null }[];
  /** Null: there is no WHERE, or it was not reached. */
  readonly where: { readonly value: string | null; readonly isTrue: boolean } | null;
  readonly outcome: Outcome;
}

/** Evaluates as `compileRule` does, and tells what came in between: for a person who looks for the reason. */
export function traceRule(
  statement: Statement,
  message: Message,
  context: Context,
  version: SqlVersion = DEFAULT_SQL_VERSION,
): Trace {
  const rule = compileRule(statement, version);
  const outcome = rule.evaluate(message, context);
  if (!rule.isFor(message, context.ruleName ?? null)) return { from: false, set: [], where: null, outcome };
  const names: Names = { variables: rule.variables, aliases: [null] };
  const scope: Scope = { message, context, version, budget: new Budget(), rows: [], variables: [] };
  const set: { name: string; value: string | null }[] = [];
  let where: Trace['where'] = null;
  const failed = attempt(() => {
    for (const { name, value } of statement.variables) {
      const made = compileExpression(value, names)(scope);
      scope.variables.push(made);
      set.push({ name, value: shown(made, scope) });
    }
    if (statement.where === null) return;
    const value = compileExpression(statement.where, names)(scope);
    where = { value: shown(value, scope), isTrue: value === true };
  });
  return { from: true, set, where, outcome: failed === null ? outcome : { kind: 'failed', reason: failed } };
}

const shown = (value: Value, { budget }: Scope): string | null => (value === undefined ? null : writeJson(value, budget));

function attempt(run: () => void): FailureReason | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof Failure) return error.reason;
    throw error;
  }
}
