import { isBlank, isBlankOrEnd, type Reader } from "./reader.ts";
import { Token } from "./tokens.ts";

const LINE_FEED = 0x0a;
const BACKSLASH = 0x5c;
const SINGLE = 0x27;
const DOUBLE = 0x22;

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a quoted scalar; lines are folded, escapes of double quotes are decoded. */
export function scanQuoted(reader: Reader): Token {
  const token = new Token("scalar", reader.mark());
  const single = reader.peek() === SINGLE;
  token.style = single ? "single" : "double";
  reader.pos++;
  token.content = reader.mark();
  const quote = single ? SINGLE : DOUBLE;
  let text = "";
  for (;;) {
    if (reader.atDocumentIndicator()) throw reader.error("A document ends inside a quoted value");
    text += scanRun(reader, quote, token.offset);
    if (reader.peek() === quote) break;
    text += foldGap(reader);
  }
  reader.pos++;
  token.text = text;
  return token;
}

/** Characters up to a blank run, a line end or the closing quote; keeps blanks that are inside a line. */
function scanRun(reader: Reader, quote: number, start: number): string {
  let text = "";
  let from = reader.pos;
  for (;;) {
    const char = reader.peek();
    if (Number.isNaN(char)) throw reader.error("A quoted value is not closed", start);
    if (isBlankOrEnd(char)) break;
    if (char === quote) {
      if (quote === DOUBLE || reader.peek(1) !== SINGLE) break;
      text += reader.text.slice(from, reader.pos + 1);
      reader.pos += 2;
      from = reader.pos;
    } else if (char === BACKSLASH && quote === DOUBLE) {
      text += reader.text.slice(from, reader.pos) + scanEscape(reader);
      from = reader.pos;
      if (reader.pos === reader.lineStart) return text + skipIndent(reader);
    } else reader.pos++;
  }
  return text + reader.text.slice(from, reader.pos);
}

/** After an escaped line end: blanks and empty lines before the text goes on. */
function skipIndent(reader: Reader): string {
  let breaks = "";
  for (;;) {
    const char = reader.peek();
    if (isBlank(char)) reader.pos++;
    else if (char === LINE_FEED) {
      reader.newline();
      breaks += "\n";
    } else return breaks;
  }
}

function foldGap(reader: Reader): string {
  const start = reader.pos;
  while (isBlank(reader.peek())) reader.pos++;
  if (reader.peek() !== LINE_FEED) return reader.text.slice(start, reader.pos);
  reader.newline();
  if (reader.atDocumentIndicator()) throw reader.error("A document ends inside a quoted value");
  const breaks = skipIndent(reader);
  return breaks === "" ? " " : breaks;
}

function scanEscape(reader: Reader): string {
  const letter = reader.text[reader.pos + 1] ?? "";
  if (letter === "\n") {
    reader.pos++;
    reader.newline();
    return "";
  }
  const length = HEX_LENGTHS[letter];
  if (length === undefined) {
    const text = ESCAPES[letter];
    if (text === undefined) throw reader.error(`Unknown escape \\${letter} in a double-quoted value`);
    reader.pos += 2;
    return text;
  }
  const digits = reader.text.slice(reader.pos + 2, reader.pos + 2 + length);
  const code = new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(code <= 0x10ffff)) throw reader.error(`Escape \\${letter} needs ${length} hexadecimal digits of a character`);
  reader.pos += 2 + length;
  return String.fromCodePoint(code);
}
