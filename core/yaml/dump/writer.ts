import { isPrintable } from "./analyze.ts";

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
  "\xa0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

/** Text being written, with the column and what the last character was for; by libyaml's rules for blanks and breaks. */
export class Writer {
  text = "";
  column = 0;
  indent = -1;
  readonly width: number;
  #whitespace = true;
  #indention = true;

  constructor(width: number) {
    this.width = width;
  }

  /** Whether nothing but indentation and `-`, `?` or `:` stands on the line so far. */
  get atIndention(): boolean {
    return this.#indention;
  }

  #put(text: string): void {
    this.text += text;
    this.column += text.length;
  }

  #newline(): void {
    this.text += "\n";
    this.column = 0;
  }

  /** Starts a new line at the current indentation, unless it is already there. */
  writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.#indention || this.column > indent || (this.column === indent && !this.#whitespace)) this.#newline();
    if (this.column < indent) this.#put(" ".repeat(indent - this.column));
    this.#whitespace = true;
    this.#indention = true;
  }

  indicator(
    text: string,
    options: { readonly spaced?: boolean; readonly whitespace?: boolean; readonly indention?: boolean },
  ): void {
    if (options.spaced === true && !this.#whitespace) this.#put(" ");
    this.#put(text);
    this.#whitespace = options.whitespace ?? false;
    this.#indention &&= options.indention ?? false;
  }

  /** A block scalar that keeps every line; a text without final line end says so. */
  literal(text: string): void {
    this.indicator(text.endsWith("\n") ? "|" : "|-", { spaced: true });
    for (const line of text.replace(/\n$/, "").split("\n")) {
      this.#newline();
      this.#put(" ".repeat(Math.max(this.indent, 0)) + line);
    }
    this.#whitespace = false;
    this.#indention = false;
  }

  plain(text: string, mayBreak: boolean): void {
    if (!this.#whitespace && text !== "") this.#put(" ");
    this.#words(text, mayBreak, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  /** Characters with line breaks at blanks past the width; `quoted` keeps blanks at the ends and doubles quotes and breaks. */
  #words(text: string, mayBreak: boolean, quoted: boolean): void {
    let [spaces, breaks] = [false, false];
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at);
      if (char === " ") {
        const inside = !quoted || (at > 0 && at < text.length - 1);
        if (mayBreak && !spaces && this.column > this.width && inside && text[at + 1] !== " ") this.writeIndent();
        else this.#put(" ");
        spaces = true;
      } else if (char === "\n") {
        if (!breaks) this.#newline();
        this.#newline();
        this.#indention = true;
        breaks = true;
      } else if (char === "\u2028" || char === "\u2029") {
        this.text += char;
        this.column = 0;
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.writeIndent();
        this.#put(quoted && char === "'" ? "''" : char);
        this.#indention = false;
        [spaces, breaks] = [false, false];
      }
    }
    if (breaks) this.writeIndent();
  }

  single(text: string, mayBreak: boolean): void {
    this.indicator("'", { spaced: true });
    this.#words(text, mayBreak, true);
    this.indicator("'", {});
  }

  double(text: string, mayBreak: boolean): void {
    this.indicator('"', { spaced: true });
    let spaces = false;
    const chars = Array.from(text);
    chars.forEach((char, at) => {
      const inside = at > 0 && at < chars.length - 1;
      if (char === " " && mayBreak && !spaces && this.column > this.width && inside) {
        this.writeIndent();
        if (chars[at + 1] === " ") this.#put("\\");
      } else this.#put(escapeCharacter(char));
      spaces = char === " ";
    });
    this.indicator('"', {});
  }
}

function escapeCharacter(char: string): string {
  if (char !== '"' && char !== "\\" && char !== "\n" && isPrintable(char) && !ESCAPES[char]) return char;
  if (char === "\xa0") return char;
  const known = ESCAPES[char];
  if (known !== undefined) return `\\${known}`;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
