import type { Delimiters } from "./delimiters.ts";
import { decodeLiteral } from "./string-literal.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import type { Token, TokenKind } from "./token.ts";

const SPACE = /\s+/y;
const FLOAT = /(?<!\.)\d+(?:_\d+)*(?:\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?|[eE][-+]?\d+(?:_\d+)*)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const ASCII_NAME = /[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_]|[^\x00-\x7f])/y;
/** Made when first needed: the tables of Unicode's classes take milliseconds, and names are nearly always ASCII. */
const unicodeName = (): RegExp => /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const STRING = /'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** How the strings of an expression in `{{ }}` are read: Ansible keeps their backslashes when the text came from YAML. */
export interface LexOptions {
  readonly delimiters: Delimiters;
  readonly keepBackslashes: boolean;
}

const patterns = new Map<string, TagPatterns>();

interface TagPatterns {
  readonly opening: RegExp;
  readonly commentEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly rawBegin: RegExp;
  readonly rawEnd: RegExp;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

function tagPatterns(delimiters: Delimiters): TagPatterns {
  const { blockStart, blockEnd, variableStart, commentStart, commentEnd, variableEnd, trimBlocks } = delimiters;
  const key = [blockStart, blockEnd, variableStart, variableEnd, commentStart, commentEnd, trimBlocks].join("\0");
  const known = patterns.get(key);
  if (known) return known;
  const newline = trimBlocks ? String.raw`\n?` : "";
  const starts = [blockStart, variableStart, commentStart].toSorted((one, two) => two.length - one.length);
  const closing = (end: string): string => String.raw`\+${end}|-${end}\s*|${end}${newline}`;
  const made: TagPatterns = {
    opening: new RegExp(`(${starts.map(escape).join("|")})([-+]?)`, "g"),
    commentEnd: new RegExp(closing(escape(commentEnd)), "g"),
    blockEnd: new RegExp(closing(escape(blockEnd)), "y"),
    variableEnd: new RegExp(String.raw`-${escape(variableEnd)}\s*|${escape(variableEnd)}`, "y"),
    rawBegin: new RegExp(
      String.raw`${escape(blockStart)}[-+]?\s*raw\s*(?:-${escape(blockEnd)}\s*|${escape(blockEnd)})`,
      "y",
    ),
    rawEnd: new RegExp(String.raw`${escape(blockStart)}([-+]?)\s*endraw\s*(?:${closing(escape(blockEnd))})`, "g"),
  };
  patterns.set(key, made);
  return made;
}

/** Cuts a template to tokens. @throws TemplateSyntaxError */
export function tokenize(source: string, options: LexOptions): Token[] {
  return new Lexer(source, options).template();
}

/** Cuts an expression without delimiters to tokens. @throws TemplateSyntaxError */
export function tokenizeExpression(source: string, options: LexOptions): Token[] {
  return new Lexer(source, { ...options, keepBackslashes: false }).expression();
}

const isDigit = (char: string): boolean => char >= "0" && char <= "9";
const isWordStart = (char: string): boolean =>
  (char >= "a" && char <= "z") || (char >= "A" && char <= "Z") || char === "_" || char > "\x7f";

class Lexer {
  readonly #source: string;
  readonly #options: LexOptions;
  readonly #patterns: TagPatterns;
  readonly #tokens: Token[] = [];
  #pos = 0;

  constructor(source: string, options: LexOptions) {
    const unified = source.includes("\r") ? source.replaceAll(/\r\n?/g, "\n") : source;
    // Jinja drops one newline at the end; the template module puts it back, an included file stays without it.
    this.#source = unified.endsWith("\n") ? unified.slice(0, -1) : unified;
    this.#options = options;
    this.#patterns = tagPatterns(options.delimiters);
  }

  template(): Token[] {
    while (this.#pos < this.#source.length) this.#nextTag();
    this.#push("end", "", this.#source.length);
    return this.#tokens;
  }

  expression(): Token[] {
    this.#inside(undefined, "variable-end");
    this.#push("end", "", this.#source.length);
    return this.#tokens;
  }

  #push(kind: TokenKind, text: string, offset: number): void {
    this.#tokens.push({ kind, text, offset });
  }

  #match(pattern: RegExp, at = this.#pos): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#source);
  }

  #data(end: number, sign: string, isVariable: boolean): void {
    let text = this.#source.slice(this.#pos, end);
    if (sign === "-") text = text.replace(/\s+$/, "");
    else if (sign !== "+" && this.#options.delimiters.lstripBlocks && !isVariable) text = this.#leftStripped(text);
    const { newlineSequence } = this.#options.delimiters;
    if (newlineSequence !== "\n") text = text.replaceAll("\n", newlineSequence);
    if (text !== "") this.#push("data", text, this.#pos);
  }

