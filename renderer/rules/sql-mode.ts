import type { StreamParser, StringStream } from '@codemirror/language';

/** What a piece of a statement is, for its colour. */
export type SqlStyle =
  | 'keyword'
  | 'function'
  | 'name'
  | 'property'
  | 'constant'
  | 'number'
  | 'string'
  | 'variable'
  | 'symbol'
  | 'bad';

interface State {
  /** The quote that closes the text we are in: texts may go over lines. */
  quote: "'" | '"' | null;
  /** Behind a dot stands a key, whatever it is called. */
  behindDot: boolean;
  /** Open braces within `${…}`; null: in the text around it. A statement has no such text. */
  braces: number | null;
}

const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

// As main reads them; a test compares the two.
const SPACE = /^[\s\uFEFF]+/;
const WORD = /^[\p{L}_$][\p{L}\p{N}_$]*/u;
const PROPERTY = /^[\p{L}\p{N}_$]+/u;
const NUMBER = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_$])/u;
const VARIABLE = /^@[\p{L}\p{N}_$]*/u;
const SYMBOL = /^(?:<>|<=|>=|[=<>+\-*/%(),.[\]{}:])/;
const TO_EXPRESSION = /^(?:[^$]|\$(?!\{))+/;

/** Tells the pieces of a statement, or of a text with `${expression}` in it, apart. `keywords` in capitals. */
export function sqlMode(keywords: ReadonlySet<string>, template: boolean): StreamParser<State> {
  return {
    name: template ? 'aws-iot-template' : 'aws-iot-sql',
    startState: () => ({ quote: null, behindDot: false, braces: template ? null : 0 }),
    copyState: (state) => ({ ...state }),
    token: (stream, state) => {
      if (state.braces === null) {
        if (stream.match(TO_EXPRESSION)) return null;
        stream.match('${');
        state.braces = 0;
        return 'symbol';
      }
      return styleOf(stream, state, keywords, template);
    },
    languageData: { closeBrackets: { brackets: ['(', '[', '{', "'"] } },
  };
}

function styleOf(stream: StringStream, state: State, keywords: ReadonlySet<string>, template: boolean): SqlStyle | null {
  if (state.quote !== null) return closeText(stream, state);
  if (stream.match(SPACE)) return null;
  const { behindDot } = state;
  state.behindDot = false;
  if (behindDot && stream.match(PROPERTY)) return 'property';
  const next = stream.peek();
  if (next === "'" || next === '"') {
    stream.next();
    state.quote = next;
    return closeText(stream, state);
  }
  if (stream.match(VARIABLE)) return 'variable';
  if (stream.match(NUMBER)) return 'number';
  const word = stream.match(WORD) ?? stream.match(PROPERTY);
  if (Array.isArray(word)) return styleOfWord(word[0], stream, keywords);
  const symbol = stream.match(SYMBOL);
  if (!Array.isArray(symbol)) {
    stream.next();
    return 'bad';
  }
  if (symbol[0] === '.') state.behindDot = true;
  if (template) countBrace(symbol[0], state);
  return 'symbol';
}

function styleOfWord(word: string, stream: StringStream, keywords: ReadonlySet<string>): SqlStyle {
  if (CONSTANTS.has(word.toLowerCase())) return 'constant';
  if (keywords.has(word.toUpperCase())) return 'keyword';
  return stream.match(/^\s*\(/, false) ? 'function' : 'name';
}

/** To the quote that closes, or to the end of the line. A quote within is written twice. */
function closeText(stream: StringStream, state: State): SqlStyle {
  while (!stream.eol()) {
    if (stream.next() !== state.quote) continue;
    if (stream.peek() !== state.quote) {
      state.quote = null;
      break;
    }
    stream.next();
  }
  return 'string';
}

function countBrace(symbol: string, state: State): void {
  if (symbol === '{') state.braces = (state.braces ?? 0) + 1;
  else if (symbol === '}') state.braces = state.braces === 0 ? null : (state.braces ?? 1) - 1;
}
