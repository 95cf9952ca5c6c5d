import { type Call, type Expression, partsOf, type Query, type Statement } from './ast.ts';
import { awsFunctions, findFunction, functionNames } from './functions/index.ts';
import { type Parsed, parse } from './parse.ts';
import { type Fault, positionOf, Refusal, refusable } from './problem.ts';
import { DEFAULT_SQL_VERSION, isSqlVersion, type SqlVersion } from './version.ts';

/**
 * Reads a statement as it is to be saved: refused is what cannot be read, a function that does not exist, needs AWS or a newer version, and
 * a variable that is not set. A function's arguments are no reason: wrong ones are Undefined, message by message.
 */
export function check(sql: string, version: string = DEFAULT_SQL_VERSION): Parsed {
  if (!isSqlVersion(version)) return { ok: false, problem: { fault: { code: 'version', version }, ...positionOf(sql, 0) } };
  const parsed = parse(sql);
  if (!parsed.ok) return parsed;
  const checked = refusable(sql, () => checkStatement(parsed.statement, version));
  return checked.ok ? parsed : checked;
}

function checkStatement({ variables, select, where }: Statement, version: SqlVersion): void {
  const set: string[] = [];
  for (const { name, value } of variables) {
    checkExpression(value, set, version);
    set.push(name);
  }
  for (const { value } of select.items) checkExpression(value, set, version);
  if (where !== null) checkExpression(where, set, version);
}

/** @throws Refusal */
export function checkExpression(node: Expression, variables: readonly string[], version: SqlVersion): void {
  const fault = faultOf(node, variables, version);
  if (fault !== null) throw new Refusal(fault, node.at);
  for (const part of partsOf(node)) checkExpression(part, variables, version);
}

/** What AWS added with its second version. */
const NEWER: Readonly<Partial<Record<Expression['kind'], string>>> = {
  array: '[…]',
  object: '{…}',
  query: '(SELECT …)',
  exists: 'EXISTS (SELECT …)',
} satisfies Partial<Record<Expression['kind'] | Query['kind'], string>>;

function faultOf(node: Expression, variables: readonly string[], version: SqlVersion): Fault | null {
  const newer = (what: string): Fault | null =>
    version === '2015-10-08' ? { code: 'needs-version', what, version: '2016-03-23' } : null;
  switch (node.kind) {
    case 'variable':
      return variables.includes(node.name) ? null : { code: 'variable-unset', name: node.name };
    case 'cast':
      return node.type === 'decimal' || node.type === 'boolean' ? newer(`cast(… as ${node.type})`) : null;
    case 'call': {
      const fault = faultOfCall(node);
      return fault === null && findFunction(node.name)?.since === '2016-03-23' ? newer(`${node.name}()`) : fault;
    }
    default: {
      const what = NEWER[node.kind];
      return what === undefined ? null : newer(what);
    }
  }
}

function faultOfCall({ name, args }: Call): Fault | null {
  if (awsFunctions.has(name)) return { code: 'needs-aws', name: `${name}()` };
  const scheme = args[1];
  // The descriptor of a Protobuf message is a file in S3.
  if (name === 'decode' && scheme?.kind === 'literal' && scheme.value === 'proto')
    return { code: 'needs-aws', name: "decode(…, 'proto', …)" };
  return findFunction(name) === undefined ? { code: 'function', name, like: nearest(name) } : null;
}

/** The function that was probably meant. */
function nearest(name: string): string | null {
  const near = [...functionNames, ...awsFunctions, 'cast'].map((one) => ({ one, far: distance(name, one) }));
  const best = near.sort((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= (name.length < 5 ? 1 : 2) ? best.one : null;
}

/** How many letters must be changed, put in or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].slice(0, 64).entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}
