import { lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { fromJson } from "../../../core/values.ts";
import { dumpJson } from "../../template/json-text.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { applyAttributes, fileOptions, pathFacts } from "./files/attributes.ts";
import { type Content, digestsOf } from "./files/content.ts";
import { modeText } from "./files/mode.ts";
import { findSource, targetPath } from "./files/paths.ts";
import { type Placed, placeFile } from "./files/place-file.ts";
import { copyOnTarget } from "./files/copy-on-target.ts";
import { makeFolders } from "./files/make-folders.ts";
import { realPath } from "./files/real-path.ts";
import { sourceContent } from "./files/source-content.ts";

const options = {
  src: { type: "path", description: "File or folder beside the playbook or role; on the target with remote_src." },
  content: { type: "raw", secret: true, description: "Content in place of a file." },
  dest: { type: "path", required: true, description: "Where it goes; ending in / a folder." },
  backup: { type: "bool", default: false, description: "Keep a copy of what is replaced." },
  force: { type: "bool", default: true, description: "Replace what is there." },
  validate: { type: "str", description: "Command that must accept the new content; %s is its file." },
  directory_mode: { type: "raw", description: "Permissions of new folders." },
  remote_src: { type: "bool", default: false, description: "src is on the target." },
  local_follow: { type: "bool", default: true, description: "Copy what links in src point to." },
  follow: { type: "bool", default: false, description: "Write to what a link at dest points to." },
  checksum: { type: "str", description: "SHA-1 that the content must have." },
  decrypt: { type: "bool", default: true, description: "Decrypt vault files." },
  ...fileOptions,
} as const;

/** `copy`: puts files on the target. */
export const copy = defineAction({
  name: "copy",
  controllerPaths: ["src"],
  options,
  constraints: { mutuallyExclusive: [["src", "content"]], requiredOneOf: [["src", "content"]] },
  async run(args, call) {
    const target = await call.target();
    const dest = targetPath(call, target, args.dest);
    if (args.content !== undefined) {
      if (dest.endsWith("/"))
        throw new HintedError("OPTION_CONFLICT", "can not use content with a dir as dest", {
          hint: "Name the file in 'dest'",
        });
      return one(
        { name: basename(dest), content: contentOf(args.content), mode: undefined },
        { args, dest, target },
        call,
      );
    }
    if (args.remote_src)
      return copyOnTarget({ ...args, src: targetPath(call, target, args.src ?? ""), dest }, target, call);
    const given = args.src ?? "";
    const source = findSource(call, "files", given);
    if (statSync(source).isDirectory())
      return folder(given.endsWith("/") ? source : `${source}\0`, { args, dest, target }, call);
    return one(
      {
        name: basename(source),
        path: source,
        content: sourceContent(call, source, args.decrypt),
        mode: modeAt(source),
      },
      { args, dest, target },
      call,
    );
  },
});

type CopyArgs = Parameters<Parameters<typeof defineAction<typeof options>>[0]["run"]>[0];

interface Place {
  readonly args: CopyArgs;
  readonly dest: string;
  readonly target: Target;
}

interface Source {
  /** Name below dest when that is a folder. */
  readonly name: string;
  /** Where it is on the controller. */
  readonly path?: string;
  readonly content: Content;
  /** For `mode: preserve`. */
  readonly mode: number | undefined;
}

async function one(source: Source, { args, dest, target }: Place, call: ActionCall): Promise<Result> {
  const path = await fileAt(target, dest, source.name);
  const { sha1: checksum = "" } = await digestsOf(source.content, ["sha1"]);
  if (args.checksum !== undefined && args.checksum !== checksum) {
    throw new HintedError("TASK_FAILED", "The content does not have the expected checksum", {
      hint: "Correct 'checksum' or the file",
      details: { checksum, expected_checksum: args.checksum },
    });
  }
  const newFolders =
    dest.endsWith("/") &&
    (await makeFolders({ target, path: dirname(path), attributes: { ...args, mode: args.directory_mode } }, call));
  const exists = await target.files.stat(path);
  if (exists && !args.force)
    return resultOf({ changed: false, dest: path, msg: "file already exists", ...pathFacts(exists) });
  const place = exists?.kind === "link" && args.follow ? await realPath(target, path) : path;
  if (exists?.kind === "link" && !args.follow && !call.checkMode) await target.files.remove(path);
  const placed = await placeFile(
    target,
    {
      path: place,
      content: source.content,
      sha1: checksum,
      attributes: { ...args, mode: modeOf(args.mode, source) },
      backup: args.backup,
      validate: args.validate,
      ...(source.path === undefined ? {} : { afterHeader: source.path }),
    },
    call,
  );
  return copyResult(placed, {
    dest: place,
    // What only its attributes are seen to is the business of Ansible's file module, which names it so.
    ...(placed.replaced ? {} : { path: place }),
    checksum,
    ...(placed.replaced ? { md5sum: (await digestsOf(source.content, ["md5"]))["md5"] ?? "" } : {}),
    changed: newFolders || (exists?.kind === "link" && !args.follow),
  });
}

interface CopyFacts {
  readonly dest: string;
  readonly path?: string;
  readonly checksum: string;
  /** Of a content that was written, as Ansible's copy tells it. */
  readonly md5sum?: string;
  readonly changed: boolean;
}

function copyResult(placed: Placed, more: CopyFacts): Result {
  return resultOf({
    ...placed.facts,
    ...more,
    changed: placed.changed || more.changed,
    ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
    // The diff is there even when nobody asked for one: it is empty then.
    diff: placed.diff,
  });
}

/** A folder with all that is in it; the mark at the end says that the folder itself is meant, not only its content. */
async function folder(source: string, place: Place, call: ActionCall): Promise<Result> {
  const isItself = source.endsWith("\0");
  const root = source.replace(/\0$/, "");
  const { args, dest, target } = place;
  const top = isItself ? join(dest, basename(root)) : dest;
  const attributes = { ...args, mode: args.directory_mode };
  let changed = await makeFolders({ target, path: top, attributes }, call);
  for (const entry of entriesBelow(root, "", args.local_follow)) {
    const path = join(top, entry.path);
    if (entry.kind === "folder") changed = (await makeFolders({ target, path, attributes }, call)) || changed;
    else if (entry.kind === "link")
      changed = (await linkTo(target, path, { to: readlinkSync(join(root, entry.path)), call })) || changed;
    else changed = (await fileBelow(join(root, entry.path), path, { place, call })) || changed;
  }
  const own = await applyAttributes(target, { path: top, check: call.checkMode }, attributes);
  return resultOf({ changed: changed || own.changed, dest, src: root });
}

async function fileBelow(
  from: string,
  path: string,
  { place, call }: { place: Place; call: ActionCall },
): Promise<boolean> {
  const { args, target } = place;
  const source = { name: "", content: sourceContent(call, from, args.decrypt), mode: modeAt(from) };
  if (!args.force && (await target.files.stat(path))) return false;
  if (call.checkMode && !(await target.files.stat(dirname(path)))) return true;
  const file = {
    path,
    content: source.content,
    attributes: { ...args, mode: modeOf(args.mode, source) },
    backup: args.backup,
    validate: args.validate,
  };
  return (await placeFile(target, file, call)).changed;
}

async function linkTo(target: Target, path: string, { to, call }: { to: string; call: ActionCall }): Promise<boolean> {
  const info = await target.files.stat(path);
  if (info?.kind === "link" && (await target.files.readLink(path)) === to) return false;
  if (call.checkMode) return true;
  if (info) await target.files.remove(path);
  await target.files.link(to, path, "symbolic");
  return true;
}

interface Entry {
  readonly path: string;
  readonly kind: "file" | "folder" | "link";
}

function entriesBelow(root: string, below: string, follow: boolean): readonly Entry[] {
  return readdirSync(join(root, below))
    .toSorted()
    .flatMap((name): readonly Entry[] => {
      const path = join(below, name);
      const stats = follow ? statSync(join(root, path)) : lstatSync(join(root, path));
      if (stats.isSymbolicLink()) return [{ path, kind: "link" }];
      return stats.isDirectory()
        ? [{ path, kind: "folder" }, ...entriesBelow(root, path, follow)]
        : [{ path, kind: "file" }];
    });
}

/** Where a file goes: into dest when that is a folder, else to dest itself. */
async function fileAt(target: Target, dest: string, name: string): Promise<string> {
  if (dest.endsWith("/")) return join(dest, name);
  const info = await target.files.stat(dest, { follow: true });
  return info?.kind === "directory" ? join(dest, name) : dest;
}

/** As Python's json.dumps writes it. */
const PYTHON_STYLE = { indent: undefined, sortKeys: false, ascii: true, dates: false, separators: undefined } as const;

/** Text as it is, anything else as JSON. */
function contentOf(content: unknown): Buffer {
  if (typeof content === "string") return Buffer.from(content);
  if (typeof content === "boolean") return Buffer.from(content ? "True" : "False");
  return Buffer.from(dumpJson(fromJson(content), PYTHON_STYLE));
}

function modeAt(path: string): number {
  return statSync(path).mode & 0o7777;
}

function modeOf(wanted: unknown, source: Source): unknown {
  return wanted === "preserve" && source.mode !== undefined ? modeText(source.mode) : wanted;
}
