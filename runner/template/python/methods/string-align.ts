import { PythonFailure } from "../failure.ts";
import { characters } from "../iterate.ts";

function fillWidth(text: string, width: number, fill: string): number {
  if (characters(fill).length !== 1)
    throw new PythonFailure("TypeError", "The fill character must be exactly one character long");
  return Math.max(0, width - characters(text).length);
}

/** Python's `ljust` and `rjust`. @throws PythonFailure TypeError when the fill is not one character */
export function align(text: string, side: "left" | "right", [width, fill]: readonly [number, string]): string {
  const padding = fill.repeat(fillWidth(text, width, fill));
  return side === "left" ? text + padding : padding + text;
}

/** Python's `str.center`: an odd blank goes left only when the width is odd. */
export function center(text: string, width: number, fill = " "): string {
  const missing = fillWidth(text, width, fill);
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/** Python's `str.zfill`: zeros go after a sign. */
export function zfill(text: string, width: number): string {
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(Math.max(0, width - characters(text).length)) + text.slice(sign.length);
}

/** Python's `str.expandtabs`. */
export function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = "";
  for (const char of text) {
    if (char === "\t") {
      const blanks = size > 0 ? size - (column % size) : 0;
      result += " ".repeat(blanks);
      column += blanks;
    } else {
      result += char;
      column = char === "\n" || char === "\r" ? 0 : column + 1;
    }
  }
  return result;
}
