import { PythonFailure } from "../failure.ts";
import { ASSERTIONS, CLASSES, escapedCharacter, literal } from "./classes.ts";

interface Translated {
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const GROUP = /\(\?(?:P<([A-Za-z_]\w*)>|P=([A-Za-z_]\w*)\)|#[^)]*\)|(<?[=!]|:))/y;
const GLOBAL_FLAGS = /\(\?([aiLmsux]+)\)/y;
const REPEAT = /\{(\d*)(,?)(\d*)\}/y;

/** Rewrites a pattern of Python's `re` for JavaScript's `v` mode. What has no counterpart is refused. */
export class RegexTranslator {
  readonly #source: string;
  #pos = 0;
  #ignoreCase: boolean;
  #multiline: boolean;
  #dotAll = false;
  #verbose = false;
  #groups = 0;
  readonly #names = new Map<string, number>();

  constructor(source: string, flags: { readonly ignoreCase: boolean; readonly multiline: boolean }) {
    this.#source = source;
    this.#ignoreCase = flags.ignoreCase;
    this.#multiline = flags.multiline;
  }

  /** @throws PythonFailure ValueError */
  translate(): Translated {
    this.#leadingFlags();
    let source = "";
    while (this.#pos < this.#source.length) source += this.#next();
    return { source, ignoreCase: this.#ignoreCase, groups: this.#groups, names: this.#names };
  }

  #fail(problem: string): never {
    throw new PythonFailure(
      "ValueError",
      `bad regular expression ${this.#source}: ${problem} at position ${this.#pos}`,
    );
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#pos;
    return pattern.exec(this.#source);
  }

  #leadingFlags(): void {
    const found = this.#match(GLOBAL_FLAGS);
    if (!found) return;
    const flags = found[1] ?? "";
    if (/[La]/.test(flags)) this.#fail("the flags a and L are not supported");
    this.#ignoreCase ||= flags.includes("i");
    this.#multiline ||= flags.includes("m");
    this.#dotAll ||= flags.includes("s");
    this.#verbose ||= flags.includes("x");
    this.#pos += found[0].length;
  }

  #next(): string {
    const char = this.#character();
    switch (char) {
      case "\\":
        return this.#escape();
      case "[":
        return this.#class();
      case "(":
        return this.#group();
      case "{":
        return this.#repeat();
      case ".":
        return this.#take(1, this.#dotAll ? String.raw`[\s\S]` : String.raw`[^\n]`);
      case "^":
        return this.#take(1, this.#multiline ? String.raw`(?<![^\n])` : String.raw`(?<![\s\S])`);
      case "$":
        return this.#take(1, this.#multiline ? String.raw`(?![^\n])` : String.raw`(?=\n?(?![\s\S]))`);
      case "*":
      case "+":
      case "?":
        return this.#quantifier(char);
      case ")":
      case "|":
        return this.#take(1, char);
      default:
        return this.#plain(char);
    }
  }

  #character(): string {
    return String.fromCodePoint(this.#source.codePointAt(this.#pos) ?? 0);
  }

  #take(length: number, translated: string): string {
    this.#pos += length;
    return translated;
  }

  #plain(char: string): string {
    if (this.#verbose && /\s/.test(char)) return this.#take(1, "");
    if (!this.#verbose || char !== "#") return this.#take(char.length, literal(char));
    const end = this.#source.indexOf("\n", this.#pos);
    this.#pos = end === -1 ? this.#source.length : end;
    return "";
  }

  #quantifier(char: string): string {
    this.#pos++;
    if (this.#source[this.#pos] === "+") this.#fail("possessive quantifiers are not supported");
    return this.#source[this.#pos] === "?" ? this.#take(1, `${char}?`) : char;
  }

  #repeat(): string {
    const found = this.#match(REPEAT);
    if (!found || (found[1] === "" && found[2] === "") || found[0] === "{,}") return this.#take(1, literal("{"));
    this.#pos += found[0].length;
    return this.#quantifierTail(`{${found[1] === "" ? "0" : found[1]}${found[2] ?? ""}${found[3] ?? ""}}`);
  }

  #quantifierTail(written: string): string {
    if (this.#source[this.#pos] === "+") this.#fail("possessive quantifiers are not supported");
    return this.#source[this.#pos] === "?" ? this.#take(1, `${written}?`) : written;
  }

  #group(): string {
    if (this.#source[this.#pos + 1] !== "?") {
      this.#groups++;
      return this.#take(1, "(");
    }
    const found = this.#match(GROUP);
    if (!found) return this.#fail("this kind of group is not supported");
    this.#pos += found[0].length;
    const [all, name, reference, kind] = found;
    if (name !== undefined) {
      this.#groups++;
      this.#names.set(name, this.#groups);
      return `(?<${name}>`;
    }
    if (reference !== undefined) return String.raw`\k<${reference}>`;
    return all.startsWith("(?#") ? "" : `(?${kind ?? ""}`;
  }

  #escape(): string {
    const next = this.#source[this.#pos + 1] ?? "";
    if (ASSERTIONS[next] !== undefined) return this.#take(2, ASSERTIONS[next]);
    if (CLASSES[next] !== undefined) return this.#take(2, CLASSES[next]);
    const escaped = escapedCharacter(this.#source, this.#pos, false);
    if (escaped) return this.#take(escaped.length, literal(escaped.char));
    const reference = /^[1-9]\d?/.exec(this.#source.slice(this.#pos + 1));
    if (!reference) return this.#fail(`bad escape \\${next}`);
    if (Number(reference[0]) > this.#groups) this.#fail(`invalid group reference ${reference[0]}`);
    return this.#take(1 + reference[0].length, `(?:\\${reference[0]})`);
  }

  #class(): string {
    this.#pos++;
    let body = "";
    const negated = this.#source[this.#pos] === "^";
    if (negated) this.#pos++;
    for (let first = true; ; first = false) {
      const char = this.#pos < this.#source.length ? this.#character() : this.#fail("unterminated character set");
      if (char === "]" && !first) break;
      body += this.#member();
    }
    this.#pos++;
    return `[${negated ? "^" : ""}${body}]`;
  }

  /** A character, a range or a predefined class inside brackets. */
  #member(): string {
    const next = this.#source[this.#pos + 1] ?? "";
    if (this.#source[this.#pos] === "\\" && CLASSES[next] !== undefined) return this.#take(2, CLASSES[next]);
    const low = this.#memberCharacter();
    const after = this.#source[this.#pos + 1];
    const isRange = this.#source[this.#pos] === "-" && after !== "]" && after !== undefined;
    if (!isRange) return literal(low);
    this.#pos++;
    const high = this.#memberCharacter();
    if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)) this.#fail(`bad character range ${low}-${high}`);
    return `${literal(low)}-${literal(high)}`;
  }

  #memberCharacter(): string {
    const char = this.#character();
    if (char !== "\\") return this.#take(char.length, char);
    const escaped = escapedCharacter(this.#source, this.#pos, true) ?? this.#fail("bad escape in a character set");
    return this.#take(escaped.length, escaped.char);
  }
}
