import { PythonFailure } from "./failure.ts";

const LABELS: ReadonlyMap<string, BufferEncoding> = new Map([
  ["utf8", "utf8"],
  ["utf16le", "utf16le"],
  ["ascii", "ascii"],
  ["usascii", "ascii"],
  ["latin1", "latin1"],
  ["iso88591", "latin1"],
]);

function label(encoding: string): BufferEncoding {
  const found = LABELS.get(compact(encoding));
  if (!found) throw new PythonFailure("ValueError", `unknown encoding: ${encoding}`);
  return found;
}

function compact(encoding: string): string {
  return encoding.toLowerCase().replaceAll(/[-_]/g, "");
}

/** A decoder for one of the encodings that are only ever read, such as iso-8859-15 and cp1252. */
function decoderOf(encoding: string, errors: string): InstanceType<typeof TextDecoder> | undefined {
  const name = encoding
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/^cp(?=125\d$)/, "windows-");
  try {
    return new TextDecoder(name, { fatal: errors === "strict" });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const LIMITS: Readonly<Record<string, number>> = { ascii: 0x7f, latin1: 0xff };

/** Text as bytes: UTF-8, UTF-16-LE, ASCII or Latin-1. @throws PythonFailure ValueError */
export function encodeText(text: string, encoding: string, errors: string): Buffer {
  const known = label(encoding);
  const limit = LIMITS[known];
  if (limit === undefined) return Buffer.from(text, known);
  const chars = Array.from(text).filter((char) => errors !== "ignore" || (char.codePointAt(0) ?? 0) <= limit);
  const codes = chars.map((char) => char.codePointAt(0) ?? 0);
  if (errors !== "replace" && codes.some((code) => code > limit)) {
    throw new PythonFailure(
      "ValueError",
      `'${encoding}' codec can't encode characters: ordinal not in range(${limit + 1})`,
    );
  }
  return Buffer.from(codes.map((code) => (code > limit ? 0x3f : code)));
}

/** Bytes as text. @throws PythonFailure ValueError when the bytes are not of that encoding */
export function decodeText(data: Buffer, encoding: string, errors: string): string {
  const other = LABELS.has(compact(encoding)) ? undefined : decoderOf(encoding, errors);
  if (other) return decoded(other, data, encoding);
  const known = label(encoding);
  if (known === "ascii" && errors === "strict" && data.some((byte) => byte > 0x7f)) {
    throw new PythonFailure("ValueError", "'ascii' codec can't decode byte: ordinal not in range(128)");
  }
  if (known !== "utf8") return data.toString(known);
  return decoded(new TextDecoder("utf-8", { fatal: errors === "strict", ignoreBOM: true }), data, "utf-8");
}

function decoded(decoder: InstanceType<typeof TextDecoder>, data: Buffer, encoding: string): string {
  try {
    return decoder.decode(data);
  } catch {
    throw new PythonFailure("ValueError", `'${encoding}' codec can't decode bytes: invalid start or continuation byte`);
  }
}
