import { dirname } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { shellQuote } from "../../connections/shell-quote.ts";
import type { Target } from "../../connections/target.ts";
import type { ActionCall } from "../action.ts";
import { applyAttributes, pathFacts, type WantedAttributes } from "./attributes.ts";
import { backUp } from "./backup.ts";
import { looksBinary } from "./checksum.ts";

/** A content that is to stand in a file. */
export interface PlacedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly attributes: WantedAttributes;
  readonly backup: boolean;
  /** Command that must accept the new content; `%s` stands for its file. */
  readonly validate: string | undefined;
  /** Names in the diff. */
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
  const old = info?.kind === "file" ? await target.files.read(path) : undefined;
  const differs = old === undefined || !old.equals(content);
  let backupFile: string | undefined;
  // In check mode the task that makes the folder has not made it.
  if (differs && !info && !call.checkMode) await requireFolder(target, path);
  if (differs && !call.checkMode) {
    if (file.validate !== undefined) await validate(target, file.validate, { content, call });
    if (file.backup && info) backupFile = await backUp(target, path, call.signal);
    await target.files.write(path, content);
  }
  const changes = await applyAttributes(target, { path, check: call.checkMode }, attributes);
  const after = await target.files.stat(path, { follow: true });
  return {
    changed: differs || changes.changed,
    replaced: differs,
    backupFile,
    diff: call.diff
      ? [...(differs ? [contentDiff(old, file)] : []), ...(changes.changed ? [attributeDiff(path, changes)] : [])]
      : [],
    facts: after ? pathFacts(after) : {},
  };
}

/** The diff of two contents; binary ones are only said to be so. */
export function contentDiff(
  old: Buffer | undefined,
  { path, content, beforeHeader, afterHeader }: Pick<PlacedFile, "path" | "content" | "beforeHeader" | "afterHeader">,
): Readonly<Record<string, unknown>> {
  if (old && looksBinary(old)) return { dst_binary: 1 };
  if (looksBinary(content)) return { src_binary: 1 };
  return {
    before: old?.toString("utf8") ?? "",
    after: content.toString("utf8"),
    ...(old === undefined && beforeHeader === undefined ? {} : { before_header: beforeHeader ?? path }),
    after_header: afterHeader ?? path,
  };
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
  { content, call }: { content: Buffer; call: ActionCall },
): Promise<void> {
  if (!command.includes("%s")) {
    throw new HintedError("OPTION_INVALID", `validate must contain %s: ${command}`, {
      hint: "Put %s where the file's name goes",
    });
  }
  const made = await target.exec(
    { shell: 'umask 077; t=$(mktemp) && cat > "$t" && printf %s "$t"', stdin: content },
    call.signal,
  );
  const temporary = made.stdout.toString("utf8");
  const done = await target.exec({ shell: command.replaceAll("%s", shellQuote(temporary)) }, call.signal);
  await target.files.remove(temporary);
  if (done.rc === 0) return;
  const said = `${done.stdout.toString("utf8")}${done.stderr.toString("utf8")}`.trim();
  throw new HintedError("TASK_FAILED", `failed to validate: ${said === "" ? `exit code ${done.rc}` : said}`, {
    hint: "The file on the target was left as it is; correct the new content",
    details: { exit_status: done.rc },
  });
}
