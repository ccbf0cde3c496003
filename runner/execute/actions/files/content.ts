import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";

/** A file of this machine that is never held whole. */
export interface LocalFile {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/** What is to stand in a file: bytes, or another file too large to hold. */
export type Content = Buffer | LocalFile;

/** Bytes up to which Ansible shows what is in a file (`MAX_FILE_SIZE_FOR_DIFF`), and we hold it: larger ones are streamed and told by digests. */
export const LARGE = 104_448;

/** A file of this machine as content, not read. @throws the system's error when it is not there */
export function localFile(file: string): LocalFile {
  return { file, size: statSync(file).size };
}

/** How many bytes a content has. */
export function sizeOf(content: Content): number {
  return Buffer.isBuffer(content) ? content.length : content.size;
}

/** Digests of a content in hex by algorithm, in one pass. @throws the system's error for a file that can not be read */
export async function digestsOf(
  content: Content,
  algorithms: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const hashes = algorithms.map((algorithm) => [algorithm, createHash(algorithm)] as const);
  if (Buffer.isBuffer(content)) for (const [, hash] of hashes) hash.update(content);
  else
    await pipeline(
      createReadStream(content.file, { highWaterMark: 1 << 20 }),
      async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) for (const [, hash] of hashes) hash.update(chunk);
      },
    );
  return Object.fromEntries(hashes.map(([algorithm, hash]) => [algorithm, hash.digest("hex")]));
}
