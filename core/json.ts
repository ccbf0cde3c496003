import { type Dict, float, trusted, type Value } from "./values.ts";

/** How JSON text is read. */
interface JsonOptions {
  /** Whether strings with template syntax become templates; false for data. */
  readonly trust: boolean;
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const STRING = /"((?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS: readonly (readonly [string, Value])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/**
 * JSON as Python's `json.loads` reads it: `1` and `1.0` stay apart, big ints stay exact, key order is kept, `NaN` and
 * `Infinity` are numbers. @throws SyntaxError naming the offset
 */
export function parseJson(text: string, options: JsonOptions): Value {
  return new JsonReader(text, options.trust).document();
}

class JsonReader {
  readonly #text: string;
  readonly #trust: boolean;
  #pos = 0;

  constructor(text: string, trust: boolean) {
    this.#text = text;
    this.#trust = trust;
  }

  document(): Value {
    const value = this.#value();
    this.#space();
    if (this.#pos < this.#text.length) throw this.#fail("extra data");
    return value;
  }

  #fail(expected: string): SyntaxError {
    return new SyntaxError(`Bad JSON at character ${this.#pos}: ${expected}`);
  }

  #space(): void {
    SPACE.lastIndex = this.#pos;
    SPACE.exec(this.#text);
    this.#pos = SPACE.lastIndex;
  }

  #take(char: string): boolean {
    this.#space();
    if (this.#text[this.#pos] !== char) return false;
    this.#pos++;
    return true;
  }

  #value(): Value {
    this.#space();
    const char = this.#text[this.#pos];
    if (char === "{") return this.#object();
    if (char === "[") return this.#array();
    if (char === '"') return this.#trust ? trusted(this.#string()) : this.#string();
    const word = WORDS.find(([name]) => this.#text.startsWith(name, this.#pos));
    if (!word) return this.#number();
    this.#pos += word[0].length;
    return word[1];
  }

  #object(): Dict {
    this.#pos++;
    const dict: Dict = new Map();
    if (this.#take("}")) return dict;
    do {
      this.#space();
      const key = this.#string();
      if (!this.#take(":")) throw this.#fail("a : is expected");
      dict.set(key, this.#value());
    } while (this.#take(","));
    if (!this.#take("}")) throw this.#fail("a , or } is expected");
    return dict;
  }

  #array(): Value[] {
    this.#pos++;
    const list: Value[] = [];
    if (this.#take("]")) return list;
    do list.push(this.#value());
    while (this.#take(","));
    if (!this.#take("]")) throw this.#fail("a , or ] is expected");
    return list;
  }

  #string(): string {
    STRING.lastIndex = this.#pos;
    const match = STRING.exec(this.#text);
    if (!match) throw this.#fail("a string is expected");
    this.#pos = STRING.lastIndex;
    const body = match[1] ?? "";
    return body.includes("\\") ? unescapeJson(body) : body;
  }

  #number(): Value {
    NUMBER.lastIndex = this.#pos;
    const match = NUMBER.exec(this.#text);
    if (!match) throw this.#fail("a value is expected");
    this.#pos = NUMBER.lastIndex;
    const number = Number(match[0]);
    if (match[1] !== undefined || match[2] !== undefined) return float(number);
    return Number.isSafeInteger(number) ? number + 0 : BigInt(match[0]);
  }
}

const UNESCAPED: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescapeJson(body: string): string {
  return body.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_all, hex: string | undefined, char: string) =>
    hex === undefined ? (UNESCAPED[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
