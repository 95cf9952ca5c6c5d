import type { Call, Case, Cast, Expression, Member, Query, Select } from './ast.ts';
import { type Budget, Failure } from './budget.ts';
import type { Context } from './context.ts';
import { same, toBoolean, toNumber, toText } from './convert.ts';
import { fromDouble, isZero, type Numeric, round, toDouble } from './exact.ts';
import { encodePayload } from './functions/encoding.ts';
import { findFunction } from './functions/index.ts';
import type { Message } from './message.ts';
import { minus, not, operators } from './operators.ts';
import { printExpression } from './print.ts';
import { emptyObject, isArray, isNumber, isObject, memberOf, objectOf, type Value } from './values.ts';
import type { SqlVersion } from './version.ts';

/** One evaluation under way. */
export interface Scope {
  readonly message: Message;
  readonly context: Context;
  readonly budget: Budget;
  readonly version: SqlVersion;
  /** What keys are looked up in: from 1 on the row of a query, of a query within it … At 0, where the message would be, nothing. */
  readonly rows: Value[];
  /** Of SET, in order. */
  readonly variables: Value[];
}

export type Run = (scope: Scope) => Value;

/** What names mean where an expression stands. */
export interface Names {
  /** The index of each variable that is set. */
  readonly variables: readonly string[];
  /** The alias of the row at each depth; null for the message, and where there is none. */
  readonly aliases: readonly (string | null)[];
}

/** Turns an expression into a function once, so that a message costs no more than it must. The expression has passed `check`. */
export function compileExpression(node: Expression, names: Names): Run {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.name, names);
    case 'star':
      return rowOf(names);
    case 'variable': {
      const index = names.variables.indexOf(node.name);
      return ({ variables }) => variables[index];
    }
    case 'member':
      return compilePath(node, names);
    case 'call':
      return compileCall(node, names);
    case 'cast':
      return compileCast(node, names);
    case 'unary': {
      const operand = compileExpression(node.operand, names);
      return node.operator === 'not' ? (scope) => not(operand(scope)) : (scope) => minus(operand(scope));
    }
    case 'binary': {
      const left = compileExpression(node.left, names);
      const right = compileExpression(node.right, names);
      // What most rules ask of a message.
      if (node.operator === '=' && node.right.kind === 'literal' && typeof node.right.value === 'string')
        return isText(left, node.right.value);
      const operate = operators[node.operator];
      return (scope) => {
        scope.budget.step();
        return operate(left(scope), right(scope), scope.budget);
      };
    }
    case 'case':
      return compileCase(node, names);
    case 'array': {
      const items = node.items.map((item) => compileExpression(item, names));
      return (scope) => {
        scope.budget.step(items.length);
        scope.budget.make(items.length);
        // Undefined cannot stand in an array, and an array without it would be another.
        const values = items.map((item) => item(scope));
        return values.includes(undefined) ? values.filter((value) => value !== undefined) : values;
      };
    }
    case 'object': {
      const entries = node.entries.map(({ key, value }) => [key, compileExpression(value, names)] as const);
      return (scope) => {
        scope.budget.step(entries.length);
        scope.budget.make(entries.length);
        return objectOf(entries.map(([key, value]) => [key, value(scope)]));
      };
    }
    case 'query':
      return compileQuery(node, names);
    case 'exists': {
      const query = compileQuery(node, names);
      return (scope) => {
        const found = query(scope);
        return isArray(found) ? found.length > 0 : found !== undefined;
      };
    }
  }
}

/** Like `compileExpression`, for WHERE: only true counts, so what cannot become true any more need not be known. */
export function compileCondition(node: Expression, names: Names, operand = false): (scope: Scope) => boolean {
  if (node.kind === 'binary' && node.operator === 'and') {
    const left = compileCondition(node.left, names, true);
    const right = compileCondition(node.right, names, true);
    return (scope) => left(scope) && right(scope);
  }
  const run = compileExpression(node, names);
  // An operand may also be the text "true".
  return operand ? (scope) => toBoolean(run(scope)) === true : (scope) => run(scope) === true;
}

/** What stands between SELECT and FROM, of the row at the innermost depth. */
export function compileSelect({ asValue, items }: Select, names: Names): Run {
  const first = items[0];
  if (asValue && first !== undefined) return compileExpression(first.value, names);
  if (items.length === 1 && first?.value.kind === 'star' && first.alias === null) return rowOf(names);
  const ofMessage = names.aliases.length === 1;
  const columns = items.map(({ value, alias }) => ({
    run: compileExpression(value, names),
    path: alias ?? (value.kind === 'star' ? null : [keyOf(value)]),
  }));
  return (scope) => {
    const row = emptyObject();
    for (const { run, path } of columns) {
      const value = run(scope);
      if (path !== null) put(row, path, value, scope.budget);
      else if (isObject(value)) {
        const keys = Object.keys(value);
        scope.budget.step(keys.length);
        scope.budget.make(keys.length);
        for (const key of keys) row[key] = value[key];
      } else if (ofMessage) throw new Failure('no-object');
    }
    return row;
  };
}

