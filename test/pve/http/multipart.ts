import { createHash } from "node:crypto";
import type { RawValue } from "../params.ts";
import type { Upload } from "../services.ts";

/** The fields and the file of a `multipart/form-data` body. */
export interface Multipart {
  readonly fields: Map<string, RawValue>;
  readonly upload: Upload | undefined;
}

/** Takes a multipart body apart; undefined when it is malformed. */
export function parseMultipart(body: Buffer, boundary: string): Multipart | undefined {
  const fields = new Map<string, RawValue>();
  let upload: Upload | undefined;
  for (const part of parts(body, boundary)) {
    const split = part.indexOf("\r\n\r\n");
    if (split < 0) return undefined;
    const head = part.subarray(0, split).toString("utf8");
    const content = part.subarray(split + 4);
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    const filename = /filename="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) return undefined;
    if (filename === undefined) fields.set(name, content.toString("utf8"));
    else upload = describe(filename, content);
    if (filename !== undefined) fields.set(name, filename);
  }
  return { fields, upload };
}

function* parts(body: Buffer, boundary: string): Generator<Buffer> {
  const mark = Buffer.from(`--${boundary}`);
  let start = body.indexOf(mark);
  while (start >= 0) {
    const from = start + mark.length;
    if (body.subarray(from, from + 2).toString() === "--") return;
    const end = body.indexOf(mark, from);
    if (end < 0) return;
    yield body.subarray(from + 2, end - 2);
    start = end;
  }
}

function describe(filename: string, content: Buffer): Upload {
  const digests = Object.fromEntries(
    ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].map((name) => [
      name,
      createHash(name).update(content).digest("hex"),
    ]),
  );
  return {
    filename,
    size: content.length,
    head: Buffer.from(content.subarray(0, 4096)),
    sha256: digests["sha256"] ?? "",
    digests,
  };
}
