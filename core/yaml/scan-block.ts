import { isBlank, isBreakOrEnd, type Reader } from "./reader.ts";
import { Token } from "./tokens.ts";

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const HASH = 0x23;
const HEADER = /(?:[-+][1-9]?|[1-9][-+]?)?/y;

interface Header {
  readonly keep: "clip" | "strip" | "keep";
  /** The indentation indicator; 0 when the first line decides. */
  readonly increment: number;
}

/** Reads a `|` or `>` scalar. `parentIndent` is the column of the enclosing block, -1 at top level. */
export function scanBlock(reader: Reader, parentIndent: number): Token {
  const token = new Token("scalar", reader.mark());
  const literal = reader.text[reader.pos] === "|";
  token.style = literal ? "literal" : "folded";
  reader.pos++;
  const { keep, increment } = scanHeader(reader);
  const base = Math.max(parentIndent, 0);
  const blanks = { breaks: "", indent: increment > 0 ? base + increment : 0, least: parentIndent + 1 };
  skipBreaks(reader, blanks);
  token.content = reader.mark();
  const body = scanLines(reader, blanks, literal);
  token.text = body.text;
  if (keep !== "strip") token.text += body.lastBreak;
  if (keep === "keep") token.text += blanks.breaks;
  return token;
}

function scanHeader(reader: Reader): Header {
  HEADER.lastIndex = reader.pos;
  const written = HEADER.exec(reader.text)?.[0] ?? "";
  reader.pos += written.length;
  const keep = written.includes("-") ? "strip" : written.includes("+") ? "keep" : "clip";
  const increment = Number(/\d/.exec(written)?.[0] ?? 0);
  while (isBlank(reader.peek())) reader.pos++;
  if (reader.peek() === HASH) reader.toLineEnd();
  if (!isBreakOrEnd(reader.peek())) throw reader.error("Only a comment may follow | or > on its line");
  if (reader.peek() === LINE_FEED) reader.newline();
  return { keep, increment };
}

interface Blanks {
  /** The empty lines just read. */
  breaks: string;
  /** Columns of indentation; 0 until the first line of text decides. */
  indent: number;
  /** The least indentation the context allows. */
  readonly least: number;
}

/** Eats empty lines and the indentation before a line of text; finds the indentation when it is not known yet. */
function skipBreaks(reader: Reader, blanks: Blanks): void {
  let widest = 0;
  blanks.breaks = "";
  for (;;) {
    while ((blanks.indent === 0 || reader.column < blanks.indent) && reader.peek() === SPACE) reader.pos++;
    widest = Math.max(widest, reader.column);
    if (reader.peek() === TAB && (blanks.indent === 0 || reader.column < blanks.indent)) {
      throw reader.error("A tab stands where indentation is expected");
    }
    if (reader.peek() !== LINE_FEED) break;
    reader.newline();
    blanks.breaks += "\n";
  }
  if (blanks.indent === 0) blanks.indent = Math.max(widest, blanks.least, 1);
}

function scanLines(reader: Reader, blanks: Blanks, literal: boolean): { text: string; lastBreak: string } {
  let text = "";
  let lastBreak = "";
  let wasBlank = false;
  while (reader.column === blanks.indent && reader.pos < reader.text.length) {
    const nowBlank = isBlank(reader.peek());
    const folds = !literal && lastBreak !== "" && !wasBlank && !nowBlank;
    if (!folds) text += lastBreak;
    else if (blanks.breaks === "") text += " ";
    text += blanks.breaks;
    wasBlank = nowBlank;
    const start = reader.pos;
    reader.toLineEnd();
    text += reader.text.slice(start, reader.pos);
    lastBreak = reader.peek() === LINE_FEED ? "\n" : "";
    if (lastBreak !== "") reader.newline();
    skipBreaks(reader, blanks);
  }
  return { text, lastBreak };
}
