import { basename, join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import type { FileInfo, Target } from "../connections/target.ts";
import { decodeText } from "../../template/python/encoding.ts";
import { PythonFailure } from "../../template/python/failure.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { fileDigests } from "./files/checksum.ts";
import { fileRecord } from "./files/file-record.ts";
import { parseMode } from "./files/mode.ts";
import { targetPath } from "./files/paths.ts";
import { pythonRegex } from "./files/python-regex.ts";

const TYPES = ["any", "directory", "file", "link"] as const;

/** `find`: files of folders by name, age, size and content. */
export const find = defineAction({
  name: "find",
  options: {
    paths: {
      type: "list",
      elements: "path",
      required: true,
      aliases: ["name", "path"],
      description: "Folders to search.",
    },
    patterns: {
      type: "list",
      elements: "str",
      default: [],
      aliases: ["pattern"],
      description: "Names that count; none is all.",
    },
    excludes: { type: "list", elements: "str", default: [], aliases: ["exclude"], description: "Names that do not." },
    use_regex: { type: "bool", default: false, description: "Names are regular expressions." },
    file_type: { type: "str", choices: TYPES, default: "file", description: "What counts." },
    recurse: { type: "bool", default: false, description: "Search subfolders too." },
    depth: { type: "int", description: "How many levels of them." },
    hidden: { type: "bool", default: false, description: "Names that start with a dot count too." },
    follow: { type: "bool", default: false, description: "Go into folders behind links." },
    contains: { type: "str", description: "Expression that a line of the file must match." },
    age: { type: "str", description: "At least this old; negative: at most. Units s, m, h, d, w." },
    age_stamp: { type: "str", choices: ["atime", "ctime", "mtime"], default: "mtime", description: "Which time." },
    size: { type: "str", description: "At least this big; negative: at most. Units b, k, m, g, t." },
    get_checksum: { type: "bool", default: false, description: "Work out digests." },
    checksum_algorithm: {
      type: "str",
      choices: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"],
      default: "sha1",
      description: "Which digest.",
    },
    mode: { type: "str", description: "Permissions that count, octal or symbolic." },
    exact_mode: { type: "bool", default: true, description: "Exactly these; false: one of them is enough." },
    limit: { type: "int", description: "Stop after so many." },
    encoding: { type: "str", default: "utf-8", description: "Encoding of the files that contains looks into." },
    read_whole_file: { type: "bool", default: false, description: "Match contains against the whole file." },
  },
  async run(args, call) {
    const target = await call.target();
    const wanted: Wanted = { ...args, minAge: parseUnit(args.age, AGES), minSize: parseUnit(args.size, SIZES) };
    const state: Search = { target, wanted, files: [], skipped: {}, examined: 0 };
    for (const path of args.paths) {
      const root = targetPath(call, target, path).replace(/(.)\/+$/, "$1");
      const info = await target.files.stat(root, { follow: true });
      if (info?.kind !== "directory") state.skipped[root] = `'${root}' is not a directory`;
      else await searchRoot(state, root);
    }
    const matched = state.files.length;
    return resultOf({
      changed: false,
      files: state.files,
      matched,
      examined: state.examined,
      msg: messageOf(state),
      skipped_paths: state.skipped,
      ...warningsOf(state),
    });
  },
});

function warningsOf({ skipped }: Search): { readonly warnings?: readonly string[] } {
  const warnings = Object.entries(skipped).map(
    ([path, why]) => `Skipped '${path}' path due to this access issue: ${why}`,
  );
  return warnings.length === 0 ? {} : { warnings };
}

/** As Ansible says what came of the search. */
function messageOf({ files, skipped, wanted }: Search): string {
  if (Object.keys(skipped).length > 0) return "Not all paths examined, check warnings for details";
  return files.length === wanted.limit ? "Limit of matches reached" : "All paths examined";
}

interface Wanted {
  readonly patterns: readonly string[];
  readonly excludes: readonly string[];
  readonly use_regex: boolean;
  readonly file_type: (typeof TYPES)[number];
  readonly recurse: boolean;
  readonly depth?: number;
  readonly hidden: boolean;
  readonly follow: boolean;
  readonly contains?: string;
  readonly age_stamp: "atime" | "ctime" | "mtime";
  readonly get_checksum: boolean;
  readonly checksum_algorithm: string;
  readonly mode?: string;
  readonly exact_mode: boolean;
  readonly limit?: number;
  readonly encoding: string;
  readonly read_whole_file: boolean;
  readonly minAge: number | undefined;
  readonly minSize: number | undefined;
}

interface Search {
  readonly target: Target;
  readonly wanted: Wanted;
  readonly files: Record<string, unknown>[];
  readonly skipped: Record<string, string>;
  examined: number;
}

/** As Python's os.walk goes: what lies in a folder before what lies in its folders. Hidden folders are looked into as well. */
async function search(state: Search, folder: string, level: number): Promise<void> {
  const { target, wanted } = state;
  const names = (await target.files.list(folder)).toSorted();
  state.examined += names.length;
  // What is too deep is still counted.
  if (wanted.depth !== undefined && level > wanted.depth) return;
  const folders: string[] = [];
  for (const name of names) {
    if (isFull(state)) return;
    const path = join(folder, name);
    const info = await target.files.stat(path);
    if (!info) continue;
    if (await isWanted(state, path, info)) state.files.push(await describe(state, path, info));
    if (wanted.recurse && (await isFolder(state, path, info))) folders.push(path);
  }
  for (const path of folders) if (!isFull(state)) await search(state, path, level + 1);
}

function isFull({ files, wanted }: Search): boolean {
  return wanted.limit !== undefined && files.length >= wanted.limit;
}

async function isFolder({ target, wanted }: Search, path: string, info: FileInfo): Promise<boolean> {
  if (info.kind !== "link") return info.kind === "directory";
  return wanted.follow && (await target.files.stat(path, { follow: true }))?.kind === "directory";
}

async function isWanted(state: Search, path: string, info: FileInfo): Promise<boolean> {
  const { wanted } = state;
  const name = basename(path);
  if (name.startsWith(".") && !wanted.hidden) return false;
  if (wanted.file_type !== "any" && wanted.file_type !== info.kind) return false;
  const matches = (pattern: string): boolean =>
    wanted.use_regex ? pythonRegex(`^(?:${pattern})`).test(name) : glob(pattern).test(name);
  if (wanted.patterns.length > 0 && !wanted.patterns.some(matches)) return false;
  if (wanted.excludes.some(matches)) return false;
  if (!hasMode(info, wanted)) return false;
  if (!reaches(Date.now() / 1000 - info[wanted.age_stamp], wanted.minAge)) return false;
  if (info.kind === "file" && !reaches(info.size, wanted.minSize)) return false;
  return wanted.contains === undefined || info.kind !== "file" || contains(state, path, wanted.contains);
}

function hasMode(info: FileInfo, { mode, exact_mode }: Wanted): boolean {
  if (mode === undefined || mode === "") return true;
  const wanted = parseMode(mode, { mode: 0, kind: "file" });
  return exact_mode ? info.mode === wanted : (info.mode & wanted) !== 0;
}

/** A file whose text can not be read ends the search of its root. */
async function searchRoot(state: Search, root: string): Promise<void> {
  try {
    await search(state, root, 1);
  } catch (error) {
    if (!(error instanceof HintedError) || error.code !== "FILE_UNREADABLE") throw error;
    state.skipped[root] = error.message;
  }
}

async function contains({ target, wanted }: Search, path: string, source: string): Promise<boolean> {
  const text = textOf(await target.files.read(path), path, wanted.encoding);
  const expression = pythonRegex(`^(?:${source})`);
  return wanted.read_whole_file
    ? pythonRegex(source).test(text)
    : text.split("\n").some((line) => expression.test(line));
}

/** The text of a file. @throws HintedError FILE_UNREADABLE in Ansible's words, for other encodings and for what is none of this one */
function textOf(content: Buffer, path: string, encoding: string): string {
  try {
    return decodeText(content, encoding, "strict");
  } catch (error) {
    if (!(error instanceof PythonFailure)) throw error;
    const isUnknown = error.message.startsWith("unknown encoding");
    const message = `Failed to read the file ${path} due to an encoding error. current encoding: ${encoding}`;
    throw new HintedError("FILE_UNREADABLE", isUnknown ? error.message : message, {
      hint: "Give the encoding of the files in 'encoding'",
    });
  }
}

async function describe({ target, wanted }: Search, path: string, info: FileInfo): Promise<Record<string, unknown>> {
  const record = fileRecord(path, info);
  if (!wanted.get_checksum || info.kind !== "file") return record;
  const { checksum_algorithm: algorithm } = wanted;
  return { ...record, checksum: (await fileDigests(target, path, [algorithm]))[algorithm] };
}

function reaches(value: number, limit: number | undefined): boolean {
  if (limit === undefined) return true;
  return limit >= 0 ? value >= limit : value <= -limit;
}

const AGES: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const SIZES: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

function parseUnit(text: string | undefined, units: Readonly<Record<string, number>>): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(-?\d+)([a-z])?$/.exec(text.toLowerCase());
  const unit = match?.[2] === undefined ? 1 : units[match[2]];
  if (match && unit !== undefined) return Number(match[1]) * unit;
  throw new HintedError("OPTION_INVALID", `'${text}' is no age or size`, {
    hint: `Write a number and one of ${Object.keys(units).join(", ")}`,
  });
}

/** A pattern of Python's fnmatch: `*`, `?`, `[a-z]` and `[!a-z]`. */
function glob(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)(\]?[^\]]*)\]|[\s\S]/g, (one: string, not?: string, set?: string) => {
    if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replace(/[\\[\]^]/g, String.raw`\$&`)}]`;
    if (one === "*") return ".*";
    return one === "?" ? "." : one.replace(/[.+^${}()|[\]\\]/, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`, "s");
}
