import { isBlank, isBlankOrEnd, isBreakOrEnd, type Reader } from "./reader.ts";
import { Token, type TokenKind } from "./tokens.ts";

const NAME = /[A-Za-z0-9_-]+/y;
const URI = /[A-Za-z0-9_\-;/?:@&=+$.%!~*'()[\],]*/y;
const SUFFIX = /[A-Za-z0-9_\-;/?:@&=+$.%!~*'()]*/y;

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.pos;
  const found = pattern.exec(reader.text)?.[0] ?? "";
  reader.pos += found.length;
  return found;
}

/** Reads `&name` or `*name`. */
export function scanAnchor(reader: Reader, kind: TokenKind): Token {
  const token = new Token(kind, reader.mark());
  reader.pos++;
  token.text = take(reader, NAME);
  const next = reader.text[reader.pos] ?? "";
  if (token.text === "" || !(isBlankOrEnd(reader.peek()) || "?:,]}%@`".includes(next))) {
    throw reader.error(`The name of an ${kind} must be letters, digits, - or _`, token.offset);
  }
  return token;
}

/** Reads `!suffix`, `!!suffix`, `!handle!suffix` or `!<verbatim>`. */
export function scanTag(reader: Reader): Token {
  const token = new Token("tag", reader.mark());
  reader.pos++;
  if (reader.text[reader.pos] === "<") {
    reader.pos++;
    token.text = take(reader, URI);
    if (reader.text[reader.pos] !== ">") throw reader.error("A verbatim tag is not closed with >", token.offset);
    reader.pos++;
  } else scanShorthand(reader, token);
  if (!isBlankOrEnd(reader.peek()) && reader.text[reader.pos] !== ",") {
    throw reader.error("A tag must be followed by a space", token.offset);
  }
  return token;
}

function scanShorthand(reader: Reader, token: Token): void {
  const start = reader.pos;
  const name = take(reader, NAME);
  if (reader.text[reader.pos] === "!") {
    reader.pos++;
    token.handle = `!${name}!`;
  } else {
    reader.pos = start;
    token.handle = "!";
  }
  token.text = take(reader, SUFFIX);
}

/** Reads `%YAML 1.1` or `%TAG !x! prefix`. */
export function scanDirective(reader: Reader): Token {
  const token = new Token("directive", reader.mark());
  reader.pos++;
  token.text = take(reader, NAME);
  if (token.text !== "YAML" && token.text !== "TAG")
    throw reader.error(`Unknown directive %${token.text}`, token.offset);
  const start = reader.pos;
  while (!isBreakOrEnd(reader.peek()) && !(reader.text[reader.pos] === "#" && isBlank(reader.peek(-1)))) reader.pos++;
  token.handle = reader.text.slice(start, reader.pos).trim();
  reader.toLineEnd();
  const valid = token.text === "YAML" ? /^1\.\d+$/ : /^!(?:[A-Za-z0-9_-]*!)?\s+\S+$/;
  if (!valid.test(token.handle)) throw reader.error(`Bad %${token.text} directive`, token.offset);
  return token;
}
