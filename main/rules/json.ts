import { type Budget, Failure } from './budget.ts';
import { numberJson, readNumber } from './exact.ts';
import { isArray, isNumber, type Value } from './values.ts';

/** How deep arrays and objects may lie in each other: as deep as is read without looking, and far from any stack's end. */
export const MAX_DEPTH = 100;
/** Larger payloads are not read as JSON; AWS's own limit is 128 KB. */
export const MAX_JSON_BYTES = 1_048_576;

/** A number whose digits or exponent a double may lose. */
const DELICATE = /\d[\d.]{15}|\d[eE][+-]?\d\d/;

/**
 * Reads JSON with numbers as they are written, to 34 digits; a number beyond the range is Null.
 * @returns Undefined when the text is no JSON
 * @throws Failure when it lies deeper than `MAX_DEPTH`
 */
export function readJson(text: string): Value {
  if (text.length > 2 * MAX_DEPTH && depthOf(text) > MAX_DEPTH) throw new Failure('depth');
  try {
    return DELICATE.test(text) ? (JSON.parse(text, keepDigits) as Value) : (JSON.parse(text) as Value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined ? (readNumber(context.source) ?? null) : value;

/** How deep brackets nest outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth);
    else if (code === 125 || code === 93) depth--;
  }
  return deepest;
}

/** Neither a quote nor a backslash nor a control character nor half a character: such a text stands as it is. */
const PLAIN = /^[ !#-[\]-\uD7FF\uE000-\uFFFF]*$/;

/** A lone surrogate is written as an escape. */
const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** JSON that is written already, by the value that it is of. */
export type WrittenJson = Pick<ReadonlyMap<Value, string>, 'get'>;
export const NOTHING_WRITTEN: WrittenJson = new Map();

/**
 * A value as JSON without spaces. Undefined is left out of objects and the empty text by itself.
 * @param written what need not be written again
 * @throws Failure
 */
export function writeJson(value: Value, budget: Budget, written = NOTHING_WRITTEN, depth = 0): string {
  budget.step();
  if (typeof value === 'string') {
    budget.make(value.length);
    return quote(value);
  }
  if (value === undefined) return '';
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return numberJson(value);
  const known = written.get(value);
  if (known !== undefined) {
    budget.make(known.length);
    return known;
  }
  if (depth > 2 * MAX_DEPTH) throw new Failure('depth');
  let text = '';
  if (isArray(value)) {
    for (const one of value) text += `${text === '' ? '' : ','}${writeJson(one, budget, written, depth + 1) || 'null'}`;
    return `[${text}]`;
  }
  for (const key of Object.keys(value)) {
    const one = value[key];
    if (one === undefined) continue;
    budget.make(key.length);
    text += `${text === '' ? '' : ','}${quote(key)}:${writeJson(one, budget, written, depth + 1)}`;
  }
  return `{${text}}`;
}
