import type { FilterMissView } from '../contract/rule-requests.ts';
import { type Expression, partsOf, type Statement } from './ast.ts';
import { Budget, Failure } from './budget.ts';
import { compileExpression, type Names, type Scope } from './compile-expression.ts';
import type { Context } from './context.ts';
import { writeJson } from './json.ts';
import type { Message } from './message.ts';
import { printExpression } from './print.ts';
import { compileFilter } from './topic-filter.ts';
import type { SqlVersion } from './version.ts';

/** Where a topic leaves the way of a filter; null: the filter means it. */
export function missOf(filter: string, topic: string): FilterMissView | null {
  if (compileFilter(filter)(topic)) return null;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && /^[+#]/.test(filter))
    return { why: 'dollar', level: 1, wants: wanted[0] ?? '', has: levels[0] ?? '' };
  for (const [i, wants] of wanted.entries()) {
    const has = levels[i];
    if (has === undefined) return { why: 'too-short', level: i + 1, wants, has: null };
    if (wants !== '+' && wants !== '#' && wants !== has) return { why: 'level', level: i + 1, wants, has };
  }
  return { why: 'too-long', level: wanted.length + 1, wants: null, has: levels[wanted.length] ?? null };
}

export interface WhereParts {
  /** `text` as `print` writes it; `depth` from 1; `value` JSON, null is Undefined. Both cut. */
  readonly parts: readonly { readonly text: string; readonly depth: number; readonly value: string | null }[];
  /** There are more than are told. */
  readonly isCut: boolean;
}

const MOST_PARTS = 40;
const MOST_DEEP = 6;
const MOST_TEXT = 300;

/** The values of the parts of WHERE, for a person who wonders why it is not true. Never throws, and ends within one budget. */
export function partsOfWhere(
  { where, variables }: Statement,
  message: Message,
  context: Context,
  version: SqlVersion,
): WhereParts {
  const names: Names = { variables: variables.map(({ name }) => name), aliases: [null] };
  const scope: Scope = { message, context, version, budget: new Budget(), rows: [], variables: [] };
  const parts: WhereParts['parts'][number][] = [];
  if (where === null) return { parts, isCut: false };
  const tell = (node: Expression, depth: number): boolean => {
    if (parts.length === MOST_PARTS || depth > MOST_DEEP) return false;
    const value = compileExpression(node, names)(scope);
    const told = value === undefined ? null : cut(writeJson(value, scope.budget));
    parts.push({ text: cut(printExpression(node)), depth, value: told });
    return true;
  };
  try {
    for (const { value } of variables) scope.variables.push(compileExpression(value, names)(scope));
    return { parts, isCut: !walk(where, 1, tell) };
  } catch (error) {
    if (error instanceof Failure) return { parts, isCut: true };
    throw error;
  }
}

type Tell = (node: Expression, depth: number) => boolean;

/** Goes through the parts that have a value for the message: within a query names mean its rows. @returns false when some were left out */
function walk(node: Expression, depth: number, tell: Tell): boolean {
  if (node.kind === 'query' || node.kind === 'exists' || node.kind === 'member') return true;
  const told = operandsOf(node).filter(({ kind }) => kind !== 'literal' && kind !== 'star');
  return told.map((part) => tell(part, depth) && walk(part, depth + 1, tell)).every((all) => all);
}

/** `a AND b AND c` has three for a person, however it was read. */
function operandsOf(node: Expression): readonly Expression[] {
  if (node.kind !== 'binary' || (node.operator !== 'and' && node.operator !== 'or')) return partsOf(node);
  const { operator } = node;
  const operands: Expression[] = [node.right];
  let left = node.left;
  for (; left.kind === 'binary' && left.operator === operator; left = left.left) operands.push(left.right);
  return [left, ...operands.reverse()];
}

const cut = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT).toWellFormed()}…` : text);
