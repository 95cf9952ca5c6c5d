import type { BinaryOperator, Expression, Query, Select, Statement } from './ast.ts';
import { compare, numberJson } from './exact.ts';
import { isNumber } from './values.ts';

/** How tightly an expression binds, from loose to tight. */
const TIGHTNESS: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  in: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};
const NOT = 3;
const MINUS = 7;
/** A dot behind digits would be read as their point. */
const NUMBER = 8;
const MEMBER = 9;

/** A statement on one line; `parse` makes the same tree of it. */
export function print({ variables, select, filter, where }: Statement): string {
  const set = variables.map(({ name, value }) => `@${name} = ${printExpression(value)}`).join(', ');
  return `${set === '' ? '' : `SET ${set} `}SELECT ${printSelect(select)} FROM ${quote(filter)}${printWhere(where)}`;
}

/** Also the key of a selected expression that has no alias and is no path. */
export function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node.value);
    case 'name':
      return node.name;
    case 'star':
      return '*';
    case 'variable':
      return `@${node.name}`;
    case 'member':
      return `${hold(node.of, MEMBER)}.${node.name}`;
    case 'call':
      return `${node.name}(${node.args.map(printExpression).join(', ')})`;
    case 'cast':
      return `cast(${printExpression(node.value)} AS ${node.type})`;
    case 'unary':
      if (node.operator === 'not') return `NOT ${hold(node.operand, NOT)}`;
      // `- 5` would be read as the number, `--` as a comment.
      return node.operand.kind === 'literal' || node.operand.kind === 'unary'
        ? `-(${printExpression(node.operand)})`
        : `-${hold(node.operand, MINUS)}`;
    case 'binary': {
      const tightness = TIGHTNESS[node.operator];
      // `x IN (a) + b` would end behind the parenthesis.
      const right = hold(node.right, node.operator === 'in' ? MEMBER : tightness + 1);
      return `${hold(node.left, tightness)} ${node.operator.toUpperCase()} ${right}`;
    }
    case 'case': {
      const branches = node.branches.map(({ when, result }) => `WHEN ${printExpression(when)} THEN ${printExpression(result)}`);
      const otherwise = node.otherwise === null ? '' : ` ELSE ${printExpression(node.otherwise)}`;
      return `CASE ${printExpression(node.subject)} ${branches.join(' ')}${otherwise} END`;
    }
    case 'array':
      return `[${node.items.map(printExpression).join(', ')}]`;
    case 'object':
      return `{${node.entries.map(({ key, value }) => `${quote(key)}: ${printExpression(value)}`).join(', ')}}`;
    case 'query':
    case 'exists':
      return printQuery(node);
  }
}

function printQuery({ kind, select, source, alias, where }: Query): string {
  const as = alias === null ? '' : ` AS ${alias}`;
  const from = hold(source, MEMBER);
  return `${kind === 'exists' ? 'EXISTS ' : ''}(SELECT ${printSelect(select)} FROM ${from}${as}${printWhere(where)})`;
}

function printSelect({ asValue, items }: Select): string {
  const printed = items.map(({ value, alias }) => `${printExpression(value)}${alias === null ? '' : ` AS ${alias.join('.')}`}`);
  const list = printed.join(', ');
  if (!asValue) return list;
  // `VALUE -x` and `VALUE * 2` would be about a key called VALUE.
  return `VALUE ${/^[-*]./.test(list) ? `(${list})` : list}`;
}

const printWhere = (where: Expression | null): string => (where === null ? '' : ` WHERE ${printExpression(where)}`);

function printLiteral(value: (Expression & { kind: 'literal' })['value']): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'string' ? quote(value) : numberJson(value);
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** In parentheses when it binds less tightly than where it stands. */
function hold(node: Expression, tightness: number): string {
  const printed = printExpression(node);
  return tightnessOf(node) < tightness ? `(${printed})` : printed;
}

function tightnessOf(node: Expression): number {
  if (node.kind === 'binary') return TIGHTNESS[node.operator];
  if (node.kind === 'unary') return node.operator === 'not' ? NOT : MINUS;
  if (node.kind === 'literal' && isNumber(node.value)) return compare(node.value, 0) < 0 ? MINUS : NUMBER;
  return MEMBER;
}