  /** Without the blanks between the start of the line and the tag. */
  #leftStripped(text: string): string {
    const start = text.lastIndexOf("\n") + 1;
    const atLineStart = start > 0 || this.#pos === 0 || this.#source[this.#pos - 1] === "\n";
    return atLineStart && /^\s*$/.test(text.slice(start)) ? text.slice(0, start) : text;
  }

  #nextTag(): void {
    const found = this.#match(this.#patterns.opening);
    if (!found) {
      this.#data(this.#source.length, "+", true);
      this.#pos = this.#source.length;
      return;
    }
    const { blockStart, commentStart, variableStart } = this.#options.delimiters;
    const [all, start = "", sign = ""] = found;
    this.#data(found.index, sign, start === variableStart);
    this.#pos = found.index;
    if (start === blockStart && this.#match(this.#patterns.rawBegin)) return this.#raw();
    const opened = this.#pos;
    this.#pos += all.length;
    if (start === commentStart) return this.#comment(opened);
    const isVariable = start === variableStart;
    this.#push(isVariable ? "variable-begin" : "block-begin", start, opened);
    this.#inside(
      isVariable ? this.#patterns.variableEnd : this.#patterns.blockEnd,
      isVariable ? "variable-end" : "block-end",
    );
  }

  #comment(opened: number): void {
    const end = this.#match(this.#patterns.commentEnd);
    if (!end)
      throw new TemplateSyntaxError(
        "A comment is not closed",
        opened,
        `Close it with ${this.#options.delimiters.commentEnd}.`,
      );
    this.#pos = end.index + end[0].length;
  }

  #raw(): void {
    const opened = this.#pos;
    this.#pos += this.#match(this.#patterns.rawBegin)?.[0].length ?? 0;
    const end = this.#match(this.#patterns.rawEnd);
    if (!end) throw new TemplateSyntaxError("A raw block is not closed", opened, "Close it with {% endraw %}.");
    this.#data(end.index, end[1] ?? "", false);
    this.#pos = end.index + end[0].length;
  }

  /** Tokens up to the closing tag, which does not count while a bracket is open. */
  #inside(closing: RegExp | undefined, kind: TokenKind): void {
    const brackets: string[] = [];
    const opened = this.#pos;
    while (this.#pos < this.#source.length) {
      const end = closing && brackets.length === 0 ? this.#match(closing) : null;
      if (end) {
        this.#push(kind, end[0], this.#pos);
        this.#pos += end[0].length;
        return;
      }
      this.#code(brackets, kind === "variable-end");
    }
    if (closing)
      throw new TemplateSyntaxError(
        "A tag is not closed",
        opened,
        "Close it, and check that its brackets and quotes are balanced.",
      );
  }

  #code(brackets: string[], isVariable: boolean): void {
    if (this.#skip(SPACE) || this.#name() || this.#number()) return;
    const char = this.#source[this.#pos] ?? "";
    const literal = char === "'" || char === '"' ? this.#match(STRING) : null;
    if (literal) return this.#string(literal, isVariable);
    const operator = this.#match(OPERATOR)?.[0];
    if (operator === undefined) {
      const hint =
        char === "'" || char === '"'
          ? "Close the string with the same quote."
          : "Remove it, or quote the text it stands in.";
      throw new TemplateSyntaxError(`Unexpected character ${char}`, this.#pos, hint);
    }
    this.#balance(operator, brackets);
    this.#push("operator", operator, this.#pos);
    this.#pos += operator.length;
  }

  // What can begin a name or a number is looked at before a pattern is tried: most patterns then need never be compiled.
  #name(): boolean {
    const char = this.#source[this.#pos] ?? "";
    if (!isWordStart(char)) return false;
    return this.#take("name", ASCII_NAME) || this.#take("name", unicodeName());
  }

  #number(): boolean {
    if (!isDigit(this.#source[this.#pos] ?? "")) return false;
    return this.#take("float", FLOAT) || this.#take("integer", INTEGER);
  }

  #skip(pattern: RegExp): boolean {
    const char = this.#source[this.#pos] ?? "";
    const found = char > " " && char < "\x7f" ? null : this.#match(pattern);
    if (!found) return false;
    this.#pos += found[0].length;
    return true;
  }

  #take(kind: TokenKind, pattern: RegExp): boolean {
    const found = this.#match(pattern);
    if (!found) return false;
    this.#push(kind, found[0], this.#pos);
    this.#pos += found[0].length;
    return true;
  }

  #string(literal: RegExpExecArray, isVariable: boolean): void {
    const body = literal[1] ?? literal[2] ?? "";
    // Text from YAML went through YAML's own escapes already: '\1' in {{ }} is a backslash and a 1.
    const text = isVariable && this.#options.keepBackslashes ? body : decodeLiteral(body, this.#pos);
    this.#push("string", text, this.#pos);
    this.#pos += literal[0].length;
  }

  #balance(operator: string, brackets: string[]): void {
    const closer = CLOSERS[operator];
    if (closer !== undefined) brackets.push(closer);
    if (operator !== ")" && operator !== "]" && operator !== "}") return;
    const expected = brackets.pop();
    if (expected === operator) return;
    const wanted = expected === undefined ? "no bracket is open" : `${expected} is expected`;
    throw new TemplateSyntaxError(`Unexpected ${operator}: ${wanted}`, this.#pos, "Balance the brackets.");
  }
}
