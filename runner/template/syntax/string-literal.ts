import { PYTHON_ESCAPES } from "../../../core/python-escapes.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";

const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPE = /\\(?:(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** The value of a Python string literal's body; an unknown escape keeps its backslash. */
export function decodeLiteral(body: string, offset: number): string {
  if (!body.includes("\\")) return body;
  return body.replaceAll(ESCAPE, (all, ...[hex, octal, char = ""]: (string | undefined)[]) => {
    if (hex !== undefined) return codePoint(Number.parseInt(hex.slice(1), 16), offset);
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (HEX_LENGTHS[char] !== undefined || char === "N") {
      throw new TemplateSyntaxError(`Truncated or unsupported escape \\${char} in a string`, offset);
    }
    return PYTHON_ESCAPES[char] ?? all;
  });
}

function codePoint(code: number, offset: number): string {
  if (code > 0x10ffff) throw new TemplateSyntaxError("A \\U escape is beyond the last character", offset);
  return String.fromCodePoint(code);
}
