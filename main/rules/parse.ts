import type { Expression, Statement } from './ast.ts';
import { ExpressionParser } from './parse-expression.ts';
import { type Problem, refusable } from './problem.ts';
import { faultOfFilter } from './topic-filter.ts';

/** Longer statements are refused unread. */
const MOST_CHARACTERS = 65_536;

export type Parsed = { readonly ok: true; readonly statement: Statement } | { readonly ok: false; readonly problem: Problem };

/**
 * Reads `[SET @v = expr, …] SELECT … FROM 'filter' [WHERE …]`. Whether its functions exist and its variables are set is `check`'s matter.
 * FROM is required: without Basic Ingest, which only AWS has, nothing would ever trigger such a rule.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
 */
export function parse(sql: string): Parsed {
  const outcome = refusable(sql, () => new StatementParser(sql).statement());
  return outcome.ok ? { ok: true, statement: outcome.value } : outcome;
}

class StatementParser extends ExpressionParser {
  constructor(sql: string) {
    super(sql.length > MOST_CHARACTERS ? '' : sql);
    if (sql.length > MOST_CHARACTERS) this.refuse({ code: 'too-long', most: MOST_CHARACTERS });
  }

  statement(): Statement {
    const variables = this.takeWord('set') ? this.#variables() : [];
    if (!this.takeWord('select')) this.expected(variables.length > 0 ? 'set-end' : 'select');
    const select = this.select();
    if (!this.takeWord('from')) this.expected('item-end');
    const filter = this.#filter();
    const where = this.where();
    if (this.token.kind !== 'end') this.expected('end');
    return { variables, select, filter, where };
  }

  #variables(): Statement['variables'] {
    const variables: { name: string; value: Expression; at: number }[] = [];
    do {
      const { kind, text, at } = this.token;
      if (kind !== 'variable') this.expected('variable');
      this.checkVariableName();
      if (variables.some(({ name }) => name === text)) this.refuse({ code: 'variable-twice', name: text });
      this.advance();
      if (!this.takeSymbol('=')) this.expected('equals-sign');
      variables.push({ name: text, value: this.expression(), at });
    } while (this.takeSymbol(','));
    return variables;
  }

  #filter(): string {
    if (this.token.kind !== 'string') this.expected('filter');
    const fault = faultOfFilter(this.token.text);
    if (fault !== null) this.refuse({ code: 'filter', fault });
    return this.advance().text;
  }
}
