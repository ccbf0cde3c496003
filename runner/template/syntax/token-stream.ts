import { TemplateSyntaxError } from "./syntax-error.ts";
import type { Token, TokenKind } from "./token.ts";

/** The tokens of a template with a position. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.peek(0);
  }

  peek(ahead = 1): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (!token) throw new TypeError("A token stream is never empty");
    return token;
  }

  next(): Token {
    const token = this.current;
    this.#at++;
    return token;
  }

  is(kind: TokenKind, text?: string): boolean {
    const token = this.current;
    return token.kind === kind && (text === undefined || token.text === text);
  }

  isOperator(text: string): boolean {
    return this.is("operator", text);
  }

  isName(...names: readonly string[]): boolean {
    return this.current.kind === "name" && names.includes(this.current.text);
  }

  /** Takes the token if it is the operator. */
  skipOperator(text: string): boolean {
    if (!this.isOperator(text)) return false;
    this.#at++;
    return true;
  }

  /** Takes the token if it is the name. */
  skipName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.#at++;
    return true;
  }

  expectOperator(text: string): Token {
    return this.isOperator(text) ? this.next() : this.fail(`${text} is expected`);
  }

  expectName(name?: string): Token {
    const found = name === undefined ? this.is("name") : this.isName(name);
    return found ? this.next() : this.fail(name === undefined ? "A name is expected" : `${name} is expected`);
  }

  expect(kind: TokenKind, description: string): Token {
    return this.is(kind) ? this.next() : this.fail(`${description} is expected`);
  }

  /** @throws TemplateSyntaxError saying what stands there instead */
  fail(problem: string, token: Token = this.current): never {
    const { kind, text } = token;
    const shown = kind === "end" ? "the end of the template" : kind === "data" ? "text" : text.trim();
    throw new TemplateSyntaxError(`${problem}, not ${shown}`, token.offset);
  }
}
