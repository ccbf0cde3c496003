import { Float, float, type Value } from "../../core/values.ts";
import { readStringLiteral } from "./string-literal.ts";

/** Raised inside the parser when the text is no literal. */
class NotLiteral extends Error {}

const DIGITS = String.raw`\d(?:_?\d)*`;
const NUMBER = new RegExp(
  [
    String.raw`0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+`,
    String.raw`(?:(?:${DIGITS})?\.${DIGITS}|${DIGITS}\.)(?:[eE][+-]?${DIGITS})?[jJ]?`,
    String.raw`${DIGITS}[eE][+-]?${DIGITS}[jJ]?|${DIGITS}[jJ]`,
    String.raw`[1-9](?:_?\d)*|0(?:_?0)*`,
  ].join("|"),
  "y",
);
const WORDS: Readonly<Record<string, Value>> = { True: true, False: false, None: null };

/**
 * The value of a text that is a Python literal (number, string, list, tuple, set, dict, True, False, None), else
 * undefined: what `ast.literal_eval` does to values of INI inventories. Tuples and sets come as lists, bytes as text,
 * `...` and complex numbers as their text.
 */
export function pythonLiteral(text: string): Value | undefined {
  try {
    return new LiteralParser(text.replace(/^[ \t]+/, "")).whole();
  } catch (error) {
    if (error instanceof NotLiteral) return undefined;
    throw error;
  }
}

class LiteralParser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): Value {
    const first = this.#value();
    const value = this.#skip() === "," ? this.#items([first], "") : first;
    if (this.#skip() !== "") throw new NotLiteral();
    return value;
  }

  #value(): Value {
    const char = this.#skip();
    if (char === "[") return this.#list();
    if (char === "(") return this.#tuple();
    if (char === "{") return this.#braces();
    if (char === "+" || char === "-") return this.#signed(char);
    const text = this.#strings();
    if (text !== undefined) return text;
    const word = this.#word();
    return word === undefined ? this.#number() : word;
  }

  /** Steps over blanks and a comment; returns the next character, "" at the end. */
  #skip(): string {
    while (/[ \t\f\r\n]/.test(this.#source[this.#at] ?? "")) this.#at++;
    if (this.#source[this.#at] === "#") this.#at = this.#source.length;
    return this.#source[this.#at] ?? "";
  }

  #take(char: string): boolean {
    if (this.#skip() !== char) return false;
    this.#at++;
    return true;
  }

  #list(): Value {
    this.#at++;
    if (this.#take("]")) return [];
    const items = this.#skip() === "," ? undefined : this.#items([this.#value()], "]");
    if (!items || !this.#take("]")) throw new NotLiteral();
    return items;
  }

  /** The items behind a first one, up to (not including) the closing character. */
  #items(items: Value[], close: string): Value[] {
    while (this.#take(",") && this.#skip() !== close) items.push(this.#value());
    return items;
  }

  #tuple(): Value {
    this.#at++;
    if (this.#take(")")) return [];
    const first = this.#value();
    const value = this.#skip() === "," ? this.#items([first], ")") : first;
    if (!this.#take(")")) throw new NotLiteral();
    return value;
  }

  #braces(): Value {
    this.#at++;
    if (this.#take("}")) return new Map();
    const first = this.#value();
    const value = this.#take(":") ? this.#dict(first) : this.#set(first);
    if (!this.#take("}")) throw new NotLiteral();
    return value;
  }

  #dict(firstKey: Value): Value {
    const dict = new Map<Value, Value>([[hashable(firstKey), this.#value()]]);
    while (this.#take(",") && this.#skip() !== "}") {
      const key = hashable(this.#value());
      if (!this.#take(":")) throw new NotLiteral();
      dict.set(key, this.#value());
    }
    return dict;
  }

  #set(first: Value): Value {
    return [...new Set(this.#items([first], "}").map(hashable))];
  }

  #signed(sign: string): Value {
    this.#at++;
    this.#skip();
    const number = this.#number();
    if (typeof number === "string") throw new NotLiteral();
    return sign === "+" ? number : negative(number);
  }

  /** One string, or several side by side, which Python joins. */
  #strings(): Value | undefined {
    let literal = readStringLiteral(this.#source, this.#at);
    if (!literal) return undefined;
    const { isBytes } = literal;
    let text = "";
    while (literal) {
      if (literal.isBytes !== isBytes) throw new NotLiteral();
      text += literal.text;
      this.#at = literal.end;
      this.#skip();
      literal = readStringLiteral(this.#source, this.#at);
    }
    return text;
  }

  #word(): Value | undefined {
    const word = /^(?:[A-Za-z_]\w*|\.\.\.)/.exec(this.#source.slice(this.#at))?.[0];
    if (word === undefined) return undefined;
    this.#at += word.length;
    if (word === "...") return word;
    if (word === "set" && this.#take("(") && this.#take(")")) return [];
    const value = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (value === undefined) throw new NotLiteral();
    return value;
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at;
    const digits = NUMBER.exec(this.#source)?.[0];
    if (digits === undefined) throw new NotLiteral();
    this.#at += digits.length;
    if (/\w/.test(this.#source[this.#at] ?? "")) throw new NotLiteral();
    return numberValue(digits.replaceAll("_", ""));
  }
}

function numberValue(digits: string): Value {
  if (/[jJ]$/.test(digits)) return digits.toLowerCase();
  if (/[.]|^\d+[eE]/.test(digits)) return float(Number(digits));
  const exact = BigInt(digits);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function negative(number: Value): Value {
  if (typeof number === "bigint") return -number;
  if (number instanceof Float) return new Float(-number.value);
  if (typeof number === "number") return number === 0 ? 0 : -number;
  throw new NotLiteral();
}

function hashable(key: Value): Value {
  if (Array.isArray(key) || key instanceof Map) throw new TypeError("A list or dict can not be a dict key or set item");
  return key;
}