/** The key of what has no alias: the last name of a path, else the expression itself. AWS documents only the first. */
function keyOf(value: Expression): string {
  return value.kind === 'name' || value.kind === 'member' || value.kind === 'variable' ? value.name : printExpression(value);
}

/** `AS a.b` beside `AS a.c` makes one object; what stood at `a` and is no object of ours gives way. */
function put(row: Record<string, Value>, path: readonly string[], value: Value, budget: Budget): void {
  if (value === undefined) return;
  let at = row;
  const last = path.length - 1;
  for (let i = 0; i < last; i++) {
    const key = path[i] ?? '';
    const there = at[key];
    const inner = emptyObject();
    if (isObject(there)) {
      // A copy: it may be the message's own.
      budget.step(Object.keys(there).length);
      Object.assign(inner, there);
    }
    at[key] = inner;
    at = inner;
  }
  at[path[last] ?? ''] = value;
}

/** `a.b.c`, step by step. */
function compilePath(node: Member, names: Names): Run {
  const path = [node.name];
  let root = node.of;
  for (; root.kind === 'member'; root = root.of) path.unshift(root.name);
  const of = compileExpression(root, names);
  return (scope) => {
    let value = of(scope);
    for (const name of path) value = memberOf(value, name);
    return value;
  };
}

const isText =
  (of: Run, text: string): Run =>
  (scope) => {
    scope.budget.step();
    const value = of(scope);
    return value === undefined ? undefined : value === text;
  };

function compileName(name: string, { aliases }: Names): Run {
  const depth = aliases.lastIndexOf(name);
  if (depth > 0) return ({ rows }) => rows[depth];
  const innermost = aliases.length - 1;
  return innermost === 0 ? ({ message }) => memberOf(message.json(), name) : ({ rows }) => memberOf(rows[innermost], name);
}

/** The message, or the row of the innermost query. */
function rowOf({ aliases }: Names): Run {
  const innermost = aliases.length - 1;
  return innermost === 0 ? ({ message }) => message.json() : ({ rows }) => rows[innermost];
}

function compileCall({ name, args }: Call, names: Names): Run {
  const found = findFunction(name);
  if (found === undefined || args.length < found.least || args.length > found.most) return () => undefined;
  const runs = args.map((arg) => compileExpression(arg, names));
  const [first, scheme] = runs;
  if (name === 'encode' && args[0]?.kind === 'star' && names.aliases.length === 1 && scheme !== undefined)
    return (scope) => encodePayload(scheme(scope), scope);
  if (runs.length === 1 && first !== undefined)
    return (scope) => {
      scope.budget.step();
      return found.run([first(scope)], scope);
    };
  return (scope) => {
    scope.budget.step(1 + runs.length);
    return found.run(
      runs.map((run) => run(scope)),
      scope,
    );
  };
}

/** `cast` converts more than a function's arguments are: Booleans to numbers and back. */
function compileCast({ value, type }: Cast, names: Names): Run {
  const run = compileExpression(value, names);
  const number = (scope: Scope): Numeric | undefined => {
    const given = run(scope);
    return typeof given === 'boolean' ? Number(given) : toNumber(given);
  };
  const whenNumber =
    (convert: (a: Numeric) => Value): Run =>
    (scope) => {
      const given = number(scope);
      return given === undefined ? undefined : convert(given);
    };
  switch (type) {
    case 'string':
      return (scope) => toText(run(scope), scope.budget);
    case 'int':
      return whenNumber((a) => round(a, 'down'));
    case 'decimal':
      return number;
    case 'double':
      return whenNumber((a) => fromDouble(toDouble(a)));
    case 'boolean':
      return (scope) => {
        const given = run(scope);
        return isNumber(given) ? !isZero(given) : toBoolean(given);
      };
  }
}

function compileCase({ subject, branches, otherwise }: Case, names: Names): Run {
  const of = compileExpression(subject, names);
  const runs = branches.map(({ when, result }) => ({
    when: compileExpression(when, names),
    result: compileExpression(result, names),
  }));
  const last = otherwise === null ? null : compileExpression(otherwise, names);
  return (scope) => {
    scope.budget.step();
    const value = of(scope);
    if (value === undefined) return undefined;
    for (const { when, result } of runs) if (same(value, when(scope), scope.budget)) return result(scope);
    return last?.(scope);
  };
}

/** Over an array: an array of what is selected of the rows that WHERE lets pass. Over an object: what is selected of it, or Undefined. */
function compileQuery({ select, source, alias, where }: Query, names: Names): Run {
  const from = compileExpression(source, names);
  const inner: Names = { ...names, aliases: [...names.aliases, alias] };
  const pick = compileSelect(select, inner);
  const passes = where === null ? () => true : compileCondition(where, inner);
  const depth = names.aliases.length;
  const pickOf = (row: Value, scope: Scope): Value => {
    scope.budget.step(10);
    scope.budget.make(1);
    scope.rows[depth] = row;
    return passes(scope) ? pick(scope) : undefined;
  };
  return (scope) => {
    const over = from(scope);
    if (isArray(over)) return over.map((row) => pickOf(row, scope)).filter((picked) => picked !== undefined);
    return isObject(over) ? pickOf(over, scope) : undefined;
  };
}
