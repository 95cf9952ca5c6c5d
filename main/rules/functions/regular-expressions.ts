import { RE2JS, RE2JSException } from 're2js';
import type { Budget } from '../budget.ts';
import { toText } from '../convert.ts';
import type { Value } from '../values.ts';
import { define, type FunctionGroup } from './function.ts';

/** Longer patterns are taken for invalid. */
const MOST_PATTERN = 1_000;
/** Compiled patterns that are kept, whoever wrote them. */
const KEPT = 200;

/**
 * AWS has Java's regular expressions. These are RE2's, which need a time linear in the text whatever the pattern: Java's syntax without
 * look-around, back-references and possessive quantifiers. A pattern with one of those is invalid here, and gives Undefined.
 * @see https://github.com/google/re2/wiki/Syntax
 */
const compiled = new Map<string, RE2JS | null>();

/** Charged as if it were compiled each time: what an evaluation may do must not depend on the one before. */
function find(pattern: string, budget: Budget): RE2JS | null {
  if (pattern.length > MOST_PATTERN) return null;
  budget.step(20 + pattern.length);
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value ?? '');
    compiled.set(pattern, expression);
  }
  // `(a{30}){30}` is short and large.
  if (expression !== null) budget.step(10 * expression.programSize());
  return expression;
}

function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}

/** The matcher of a text. A search may look through all that is left of it with all of the program, and is paid so in advance. */
function matcherOf(args: readonly Value[], budget: Budget) {
  const text = toText(args[0], budget);
  const pattern = toText(args[1], budget);
  const expression = text === undefined || pattern === undefined ? null : find(pattern, budget);
  if (text === undefined || expression === null) return null;
  const size = expression.programSize();
  budget.step(1 + (text.length * size) / 16);
  return { text, size, matcher: expression.matcher(text) };
}

/** Java's replacement: `$1`, `${name}`, and a backslash before what is meant literally. */
function replaceAll(args: readonly Value[], budget: Budget): Value {
  const put = toText(args[2], budget);
  const found = put === undefined ? null : matcherOf(args, budget);
  if (put === undefined || found === null) return undefined;
  const { matcher, text, size } = found;
  const parts: string[] = [];
  let end = 0;
  try {
    while (matcher.find()) {
      const start = matcher.start();
      const filled = fill(put, (group) => matcher.group(group));
      if (filled === undefined) return undefined;
      budget.make(start - end + filled.length);
      parts.push(text.slice(end, start), filled);
      end = matcher.end();
      // Most searches end soon; one for `a(.*z)?` looks to the end each time.
      budget.step(1 + ((text.length - end) * size) / 64);
    }
  } catch (error) {
    // A group that the pattern does not have.
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
  budget.make(text.length - end);
  parts.push(text.slice(end));
  return parts.join('');
}

/** @returns undefined when Java would not take the replacement */
function fill(put: string, group: (which: string | number) => string | null): string | undefined {
  if (!/[$\\]/.test(put)) return put;
  let filled = '';
  for (let i = 0; i < put.length; i++) {
    const sign = put[i];
    if (sign === '\\') {
      if (++i === put.length) return undefined;
      filled += put[i];
    } else if (sign === '$') {
      const reference = /^(?:(\d)|\{([A-Za-z][A-Za-z0-9]*)\})/.exec(put.slice(i + 1, i + 100));
      if (reference === null) return undefined;
      filled += group(reference[2] ?? Number(reference[1])) ?? '';
      i += reference[0].length;
    } else filled += sign;
  }
  return filled;
}

export const regularExpressions: FunctionGroup = {
  regexp_matches: define(2, 2, (args, { budget }) => matcherOf(args, budget)?.matcher.find()),
  regexp_replace: define(3, 3, (args, { budget }) => replaceAll(args, budget)),
  regexp_substr: define(2, 2, (args, { budget }) => {
    const matcher = matcherOf(args, budget)?.matcher;
    return matcher?.find() ? (matcher.group() ?? undefined) : undefined;
  }),
};
