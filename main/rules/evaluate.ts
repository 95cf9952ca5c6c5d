import type { Statement } from './ast.ts';
import { Budget, Failure, type FailureReason } from './budget.ts';
import { compileCondition, compileExpression, compileSelect, type Names, type Scope } from './compile-expression.ts';
import type { Context } from './context.ts';
import { writeJson } from './json.ts';
import type { Message } from './message.ts';
import { compileFilter } from './topic-filter.ts';
import type { Value } from './values.ts';
import { DEFAULT_SQL_VERSION, type SqlVersion } from './version.ts';

/**
 * What goes to the actions. `as-is`: the payload as it came, for `SELECT *`, with its JSON, or Undefined when it was not read as such.
 * `made`: what was selected, and its JSON text; Undefined by itself is the empty text.
 */
export type Output =
  | { readonly kind: 'as-is'; readonly value: Value; readonly payload: Uint8Array }
  | { readonly kind: 'made'; readonly value: Value; readonly text: string };

export type Outcome =
  | { readonly kind: 'no-match' }
  /** `variables`: what SET made, for the templates of the actions. */
  | { readonly kind: 'match'; readonly output: Output; readonly variables: readonly Value[] }
  | { readonly kind: 'failed'; readonly reason: FailureReason };

/** A statement ready to be used again and again. */
export interface CompiledRule {
  readonly filter: string;
  /** Names of what SET makes, in order. */
  readonly variables: readonly string[];
  /** Whether a message is for this rule: by its topic, or because Basic Ingest names the rule. */
  isFor(message: Message, ruleName: string | null): boolean;
  /** Never throws, and ends within its budget. */
  evaluate(message: Message, context: Context): Outcome;
}

const NO_MATCH: Outcome = { kind: 'no-match' };

/** @param statement one that `check` accepted */
export function compileRule(statement: Statement, version: SqlVersion = DEFAULT_SQL_VERSION): CompiledRule {
  const variables = statement.variables.map(({ name }) => name);
  const names: Names = { variables, aliases: [null] };
  const matches = compileFilter(statement.filter);
  const set = statement.variables.map(({ value }) => compileExpression(value, names));
  const where = statement.where === null ? () => true : compileCondition(statement.where, names);
  const select = compileSelect(statement.select, names);
  const star = isWhole(statement);

  const isFor = (message: Message, ruleName: string | null): boolean =>
    matches(message.topic) || (message.forRule !== null && message.forRule === ruleName);

  const run = (message: Message, context: Context): Outcome => {
    const scope: Scope = { message, context, version, budget: new Budget(), rows: [], variables: [] };
    for (const value of set) scope.variables.push(value(scope));
    if (!where(scope)) return NO_MATCH;
    return { kind: 'match', output: star ? asIs(message) : made(select(scope), scope), variables: scope.variables };
  };

  return {
    filter: statement.filter,
    variables,
    isFor,
    evaluate(message, context) {
      if (!isFor(message, context.ruleName ?? null)) return NO_MATCH;
      try {
        return run(message, context);
      } catch (error) {
        if (error instanceof Failure) return { kind: 'failed', reason: error.reason };
        throw error;
      }
    },
  };
}

/** `SELECT *` or `SELECT VALUE *`: the message itself. */
function isWhole({ select: { items } }: Statement): boolean {
  const [only] = items;
  return items.length === 1 && only?.value.kind === 'star' && only.alias === null;
}

const made = (value: Value, { message, budget }: Scope): Output => ({
  kind: 'made',
  value,
  text: writeJson(value, budget, message.written()),
});

/** Also when it is too large or too deep to be read: nobody has to read it to send it on. */
function asIs(message: Message): Output {
  const { payload } = message;
  try {
    return { kind: 'as-is', value: message.json(), payload };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { kind: 'as-is', value: undefined, payload };
  }
}

/** What is sent: JSON text, or the payload as it came. */
export const outputBytes = (output: Output): Uint8Array =>
  output.kind === 'as-is' ? output.payload : new TextEncoder().encode(output.text);
