import {
  type BinaryOperator,
  type Case,
  type CastType,
  type Expression,
  partsOf,
  type Query,
  type Select,
  type SelectItem,
} from './ast.ts';
import { type Numeric, negate, readNumber } from './exact.ts';
import type { Expected } from './problem.ts';
import { TokenReader } from './token-reader.ts';

/** How deep parentheses, queries and the like may nest, and how deep a tree may become by long chains of operators. */
const MOST_NESTED = 100;
const MOST_DEEP = 500;

/** Words that cannot stand for a key of the message; `get(*, 'end')` can. */
const RESERVED: ReadonlySet<string> = new Set('select from where as and or not in case when then else end'.split(' '));

const CAST_TYPES: Readonly<Record<string, CastType>> = {
  string: 'string',
  nvarchar: 'string',
  text: 'string',
  ntext: 'string',
  varchar: 'string',
  int: 'int',
  integer: 'int',
  double: 'double',
  decimal: 'decimal',
  bool: 'boolean',
  boolean: 'boolean',
};

const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='] as const;
const SUMS = ['+', '-'] as const;
const PRODUCTS = ['*', '/', '%'] as const;

/** What may follow a key that is called VALUE; what else follows the word VALUE is what the keyword is about. */
const AFTER_A_NAME: ReadonlySet<string> = new Set([
  '',
  ',',
  '.',
  ')',
  '+',
  '-',
  '/',
  '%',
  ...COMPARISONS,
  'from',
  'as',
  'and',
  'or',
  'in',
]);

