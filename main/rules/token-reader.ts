import { type Expected, type Fault, Refusal } from './problem.ts';
import { type Token, Tokens } from './tokens.ts';

/** What a parser by recursive descent does with tokens, of which it sees one. */
export class TokenReader {
  readonly #text: string;
  readonly #tokens: Tokens;
  protected token: Token;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#tokens = new Tokens(text, at);
    this.token = this.#tokens.next();
  }

  protected isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.text.toLowerCase() === word;
  }

  protected isSymbol(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === symbol;
  }

  protected takeWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.advance();
    return found;
  }

  protected takeSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.advance();
    return found;
  }

  protected advance(): Token {
    const passed = this.token;
    this.token = this.#tokens.next();
    return passed;
  }

  protected expected(expected: Expected): never {
    this.refuse({ code: 'expected', expected, atEnd: this.token.kind === 'end' });
  }

  protected refuse(fault: Fault, at = this.token.at): never {
    throw new Refusal(fault, at);
  }

  /** The name behind the dot that is the current token becomes the current token. */
  protected advanceToProperty(): void {
    this.token = this.#tokens.nextProperty();
  }

  /** The token behind the current one, and a way to look at the one behind that. */
  protected ahead(): readonly [next: Token, after: () => Token] {
    const ahead = new Tokens(this.#text, this.token.end);
    return [ahead.next(), () => ahead.next()];
  }
}
