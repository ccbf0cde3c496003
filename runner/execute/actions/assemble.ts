import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { isFile } from "../../load/source-files.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { fileOptions } from "./files/attributes.ts";
import { digest } from "./files/checksum.ts";
import { findSource, targetPath } from "./files/paths.ts";
import { placeFile } from "./files/place-file.ts";
import { pythonRegex } from "./files/python-regex.ts";

/** `assemble`: one file of the fragments in a folder. */
export const assemble = defineAction({
  name: "assemble",
  controllerPaths: ["src"],
  options: {
    src: { type: "path", required: true, description: "Folder of the fragments." },
    dest: { type: "path", required: true, description: "The file they make." },
    remote_src: { type: "bool", default: true, description: "src is on the target, not beside the playbook or role." },
    delimiter: { type: "str", description: "What stands between two fragments." },
    regexp: { type: "str", description: "Expression for the names that count." },
    ignore_hidden: { type: "bool", default: false, description: "Leave out names that start with a dot." },
    backup: { type: "bool", default: false, description: "Keep a copy of what is replaced." },
    validate: { type: "str", description: "Command that must accept the new content; %s is its file." },
    decrypt: { type: "bool", default: true, description: "Decrypt vault files beside the playbook." },
    ...fileOptions,
  },
  async run(args, call): Promise<Result> {
    const target = await call.target();
    const expression = args.regexp === undefined ? undefined : pythonRegex(args.regexp);
    const counts = (name: string): boolean =>
      (expression?.test(name) ?? true) && !(args.ignore_hidden && name.startsWith("."));
    const fragments = args.remote_src
      ? await onTarget(target, targetPath(call, target, args.src), counts)
      : besidePlaybook(call, args, counts);
    const content = joined(fragments, args.delimiter === undefined ? undefined : unescaped(args.delimiter));
    const dest = targetPath(call, target, args.dest);
    const { backup, validate } = args;
    const placed = await placeFile(target, { path: dest, content, attributes: args, backup, validate }, call);
    return resultOf({
      src: args.src,
      ...placed.facts,
      dest,
      checksum: digest(content, "sha1"),
      md5sum: digest(content, "md5"),
      changed: placed.changed,
      msg: "OK",
      ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
      ...diffOf(placed.diff),
    });
  },
});

/** One dict where it is one, as Ansible's assemble gives it. */
function diffOf(diff: readonly object[]): object {
  return diff.length === 0 ? {} : { diff: diff.length === 1 ? diff[0] : diff };
}

type Counts = (name: string) => boolean;

async function onTarget(target: Target, folder: string, counts: Counts): Promise<readonly Buffer[]> {
  const info = await target.files.stat(folder, { follow: true });
  if (info?.kind !== "directory") throw noFolder(folder, info ? "is not a directory" : "does not exist");
  const fragments: Buffer[] = [];
  for (const name of (await target.files.list(folder)).filter(counts).sort()) {
    const path = join(folder, name);
    if ((await target.files.stat(path, { follow: true }))?.kind === "file") {
      fragments.push(await target.files.read(path));
    }
  }
  return fragments;
}

function besidePlaybook(
  call: ActionCall,
  { src, decrypt }: { readonly src: string; readonly decrypt: boolean },
  counts: Counts,
): readonly Buffer[] {
  const folder = findSource(call, "files", src);
  if (isFile(folder)) throw noFolder(folder, "is not a directory");
  const paths = readdirSync(folder)
    .filter(counts)
    .sort()
    .map((name) => join(folder, name));
  const { files } = call.run.state;
  return paths.filter((path) => isFile(path)).map((path) => (decrypt ? files.read(path) : readFileSync(path)));
}

function noFolder(path: string, what: string): HintedError {
  return new HintedError("FILE_NOT_FOUND", `Source (${path}) ${what}`, { hint: "Give 'src' a folder of fragments" });
}

/** The fragments with a newline after each that lacks one, and the delimiter, which ends in a newline, between them. */
function joined(fragments: readonly Buffer[], delimiter: Buffer | undefined): Buffer {
  const parts = fragments.flatMap((fragment, at) => {
    const before = fragments[at - 1];
    if (!before) return [fragment];
    const between = delimiter === undefined || delimiter.length === 0 ? [] : [delimiter, endOf(delimiter)];
    return [endOf(before), ...between, fragment];
  });
  return Buffer.concat(parts);
}

/** The newline a text lacks at its end. */
function endOf(text: Buffer): Buffer {
  return Buffer.from(text.at(-1) === 0x0a ? "" : "\n");
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** Backslash escapes as Python's bytes have them: `\n`, `\t`, `\x2d`. */
function unescaped(text: string): Buffer {
  return Buffer.from(
    text.replace(/\\(?:x([0-9a-fA-F]{2})|([ntr0\\'"]))/g, (_all, hex?: string, name?: string) =>
      hex === undefined ? (ESCAPES[name ?? ""] ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
  );
}
