import { isBlank, isBlankOrEnd, type Reader } from "./reader.ts";
import { Token } from "./tokens.ts";

/** What the scanner knows when a plain scalar starts. */
export interface PlainContext {
  /** Depth of `[` and `{`. */
  readonly flow: number;
  /** Lines of the scalar must be indented by at least this many columns (block context). */
  readonly indent: number;
}

/** Reads an unquoted scalar, over several lines if it goes on. The second item tells whether it ended at a line start. */
export function scanPlain(reader: Reader, context: PlainContext): readonly [Token, boolean] {
  const token = new Token("scalar", reader.mark());
  let text = "";
  let gap = "";
  let brokeLine = false;
  for (;;) {
    if (reader.atDocumentIndicator() || reader.peek() === HASH) break;
    const chunk = scanWords(reader, context.flow > 0);
    if (chunk === "") break;
    text += gap + chunk;
    brokeLine = false;
    if (!isBlankOrEnd(reader.peek()) || reader.pos >= reader.text.length) break;
    const fold = skipGap(reader, context);
    gap = fold.gap;
    brokeLine = fold.brokeLine;
    if (brokeLine && context.flow === 0 && reader.column < context.indent) break;
  }
  token.text = text;
  return [token, brokeLine];
}

/** Characters up to a blank that ends the line or starts a comment, to `: `, or to a flow indicator. */
function scanWords(reader: Reader, flow: boolean): string {
  const { text } = reader;
  const start = reader.pos;
  let pos = start;
  let end = start;
  for (; pos < text.length; pos++) {
    const char = text.charCodeAt(pos);
    if (char === LINE_FEED) break;
    if (char === SPACE || char === TAB) continue;
    if (char === HASH && end !== pos) break;
    if (char === COLON && endsAtColon(reader, pos, flow)) break;
    if (flow && isFlowIndicator(char)) break;
    end = pos + 1;
  }
  reader.pos = end;
  return text.slice(start, end);
}

function endsAtColon(reader: Reader, pos: number, flow: boolean): boolean {
  const next = reader.text.charCodeAt(pos + 1);
  if (isBlankOrEnd(next)) return true;
  if (flow && (isFlowIndicator(next) || next === QUESTION)) throw reader.error("Unexpected colon in a flow value", pos);
  return false;
}

function skipGap(reader: Reader, context: PlainContext): { gap: string; brokeLine: boolean } {
  let breaks = 0;
  let blanks = "";
  for (;;) {
    const char = reader.peek();
    if (char === LINE_FEED) {
      reader.newline();
      breaks++;
    } else if (isBlank(char)) {
      if (breaks > 0 && char === TAB && reader.column < context.indent) {
        throw reader.error("A tab stands where indentation is expected");
      }
      if (breaks === 0) blanks += reader.text[reader.pos] ?? "";
      reader.pos++;
    } else break;
  }
  if (breaks === 0) return { gap: blanks, brokeLine: false };
  return { gap: breaks === 1 ? " " : "\n".repeat(breaks - 1), brokeLine: true };
}

function isFlowIndicator(char: number): boolean {
  return char === 0x2c || char === 0x5b || char === 0x5d || char === 0x7b || char === 0x7d;
}

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const HASH = 0x23;
const COLON = 0x3a;
const QUESTION = 0x3f;