/** A parser by recursive descent that looks one token ahead. `or` binds loosest, then `and`, `not`, comparisons and `in`, sums, products, minus, `.`. */
export class ExpressionParser extends TokenReader {
  readonly #depths = new WeakMap<Expression, number>();
  #nested = 0;
  expression(): Expression {
    return this.#within(() => {
      let left = this.#conjunction();
      while (this.isWord('or')) left = this.#binary('or', left, () => this.#conjunction());
      return left;
    });
  }

  /** What stands between SELECT and FROM. */
  protected select(): Select {
    if (this.#isKeywordValue()) {
      this.advance();
      const value = this.expression();
      if (this.isSymbol(',') || this.isWord('as')) this.refuse({ code: 'value-alone' });
      return { asValue: true, items: [{ value, alias: null }] };
    }
    const items: SelectItem[] = [];
    do items.push({ value: this.expression(), alias: this.takeWord('as') ? this.#alias() : null });
    while (this.takeSymbol(','));
    return { asValue: false, items };
  }

  /** What stands behind FROM and its source. */
  protected where(): Expression | null {
    return this.takeWord('where') ? this.expression() : null;
  }

  #isKeywordValue(): boolean {
    if (!this.isWord('value')) return false;
    const [next, after] = this.ahead();
    if (next.kind === 'symbol' && next.text === '*') return after().text.toLowerCase() === 'from';
    return next.kind === 'string' || !AFTER_A_NAME.has(next.text.toLowerCase());
  }

  #alias(): readonly string[] {
    if (this.token.kind !== 'word' || this.isWord('from') || this.isWord('where')) this.expected('alias');
    const path = [this.advance().text];
    while (this.isSymbol('.')) path.push(this.#property('alias'));
    return path;
  }

  /** The name behind the dot that is the current token. */
  #property(expected: Expected): string {
    this.advanceToProperty();
    if (this.token.kind !== 'word') this.expected(expected);
    return this.advance().text;
  }

  #conjunction(): Expression {
    let left = this.#negation();
    while (this.isWord('and')) left = this.#binary('and', left, () => this.#negation());
    return left;
  }

  #negation(): Expression {
    const { at } = this.token;
    if (!this.takeWord('not')) return this.#comparison();
    return this.#keep({ kind: 'unary', operator: 'not', operand: this.#within(() => this.#negation()), at });
  }

  #comparison(): Expression {
    let left = this.#sum();
    for (;;) {
      const { at } = this.token;
      const operator = this.#operator(COMPARISONS);
      if (operator !== null) left = this.#binary(operator, left, () => this.#sum());
      else if (this.isWord('in')) left = this.#binary('in', left, () => this.#source());
      else if (this.takeWord('not')) {
        if (!this.isWord('in')) this.expected('item-end');
        left = this.#keep({ kind: 'unary', operator: 'not', operand: this.#binary('in', left, () => this.#source()), at });
      } else return left;
    }
  }

  /** Behind IN: an array, or `(1, 2)`, which is one. */
  #source(): Expression {
    return this.isSymbol('(') ? this.#members(this.#parenthesised(true)) : this.#sum();
  }

  #sum(): Expression {
    let left = this.#product();
    for (let operator = this.#operator(SUMS); operator !== null; operator = this.#operator(SUMS))
      left = this.#binary(operator, left, () => this.#product());
    return left;
  }

  #product(): Expression {
    let left = this.#minus();
    for (let operator = this.#operator(PRODUCTS); operator !== null; operator = this.#operator(PRODUCTS))
      left = this.#binary(operator, left, () => this.#minus());
    return left;
  }

  #minus(): Expression {
    const { at } = this.token;
    if (!this.takeSymbol('-')) return this.#members(this.#primary());
    if (this.token.kind === 'number') {
      const { value } = this.#number();
      return this.#members({ kind: 'literal', value: negate(value), at });
    }
    return this.#keep({ kind: 'unary', operator: '-', operand: this.#within(() => this.#minus()), at });
  }

  #members(of: Expression): Expression {
    let left = of;
    while (this.isSymbol('.')) {
      const name = this.#property('property');
      left = this.#keep({ kind: 'member', of: left, name, at: left.at });
    }
    return left;
  }

  #primary(): Expression {
    const { kind, text, at } = this.token;
    switch (kind) {
      case 'number':
        return { kind: 'literal', ...this.#number(), at };
      case 'string':
        this.advance();
        return { kind: 'literal', value: text, at };
      case 'variable':
        this.checkVariableName();
        this.advance();
        return { kind: 'variable', name: text, at };
      case 'symbol':
        if (text === '(') return this.#parenthesised(false);
        if (text === '[') return this.#array();
        if (text === '{') return this.#object();
        if (text !== '*') this.expected('value');
        this.advance();
        return { kind: 'star', at };
      case 'word':
        return this.#word();
      case 'end':
        return this.expected('value');
    }
  }

  /** @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-set.html */
  protected checkVariableName(): void {
    const { text } = this.token;
    if (!/^\w{1,64}$/.test(text)) this.refuse({ code: 'variable-name' });
  }

  #number(): { readonly value: Numeric } {
    const { text, at } = this.token;
    const value = readNumber(text);
    if (value === undefined) this.refuse({ code: 'number', text }, at);
    this.advance();
    return { value };
  }

  #word(): Expression {
    const { text, at } = this.token;
    const word = text.toLowerCase();
    if (word === 'case') return this.#case();
    if (RESERVED.has(word)) this.expected('value');
    this.advance();
    if (word === 'null') return { kind: 'literal', value: null, at };
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', at };
    if (!this.isSymbol('(')) return { kind: 'name', name: text, at };
    if (word === 'exists') return this.#exists(at);
    if (word === 'cast') return this.#cast(at);
    this.advance();
    return this.#keep({ kind: 'call', name: word, args: this.#list(')', 'argument-end'), at });
  }

  #exists(at: number): Expression {
    this.advance();
    if (!this.isWord('select')) this.expected('select');
    const query = this.#query('exists', at);
    if (!this.takeSymbol(')')) this.expected('closing-parenthesis');
    return query;
  }

  #cast(at: number): Expression {
    this.advance();
    const value = this.expression();
    if (!this.takeWord('as')) this.expected('cast-as');
    const type = this.token.kind === 'word' ? this.token.text.toLowerCase() : '';
    if (!Object.hasOwn(CAST_TYPES, type)) this.expected('cast-type');
    this.advance();
    if (!this.takeSymbol(')')) this.expected('closing-parenthesis');
    return this.#keep({ kind: 'cast', value, type: CAST_TYPES[type] as CastType, at });
  }

  #parenthesised(list: boolean): Expression {
    const { at } = this.advance();
    if (this.isWord('select')) {
      const query = this.#within(() => this.#query('query', at));
      if (!this.takeSymbol(')')) this.expected('closing-parenthesis');
      return query;
    }
    const first = this.expression();
    if (list && this.takeSymbol(','))
      return this.#keep({ kind: 'array', items: [first, ...this.#list(')', 'argument-end')], at });
    if (!this.takeSymbol(')')) this.expected('closing-parenthesis');
    return first;
  }

  #query(kind: Query['kind'], at: number): Expression {
    this.advance();
    const select = this.select();
    if (!this.takeWord('from')) this.expected('query-from');
    const source = this.#members(this.#primary());
    if (source.kind === 'literal' && typeof source.value === 'string')
      this.refuse({ code: 'expected', expected: 'from-source', atEnd: false }, source.at);
    let alias: string | null = null;
    if (this.takeWord('as')) {
      if (this.token.kind !== 'word' || RESERVED.has(this.token.text.toLowerCase())) this.expected('alias');
      alias = this.advance().text;
    }
    return this.#keep({ kind, select, source, alias, where: this.where(), at });
  }

  #array(): Expression {
    const { at } = this.advance();
    return this.#keep({ kind: 'array', items: this.#list(']', 'array-end'), at });
  }

  #object(): Expression {
    const { at } = this.advance();
    const entries: { key: string; value: Expression }[] = [];
    while (!this.takeSymbol('}')) {
      if (this.token.kind !== 'string') this.expected('object-key');
      const key = this.advance().text;
      if (!this.takeSymbol(':')) this.expected('colon');
      entries.push({ key, value: this.expression() });
      if (!this.takeSymbol(',') && !this.isSymbol('}')) this.expected('object-end');
    }
    return this.#keep({ kind: 'object', entries, at });
  }

  /** Expressions up to the closing sign, which is passed. */
  #list(close: string, expected: Expected): readonly Expression[] {
    const items: Expression[] = [];
    if (this.takeSymbol(close)) return items;
    do items.push(this.expression());
    while (this.takeSymbol(','));
    if (!this.takeSymbol(close)) this.expected(expected);
    return items;
  }

  #case(): Expression {
    const { at } = this.advance();
    const subject = this.expression();
    const branches: Case['branches'][number][] = [];
    while (this.takeWord('when')) {
      const when = this.expression();
      if (!this.takeWord('then')) this.expected('result');
      branches.push({ when, result: this.expression() });
    }
    if (branches.length === 0) this.expected('when');
    const otherwise = this.takeWord('else') ? this.expression() : null;
    if (!this.takeWord('end')) this.expected('case-end');
    return this.#keep({ kind: 'case', subject, branches, otherwise, at });
  }

  #operator<T extends BinaryOperator>(among: readonly T[]): T | null {
    const { kind, text } = this.token;
    return kind === 'symbol' ? (among.find((one) => one === text) ?? null) : null;
  }

  #binary(operator: BinaryOperator, left: Expression, right: () => Expression): Expression {
    this.advance();
    return this.#keep({ kind: 'binary', operator, left, right: right(), at: left.at });
  }

  #within<T>(read: () => T): T {
    if (++this.#nested > MOST_NESTED) this.refuse({ code: 'too-deep', most: MOST_NESTED });
    const found = read();
    this.#nested--;
    return found;
  }

  /** Knows how deep each tree is, so that whatever walks it later may recurse. */
  #keep(node: Expression): Expression {
    const depth = 1 + Math.max(0, ...partsOf(node).map((part) => this.#depths.get(part) ?? 1));
    if (depth > MOST_DEEP) this.refuse({ code: 'too-deep', most: MOST_DEEP });
    this.#depths.set(node, depth);
    return node;
  }
}
