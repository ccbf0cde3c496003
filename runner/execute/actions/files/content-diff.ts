import { readFileSync } from "node:fs";
import type { FileInfo, Target } from "../../connections/target.ts";
import { looksBinary } from "./checksum.ts";
import { type Content, LARGE, sizeOf } from "./content.ts";

interface Change {
  readonly path: string;
  /** What is there. */
  readonly info: FileInfo | undefined;
  /** Its content, when that was read already. */
  readonly old: Buffer | undefined;
  readonly content: Content;
  /** Name of the old side of an edit, which is shown whole whatever its size. */
  readonly beforeHeader?: string;
  readonly afterHeader?: string;
}

type Side = Readonly<Record<string, unknown>>;

/** Bytes that tell whether a file is text. */
const PEEK = 8192;

/** The diff of two contents; of what is binary or larger than Ansible's limit only that is said, side by side (`_get_diff_data`). */
export async function contentDiff(target: Target, change: Change): Promise<Side> {
  return { ...(await beforeOf(target, change)), ...afterOf(change) };
}

async function beforeOf(target: Target, { path, info, old, beforeHeader }: Change): Promise<Side> {
  if (info?.kind !== "file")
    return { before: "", ...(beforeHeader === undefined ? {} : { before_header: beforeHeader }) };
  const isShown = beforeHeader !== undefined || info.size <= LARGE;
  const known = old ?? (isShown ? await target.files.read(path) : await peek(target, path));
  if (looksBinary(known)) return { dst_binary: 1 };
  if (!isShown) return { dst_larger: LARGE };
  return { before: known.toString("utf8"), before_header: beforeHeader ?? path };
}

function afterOf({ path, content, beforeHeader, afterHeader }: Change): Side {
  if (beforeHeader === undefined && sizeOf(content) > LARGE) return { src_larger: LARGE };
  const bytes = Buffer.isBuffer(content) ? content : readFileSync(content.file);
  return bytes.includes(0) ? { src_binary: 1 } : { after: bytes.toString("utf8"), after_header: afterHeader ?? path };
}

async function peek(target: Target, path: string): Promise<Buffer> {
  const done = await target.exec({ argv: ["head", "-c", String(PEEK), path] }, new AbortController().signal);
  return done.stdout;
}
