import type { Numeric } from './exact.ts';

export type BinaryOperator = 'or' | 'and' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

/** What `cast(… as T)` can make; the words that AWS has for each are in `parse-expression.ts`. */
export type CastType = 'string' | 'int' | 'decimal' | 'double' | 'boolean';

/** `at`: the offset in the statement where an error about it is shown. */
interface Node {
  readonly at: number;
}

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: null | boolean | string | Numeric;
}
/** A key of the message, of the row of a nested query, or an alias of one. */
export interface Name extends Node {
  readonly kind: 'name';
  readonly name: string;
}
/** `*`: the whole message or row. */
export interface Star extends Node {
  readonly kind: 'star';
}
export interface Variable extends Node {
  readonly kind: 'variable';
  readonly name: string;
}
export interface Member extends Node {
  readonly kind: 'member';
  readonly of: Expression;
  readonly name: string;
}
export interface Call extends Node {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Expression[];
}
export interface Cast extends Node {
  readonly kind: 'cast';
  readonly value: Expression;
  readonly type: CastType;
}
export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: 'not' | '-';
  readonly operand: Expression;
}
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `CASE subject WHEN … THEN … END`; AWS has no CASE without a subject. */
export interface Case extends Node {
  readonly kind: 'case';
  readonly subject: Expression;
  readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
  readonly otherwise: Expression | null;
}
export interface ArrayLiteral extends Node {
  readonly kind: 'array';
  readonly items: readonly Expression[];
}
export interface ObjectLiteral extends Node {
  readonly kind: 'object';
  readonly entries: readonly { readonly key: string; readonly value: Expression }[];
}
/** `(SELECT … FROM path AS alias WHERE …)`, or `EXISTS` of one. */
export interface Query extends Node {
  readonly kind: 'query' | 'exists';
  readonly select: Select;
  readonly source: Expression;
  readonly alias: string | null;
  readonly where: Expression | null;
}

export type Expression =
  | Literal
  | Name
  | Star
  | Variable
  | Member
  | Call
  | Cast
  | Unary
  | Binary
  | Case
  | ArrayLiteral
  | ObjectLiteral
  | Query;

export interface SelectItem {
  readonly value: Expression;
  /** `AS a.b` is ['a', 'b']; null without AS. */
  readonly alias: readonly string[] | null;
}

/** `SELECT VALUE x` has exactly one item and no alias. */
export interface Select {
  readonly asValue: boolean;
  readonly items: readonly SelectItem[];
}

export interface Statement {
  readonly variables: readonly { readonly name: string; readonly value: Expression; readonly at: number }[];
  readonly select: Select;
  readonly filter: string;
  readonly where: Expression | null;
}

/** The expressions directly within one, in the order of the text. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'star':
    case 'variable':
      return [];
    case 'member':
      return [node.of];
    case 'call':
      return node.args;
    case 'cast':
      return [node.value];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'case':
      return [
        node.subject,
        ...node.branches.flatMap(({ when, result }) => [when, result]),
        ...(node.otherwise === null ? [] : [node.otherwise]),
      ];
    case 'array':
      return node.items;
    case 'object':
      return node.entries.map(({ value }) => value);
    case 'query':
    case 'exists':
      return [...node.select.items.map(({ value }) => value), node.source, ...(node.where === null ? [] : [node.where])];
  }
}
