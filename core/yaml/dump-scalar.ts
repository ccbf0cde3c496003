import { resolvePlain } from "./resolve.ts";

/** Where a scalar is written. */
export interface ScalarPlace {
  /** Column it starts at. */
  readonly column: number;
  /** Columns its further lines are indented by. */
  readonly indent: number;
  /** Lines longer than this are broken at blanks. */
  readonly width: number;
  /** A key that must stay on one line. */
  readonly isKey: boolean;
}

interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly multiline: boolean;
}

const BREAK = /[\n\x85\u2028\u2029]/;
const SPECIAL = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;
const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\u2028": "L",
  "\u2029": "P",
};

/** Text as a YAML scalar in the style libyaml chooses: plain where that reads back the same, else in single or double quotes. */
export function scalarText(text: string, place: ScalarPlace): string {
  const { plain, single, multiline } = analyse(text);
  if (plain && !(place.isKey && (text === "" || multiline)) && resolvePlain(text) === text)
    return new Lines(place).plain(text);
  return single && !(place.isKey && multiline) ? new Lines(place).single(text) : new Lines(place).double(text);
}

/** Whether a text can be a key on one line. */
export function isSimpleKey(text: string): boolean {
  return text.length <= 128 && !BREAK.test(text);
}

function analyse(text: string): Analysis {
  const multiline = BREAK.test(text);
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const spaceThenBreak = / [\n\x85\u2028\u2029]/.test(text);
  const breakThenSpace = /[\n\x85\u2028\u2029] /.test(text);
  const single = !SPECIAL.test(text) && !spaceThenBreak && !breakThenSpace;
  return { single, multiline, plain: single && !multiline && !edges && !hasIndicators(text) };
}

/** Characters that mean something to YAML where they stand. */
function hasIndicators(text: string): boolean {
  if (/^(?:---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text)) return true;
  return /^[?:-](?:[\s\0]|$)/.test(text) || /:(?:[\s\0]|$)/.test(text.slice(1)) || /[\s\0]#/.test(text);
}

/** Writes one scalar, breaking lines behind the width as libyaml does. */
class Lines {
  readonly #place: ScalarPlace;
  #out = "";
  #column: number;

  constructor(place: ScalarPlace) {
    this.#place = place;
    this.#column = place.column;
  }

  plain(text: string): string {
    const chars = Array.from(text);
    let spaces = false;
    for (const [at, char] of chars.entries()) {
      if (char === " " && !spaces && this.#isFull() && chars[at + 1] !== " ") this.#newLine();
      else this.#put(char);
      spaces = char === " ";
    }
    return this.#out;
  }

  single(text: string): string {
    this.#put("'");
    const chars = Array.from(text);
    let breaks = false;
    let spaces = false;
    for (const [at, char] of chars.entries()) {
      if (char === " ") {
        const inside = at > 0 && at < chars.length - 1 && chars[at + 1] !== " ";
        if (!spaces && inside && this.#isFull()) this.#newLine();
        else this.#put(char);
      } else if (BREAK.test(char)) {
        if (!breaks && char === "\n") this.#out += "\n";
        this.#out += char;
      } else {
        if (breaks) this.#indent();
        this.#put(char === "'" ? "''" : char);
      }
      spaces = char === " ";
      breaks = BREAK.test(char);
    }
    if (breaks) this.#indent();
    this.#put("'");
    return this.#out;
  }

  double(text: string): string {
    this.#put('"');
    const chars = Array.from(text);
    let spaces = false;
    for (const [at, char] of chars.entries()) {
      const mayBreak = char === " " && !spaces && at > 0 && at < chars.length - 1;
      if (mayBreak && this.#isFull()) {
        this.#newLine();
        // A blank at the start of a line would be lost.
        this.#put(chars[at + 1] === " " ? "\\" : "");
      } else {
        this.#put(char === " " ? char : escaped(char));
      }
      spaces = char === " ";
    }
    this.#put('"');
    return this.#out;
  }

  #isFull(): boolean {
    return !this.#place.isKey && this.#column > this.#place.width;
  }

  #put(text: string): void {
    this.#out += text;
    this.#column += Array.from(text).length;
  }

  #newLine(): void {
    this.#out += "\n";
    this.#indent();
  }

  #indent(): void {
    this.#out += " ".repeat(this.#place.indent);
    this.#column = this.#place.indent;
  }
}

function escaped(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  if (!SPECIAL.test(char) && char !== "\n") return char;
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}
