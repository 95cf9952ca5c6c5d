import type { SqlVersion } from './version.ts';

/** What the grammar wanted where something else stands. */
export type Expected =
  | 'select'
  | 'value'
  | 'item-end'
  | 'filter'
  | 'from-source'
  | 'alias'
  | 'property'
  | 'variable'
  | 'equals-sign'
  | 'set-end'
  | 'end'
  | 'closing-parenthesis'
  | 'argument-end'
  | 'array-end'
  | 'object-key'
  | 'colon'
  | 'object-end'
  | 'when'
  | 'result'
  | 'case-end'
  | 'cast-as'
  | 'cast-type'
  | 'query-from'
  | 'template-end';

/** Why a topic filter is none. */
export type FilterFault = 'empty' | 'half-character' | 'nul' | 'too-long' | 'hash' | 'plus' | 'shared';

/** Why a statement or a template is refused. `explain` says it in words. */
export type Fault =
  | { readonly code: 'expected'; readonly expected: Expected; readonly atEnd: boolean }
  | { readonly code: 'comment' }
  | { readonly code: 'not-equal' }
  | { readonly code: 'character'; readonly character: string }
  | { readonly code: 'unterminated-string' }
  | { readonly code: 'number'; readonly text: string }
  | { readonly code: 'filter'; readonly fault: FilterFault }
  | { readonly code: 'variable-name' }
  | { readonly code: 'variable-twice'; readonly name: string }
  | { readonly code: 'variable-unset'; readonly name: string }
  | { readonly code: 'value-alone' }
  | { readonly code: 'function'; readonly name: string; readonly like: string | null }
  | { readonly code: 'needs-aws'; readonly name: string }
  | { readonly code: 'needs-version'; readonly what: string; readonly version: SqlVersion }
  | { readonly code: 'version'; readonly version: string }
  | { readonly code: 'too-deep'; readonly most: number }
  | { readonly code: 'too-long'; readonly most: number }
  /** Expressions in one template. */
  | { readonly code: 'too-many'; readonly most: number };

/** Where in a text: `offset` in UTF-16 units from 0, `line` and `column` (in characters) from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A refusal and where it stands. */
export interface Problem extends Position {
  readonly fault: Fault;
}

/** Thrown within lexer and parser only; what is exported from here to other rooms returns a `Problem`. */
export class Refusal extends Error {
  readonly fault: Fault;
  readonly at: number;
  constructor(fault: Fault, at: number) {
    super(fault.code);
    this.fault = fault;
    this.at = at;
  }
}

/** Line and column of an offset. A line ends with \n, \r\n or \r. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { offset, line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}

/** Runs a reader of `text` that may throw a `Refusal`. */
export function refusable<T>(
  text: string,
  read: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, problem: { fault: error.fault, ...positionOf(text, error.at) } };
  }
}
