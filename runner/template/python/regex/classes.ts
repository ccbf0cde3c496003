/** Python's `\w`, for inside a class. */
export const WORD = String.raw`\p{L}\p{N}_`;

/** Python's predefined classes in JavaScript's `v` mode; usable inside and outside of brackets. */
export const CLASSES: Readonly<Record<string, string>> = {
  d: String.raw`\p{Nd}`,
  D: String.raw`\P{Nd}`,
  s: String.raw`[\s\x1c-\x1f\x85]`,
  S: String.raw`[^\s\x1c-\x1f\x85]`,
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
};

/** Places in the text. */
export const ASSERTIONS: Readonly<Record<string, string>> = {
  A: String.raw`(?<![\s\S])`,
  Z: String.raw`(?![\s\S])`,
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  B: `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
};

const CONTROL: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", b: "\b" };

/** A character as the pattern for exactly it. */
export function literal(char: string): string {
  return /^[A-Za-z0-9_\u0080-\u{10ffff}]$/u.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/** The character an escape stands for: `\n`, `\x41`, `\u00e9`, `\012`, `\.`; and how long it is. `undefined` for none. */
export function escapedCharacter(
  source: string,
  at: number,
  inClass: boolean,
): { char: string; length: number } | undefined {
  const rest = source.slice(at + 1);
  const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (hex)
    return {
      char: String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? "", 16)),
      length: hex[0].length + 1,
    };
  const octal = /^(?:0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest) ?? (inClass ? /^[0-7]{1,3}/.exec(rest) : null);
  if (octal) return { char: String.fromCharCode(Number.parseInt(octal[0], 8)), length: octal[0].length + 1 };
  const [char = ""] = rest;
  const control = char === "b" && !inClass ? undefined : CONTROL[char];
  if (control !== undefined) return { char: control, length: 2 };
  return char === "" || /[A-Za-z0-9]/.test(char) ? undefined : { char, length: 1 + char.length };
}
