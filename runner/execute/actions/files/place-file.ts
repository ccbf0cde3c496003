import { dirname } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import type { FileInfo, Target } from "../../connections/target.ts";
import type { ActionCall } from "../action.ts";
import { permissionsAtMost } from "./at-most.ts";
import { applyAttributes, pathFacts, type WantedAttributes } from "./attributes.ts";
import { backUp } from "./backup.ts";
import { fileDigests } from "./checksum.ts";
import { type Content, digestsOf, LARGE, sizeOf } from "./content.ts";
import { contentDiff } from "./content-diff.ts";
import { validateFile } from "./validate-file.ts";

/** A content that is to stand in a file. */
export interface PlacedFile {
  readonly path: string;
  readonly content: Content;
  /** SHA-1 of the content where it is known already. */
  readonly sha1?: string;
  readonly attributes: WantedAttributes;
  readonly backup: boolean;
  /** Command that must accept the new content; `%s` stands for its file. */
  readonly validate: string | undefined;
  /** Name of the old side in the diff, for edits: their diff shows everything, whatever its size. */
  readonly beforeHeader?: string;
  readonly afterHeader?: string;
}

/** What came of it, as results show it. */
export interface Placed {
  readonly changed: boolean;
  /** Whether the content differs from what was there. */
  readonly replaced: boolean;
  readonly backupFile: string | undefined;
  readonly diff: readonly Readonly<Record<string, unknown>>[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Writes a content when it differs from what is there, and gives the file its attributes. @throws HintedError TASK_FAILED, OPTION_INVALID */
export async function placeFile(target: Target, file: PlacedFile, call: ActionCall): Promise<Placed> {
  const { path, content, attributes } = file;
  const info = await target.files.stat(path, { follow: true });
  const { differs, old } = await compare(target, { ...file, info }, call);
  let backupFile: string | undefined;
  // In check mode the task that makes the folder has not made it.
  if (differs && !info && !call.checkMode) await requireFolder(target, path);
  const diff = differs && call.diff ? [await contentDiff(target, { ...file, info, old })] : [];
  // What the new file is not even at first given is told of as well.
  const planned =
    differs && info && call.diff ? await applyAttributes(target, { path, check: true }, attributes) : NONE;
  if (differs && !call.checkMode) {
    if (file.validate !== undefined) await validate(target, file.validate, { content, call });
    if (file.backup && info) backupFile = await backUp(target, path, call.signal);
    await write(target, { ...file, info }, call);
  }
  const applied = await applyAttributes(target, { path, check: call.checkMode }, attributes);
  const changes = planned.changed ? planned : applied;
  const after = await target.files.stat(path, { follow: true });
  return {
    changed: differs || changes.changed,
    replaced: differs,
    backupFile,
    diff: call.diff ? [...diff, ...(changes.changed ? [attributeDiff(path, changes)] : [])] : [],
    facts: after ? pathFacts(after) : {},
  };
}

const NONE = { changed: false, before: {}, after: {} };

type Place = PlacedFile & { readonly info: FileInfo | undefined };

/** Whether a file is to be written: told by sizes, then by what is in small files, by digests worked out on the target for large ones. */
async function compare(
  target: Target,
  { path, content, sha1, info }: Place,
  { diff }: ActionCall,
): Promise<{ readonly differs: boolean; readonly old?: Buffer }> {
  if (info?.kind !== "file") return { differs: true };
  const isOfSize = info.size === sizeOf(content);
  if (!isOfSize && (!diff || info.size > LARGE)) return { differs: true };
  if (info.size > LARGE) {
    const wanted = sha1 ?? (await digestsOf(content, ["sha1"]))["sha1"];
    return { differs: (await fileDigests(target, path, ["sha1"])).sha1 !== wanted };
  }
  const old = await target.files.read(path);
  return { differs: !(Buffer.isBuffer(content) && old.equals(content)), old };
}

/** Writes the content in one step; where that can not be, as for a file mounted into a container, in place when that is wished for. */
async function write(target: Target, { path, content, attributes, info }: Place, call: ActionCall): Promise<void> {
  try {
    await target.files.write(path, content, permissionsAtMost(attributes.mode, info));
  } catch (error) {
    if (attributes.unsafe_writes !== true || !info) throw error;
    const done = await target.exec({ argv: ["/bin/sh", "-c", 'cat > "$1"', "sh", path], stdin: content }, call.signal);
    if (done.rc !== 0) throw error;
  }
}

function attributeDiff(
  path: string,
  { before, after }: { before: object; after: object },
): Readonly<Record<string, unknown>> {
  return { before: { path, ...before }, after: { path, ...after } };
}

/** @throws HintedError TASK_FAILED when the folder a path is to be in is not there */
export async function requireFolder(target: Target, path: string): Promise<void> {
  const folder = dirname(path);
  if ((await target.files.stat(folder, { follow: true }))?.kind === "directory") return;
  throw new HintedError("TASK_FAILED", `Destination directory ${folder} does not exist`, {
    hint: "Make it first with the file module and state: directory",
  });
}

async function validate(
  target: Target,
  command: string,
  { content, call }: { content: Content; call: ActionCall },
): Promise<void> {
  const made = await target.exec(
    { shell: 'umask 077; t=$(mktemp) && cat > "$t" && printf %s "$t"', stdin: content },
    call.signal,
  );
  const file = made.stdout.toString("utf8");
  try {
    await validateFile(target, { command, file }, call);
  } finally {
    await target.files.remove(file);
  }
}
