import { isUtf8 } from "node:buffer";

/** What stands for a byte that is no UTF-8: the lone surrogate that Python's surrogateescape has for it. */
const ESCAPED = 0xdc00;
const LONE = /(?<![\ud800-\udbff])([\udc80-\udcff])/;

/** Most bytes of one character. */
const LONGEST = 4;

/** The text of a file whatever bytes it has: those that are no UTF-8 come back as they were from {@link bytesOf}. */
export function textOf(data: Buffer): string {
  if (isUtf8(data)) return data.toString("utf8");
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < data.length;) {
    const length = lengthAt(data, at);
    if (length === 0) {
      parts.push(data.toString("utf8", start, at), String.fromCharCode(ESCAPED + (data[at] ?? 0)));
      start = at + 1;
    }
    at += Math.max(length, 1);
  }
  return parts.join("") + data.toString("utf8", start);
}

/** The bytes of a text from {@link textOf}, edited or not. */
export function bytesOf(text: string): Buffer {
  if (!LONE.test(text)) return Buffer.from(text);
  const parts = text.split(LONE);
  return Buffer.concat(
    parts.map((part, at) => (at % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - ESCAPED]))),
  );
}

/** Bytes of the character that begins here; 0 when none does. */
function lengthAt(data: Buffer, at: number): number {
  if ((data[at] ?? 0) < 0x80) return 1;
  for (let length = 2; length <= LONGEST; length += 1) {
    if (at + length <= data.length && isUtf8(data.subarray(at, at + length))) return length;
  }
  return 0;
}
