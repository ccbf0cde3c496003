import { realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import { expandUser } from "../files.ts";
import { type FilterTable, type Plugin, plugin } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { type Item, Tuple } from "../python/item.ts";
import { typeName } from "../python/type-name.ts";
import { globFiles } from "../glob.ts";

const onText = (run: (path: string) => Item): Plugin => plugin([], (value) => run(stringArgument(value, "path")));

/** Python's `os.path.basename`: empty after a slash at the end. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Python's `os.path.dirname`. */
export function dirName(path: string): string {
  const head = path.slice(0, path.lastIndexOf("/") + 1);
  return /^\/+$/.test(head) ? head : head.replace(/\/+$/, "");
}

/** Python's `os.path.join`: an absolute part starts anew. */
export function joinPaths(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith("/")) return part;
    return path === "" || path.endsWith("/") ? path + part : `${path}/${part}`;
  });
}

function normPath(path: string): string {
  if (path === "") return ".";
  const normal = posix.normalize(path).replace(/(?<=.)\/$/, "");
  return /^\/\/(?!\/)/.test(path) ? `/${normal}` : normal;
}

function splitExtension(path: string): Tuple {
  const base = baseName(path);
  const leading = /^\.*/.exec(base)?.[0].length ?? 0;
  const dot = base.lastIndexOf(".");
  return dot <= leading - 1 || dot === -1
    ? Tuple.make(path, "")
    : Tuple.make(path.slice(0, path.length - (base.length - dot)), base.slice(dot));
}

function realPath(path: string): string {
  const absolute = posix.resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = posix.dirname(absolute);
    return parent === absolute ? absolute : posix.join(realPath(parent), posix.basename(absolute));
  }
}

function commonPath(value: Item): Item {
  if (!Array.isArray(value))
    throw new PythonFailure("TypeError", `|commonpath expects sequence, got ${typeName(value)} instead.`);
  const paths = value.map((item) => stringArgument(item, "path"));
  const [first] = paths;
  if (first === undefined) throw new PythonFailure("ValueError", "commonpath() arg is an empty sequence");
  if (new Set(paths.map((path) => path.startsWith("/"))).size > 1)
    throw new PythonFailure("ValueError", "Can't mix absolute and relative paths");
  const split = paths.map((path) => path.split("/").filter((part) => part !== "" && part !== "."));
  const [lead = []] = split;
  const shared = lead.findIndex((part, at) => split.some((parts) => parts[at] !== part));
  return (first.startsWith("/") ? "/" : "") + lead.slice(0, shared === -1 ? lead.length : shared).join("/");
}

function winDrive(path: string): Tuple {
  const drive = /^(?:[A-Za-z]:|[\\/]{2}[^\\/]+[\\/][^\\/]+)/.exec(path)?.[0] ?? "";
  return Tuple.make(drive, path.slice(drive.length));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Filters over file names. */
export const pathFilters: FilterTable = {
  basename: onText(baseName),
  dirname: onText(dirName),
  splitext: onText(splitExtension),
  normpath: onText(normPath),
  realpath: onText(realPath),
  relpath: plugin(
    ["start?"],
    (value, [start = "."]) =>
      posix.relative(posix.resolve(stringArgument(start, "start")), posix.resolve(stringArgument(value, "path"))) ||
      ".",
  ),
  path_join: plugin([], (value) => {
    if (typeof value === "string") return value;
    if (!Array.isArray(value))
      throw new PythonFailure("TypeError", `|path_join expects string or sequence, got ${typeName(value)} instead.`);
    return joinPaths(value.map((item) => stringArgument(item, "path")));
  }),
  commonpath: plugin([], commonPath),
  expanduser: onText(expandUser),
  expandvars: plugin([], (value, _args, env) =>
    stringArgument(value, "path").replaceAll(
      /\$(?:(\w+)|\{([^}]*)\})/g,
      (all, bare: string | undefined, braced: string | undefined) => env.host.env[bare ?? braced ?? ""] ?? all,
    ),
  ),
  fileglob: onText((pattern) => globFiles(pattern).filter(isFile)),
  win_basename: onText((path) => win32.basename(path.replace(/[\\/]+$/, (end) => `${end}.`)).replace(/^\.$/, "")),
  win_dirname: onText((path) => {
    const [drive = "", rest = ""] = winDrive(path).map(String);
    const head = rest.slice(0, Math.max(rest.lastIndexOf("\\"), rest.lastIndexOf("/")) + 1);
    return drive + (/^[\\/]+$/.test(head) ? head : head.replace(/[\\/]+$/, ""));
  }),
  win_splitdrive: onText(winDrive),
};
