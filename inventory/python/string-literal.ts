import { PYTHON_ESCAPES } from "../../core/python-escapes.ts";

/** A Python string or bytes literal read from a text; `end` is the index behind it. */
export interface StringLiteral {
  readonly text: string;
  readonly isBytes: boolean;
  readonly end: number;
}

const OPENING = /([rbu]|br|rb)?('''|"""|'|")/iy;

/** Reads the string literal that starts at `start`, or undefined when none does or it never ends. */
export function readStringLiteral(source: string, start: number): StringLiteral | undefined {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(source);
  if (!opening) return undefined;
  const prefix = (opening[1] ?? "").toLowerCase();
  const quote = opening[2] ?? "";
  const from = start + opening[0].length;
  const close = closing(source, from, quote);
  if (close === undefined) return undefined;
  const isBytes = prefix.includes("b");
  const raw = source.slice(from, close);
  const text = prefix.includes("r") ? raw : unescape(raw, isBytes);
  if (text === undefined) return undefined;
  return { text: isBytes ? Buffer.from(text, "latin1").toString("utf8") : text, isBytes, end: close + quote.length };
}

function closing(source: string, from: number, quote: string): number | undefined {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith(quote, at)) return at;
    else if (source[at] === "\n" && quote.length === 1) return undefined;
  }
  return undefined;
}

function unescape(raw: string, isBytes: boolean): string | undefined {
  let valid = true;
  const text = raw.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g,
    (whole: string, octal?: string, ...rest: (string | undefined)[]) => {
      const [hex, short, long, other = ""] = rest;
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (!isBytes && (short ?? long) !== undefined)
        return String.fromCodePoint(Number.parseInt(short ?? long ?? "", 16));
      // A damaged \x, \u or \N is a syntax error; any other unknown escape stands for itself.
      if (other === "x" || (!isBytes && /[uUN]/.test(other))) valid = false;
      return PYTHON_ESCAPES[other] ?? whole;
    },
  );
  return valid ? text : undefined;
}
