import { Refusal } from './problem.ts';

/** `at` and `end` are offsets. A `word` is a keyword or a name; `variable` is without its `@`. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'symbol' | 'variable' | 'end';
  /** As written; of a string what it means, of a variable its name. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const space = /[\s\uFEFF]*/y;
const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
/** After a dot, and where a name begins with a digit. */
const property = /[\p{L}\p{N}_$]+/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const symbol = /<>|<=|>=|[=<>+\-*/%(),.[\]{}:]/y;

/** Reads one token after the other, so that a template can stop at its closing brace. */
export class Tokens {
  readonly #text: string;
  #at: number;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#at = at;
  }

  /** @throws Refusal where no token begins */
  next(): Token {
    const at = this.#skipSpace();
    const first = this.#text[at];
    if (first === undefined) return { kind: 'end', text: '', at, end: at };
    if (first === "'" || first === '"') return this.#string(first, at);
    if (first === '@') return this.#make('variable', this.#match(property, at + 1) ?? '', at, 1);
    const digits = this.#match(number, at);
    if (digits !== null) return this.#number(digits, at);
    const letters = this.#match(word, at);
    if (letters !== null) return this.#make('word', letters, at);
    if (this.#text.startsWith('--', at) || this.#text.startsWith('/*', at)) throw new Refusal({ code: 'comment' }, at);
    if (this.#text.startsWith('!=', at) || this.#text.startsWith('==', at)) throw new Refusal({ code: 'not-equal' }, at);
    const sign = this.#match(symbol, at);
    if (sign !== null) return this.#make('symbol', sign, at);
    throw new Refusal({ code: 'character', character: String.fromCodePoint(this.#text.codePointAt(at) ?? 0) }, at);
  }

  /** The name behind a dot, which may be a keyword, begin with a digit or be a number; any other token as it is. */
  nextProperty(): Token {
    const at = this.#skipSpace();
    const name = this.#match(property, at);
    return name === null ? this.next() : this.#make('word', name, at);
  }

  #number(digits: string, at: number): Token {
    const name = this.#match(property, at) ?? digits;
    // `5min` is a name; `1.5min` is nothing.
    if (name.length <= digits.length && this.#match(property, at + digits.length) === null)
      return this.#make('number', digits, at);
    if (digits.includes('.') || /[+-]/.test(digits)) throw new Refusal({ code: 'number', text: digits }, at);
    return this.#make('word', name, at);
  }

  /** A quote within is written twice. There are no backslash escapes: a regular expression stands as it is. */
  #string(quote: string, at: number): Token {
    const parts: string[] = [];
    for (let from = at + 1; ; ) {
      const to = this.#text.indexOf(quote, from);
      if (to === -1) throw new Refusal({ code: 'unterminated-string' }, at);
      parts.push(this.#text.slice(from, to));
      if (this.#text[to + 1] !== quote) {
        this.#at = to + 1;
        return { kind: 'string', text: parts.join(quote), at, end: to + 1 };
      }
      from = to + 2;
    }
  }

  #make(kind: Token['kind'], text: string, at: number, prefix = 0): Token {
    this.#at = at + prefix + text.length;
    return { kind, text, at, end: this.#at };
  }

  #skipSpace(): number {
    space.lastIndex = this.#at;
    space.test(this.#text);
    return space.lastIndex;
  }

  #match(pattern: RegExp, at: number): string | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0] ?? null;
  }
}
