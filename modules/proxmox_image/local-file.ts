import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { HintedError } from "../../core/errors.ts";
import type { Checksum } from "./checksum.ts";

/** Bytes read at once: more than a socket takes without asking to wait, so that never more than one piece is under way. */
const CHUNK = 128 * 1024;
/**
 * Pieces of one buffer, read into in turn. With a fresh buffer for each piece, tens of megabytes would wait for the garbage collector; a piece is
 * overwritten only after so many others, when the socket is long done with it.
 */
const TURNS = 8;
/** The first four bytes of every qcow2 image. */
const QCOW2 = Buffer.from([0x51, 0x46, 0x49, 0xfb]);

/** A file to upload, as it was found. */
export interface LocalFile {
  readonly path: string;
  readonly size: number;
  readonly isQcow2: boolean;
}

/** Looks at a file to upload. @throws HintedError FILE_NOT_FOUND, FILE_UNREADABLE */
export async function inspect(path: string): Promise<LocalFile> {
  const handle = await openFile(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unreadable(path, "it is no regular file");
    const head = Buffer.alloc(QCOW2.length);
    await handle.read(head, 0, head.length, 0);
    return { path, size: stats.size, isQcow2: head.equals(QCOW2) };
  } finally {
    await handle.close();
  }
}

/** The bytes of a file, a piece at a time; a piece holds until seven more have been read. @throws HintedError FILE_UNREADABLE when it is not of the size expected any more */
export async function* bytesOf({ path, size }: Pick<LocalFile, "path" | "size">): AsyncGenerator<Uint8Array> {
  const handle = await openFile(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(TURNS * CHUNK);
    let left = size;
    for (let turn = 0; left > 0; turn = (turn + 1) % TURNS) {
      const start = turn * CHUNK;
      const { bytesRead } = await handle.read(buffer, start, Math.min(CHUNK, left));
      left -= bytesRead;
      const { size: now } = bytesRead === 0 || left === 0 ? await handle.stat() : { size };
      if (now !== size) throw unreadable(path, "it changed while it was read");
      yield buffer.subarray(start, start + bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Reads a file once to compare its checksum. @throws HintedError CHECKSUM_MISMATCH, FILE_UNREADABLE */
export async function verify(file: LocalFile, { algorithm, digest }: Checksum): Promise<void> {
  const hash = createHash(algorithm);
  for await (const chunk of bytesOf(file)) hash.update(chunk);
  const found = hash.digest("hex");
  if (found === digest) return;
  throw new HintedError("CHECKSUM_MISMATCH", `The ${algorithm} of ${file.path} is ${found}, expected ${digest}`, {
    hint: "Fetch the file again, or correct 'checksum'; nothing was uploaded",
  });
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
    if (code !== "ENOENT") throw unreadable(path, code);
    throw new HintedError("FILE_NOT_FOUND", `There is no file ${path}`, {
      hint: "'src' is a path on the host that runs the module",
      cause,
    });
  }
}

function unreadable(path: string, why: string): HintedError {
  return new HintedError("FILE_UNREADABLE", `${path} can not be uploaded: ${why}`, {
    hint: "Point 'src' at a readable file that nobody writes to",
  });
}
