import { toNumber, toText } from '../convert.ts';
import { toIndex } from '../exact.ts';
import { isArray, type Value } from '../values.ts';
import { type Call, define, define2016, type FunctionGroup, type SqlFunction } from './function.ts';

/** All arguments converted to Strings; Undefined when one cannot be. */
function texts(args: readonly Value[], { budget }: Call): readonly string[] | undefined {
  const converted: string[] = [];
  for (const arg of args) {
    const text = toText(arg, budget);
    if (text === undefined) return undefined;
    budget.step(1 + text.length / 64);
    converted.push(text);
  }
  return converted;
}

type OfTexts = (texts: readonly [string, string, string], call: Call) => Value;

const ofTexts = (count: 1 | 2 | 3, compute: OfTexts, make = define): SqlFunction =>
  make(count, count, (args, call) => {
    const [a = '', b = '', c = ''] = texts(args, call) ?? [];
    return args.some((arg) => arg === undefined || arg === null) ? undefined : compute([a, b, c], call);
  });

/** A String of about the size of its argument. */
const changed = (change: (text: string) => string): SqlFunction =>
  ofTexts(1, ([text], { budget }) => {
    budget.make(text.length);
    return change(text);
  });

const PADDING = 1000;

const padded = (pad: (text: string, spaces: string) => string): SqlFunction =>
  define(2, 2, ([value, count], { budget }) => {
    const text = toText(value, budget);
    const spaces = toNumber(count);
    if (text === undefined || spaces === undefined) return undefined;
    budget.make(text.length + PADDING);
    return pad(text, ' '.repeat(Math.min(PADDING, Math.max(0, toIndex(spaces)))));
  });

/** White space is what Java's `trim` takes for it: the space and the control characters before it. */
const trimStart = (text: string): string => {
  let from = 0;
  while (from < text.length && text.charCodeAt(from) <= 32) from++;
  return text.slice(from);
};
const trimEnd = (text: string): string => {
  let to = text.length;
  while (to > 0 && text.charCodeAt(to - 1) <= 32) to--;
  return text.slice(0, to);
};

/** Characters are code points here: an index never cuts one in half. */
const characters = (text: string): readonly string[] => Array.from(text);

function substring([value, first, second]: readonly Value[], { budget }: Call): Value {
  const text = toText(value, budget);
  const from = toNumber(first);
  const to = second === undefined ? Number.MAX_SAFE_INTEGER : toNumber(second);
  if (text === undefined || from === undefined || to === undefined) return undefined;
  budget.make(2 * text.length);
  const all = characters(text);
  return all.slice(Math.max(0, toIndex(from)), Math.max(0, toIndex(to))).join('');
}

/** Arrays are joined with what else there is; without one, and with a String, the texts are. One argument that is no Array becomes a String. */
function concat(args: readonly Value[], call: Call): Value {
  if (args.length === 0 || args.includes(undefined)) return undefined;
  if (args.some(isArray)) {
    call.budget.make(args.reduce((sum: number, arg) => sum + (isArray(arg) ? arg.length : 1), 0));
    return args.flatMap((arg) => (isArray(arg) ? arg : [arg]));
  }
  if (args.length > 1 && !args.some((arg) => typeof arg === 'string')) return undefined;
  const parts = texts(args, call);
  if (parts === undefined) return undefined;
  call.budget.make(parts.reduce((sum, { length }) => sum + length, 0));
  return parts.join('');
}

/** Literally, whatever the texts look like; an empty text to look for changes nothing. */
function replace([text, wanted, put]: readonly [string, string, string], { budget }: Call): Value {
  if (wanted === '') return text;
  const parts = text.split(wanted);
  budget.make(text.length + (parts.length - 1) * put.length);
  return parts.join(put);
}

const utf8 = new TextEncoder();

export const strings: FunctionGroup = {
  chr: define(1, 1, ([value]) => {
    const number = toNumber(value);
    const code = number === undefined ? -1 : toIndex(number);
    return code >= 0 && code <= 127 ? String.fromCharCode(code) : undefined;
  }),
  concat: define(0, Number.POSITIVE_INFINITY, concat),
  endswith: ofTexts(2, ([text, end]) => text.endsWith(end)),
  indexof: ofTexts(
    2,
    ([text, part]) => {
      const at = text.indexOf(part);
      return at <= 0 ? at : characters(text.slice(0, at)).length;
    },
    define2016,
  ),
  length: ofTexts(1, ([text]) => characters(text).length, define2016),
  lower: changed((text) => text.toLowerCase()),
  lpad: padded((text, spaces) => spaces + text),
  ltrim: changed(trimStart),
  numbytes: ofTexts(1, ([text]) => utf8.encode(text).length, define2016),
  replace: ofTexts(3, replace),
  rpad: padded((text, spaces) => text + spaces),
  rtrim: changed(trimEnd),
  startswith: ofTexts(2, ([text, start]) => text.startsWith(start)),
  substring: define(2, 3, (args, call) => (args.length === 3 && args[2] === undefined ? undefined : substring(args, call))),
  trim: changed((text) => trimEnd(trimStart(text))),
  upper: changed((text) => text.toUpperCase()),
};
