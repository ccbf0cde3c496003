import { readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../../core/values.ts";
import { placesIn } from "../../load/paths.ts";
import { isDirectory, isFile } from "../../load/source-files.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineValueAction } from "./action.ts";
import { checkNames, flagArg, listArg, numberArg } from "./value-args.ts";

const options = {
  file: { type: "path", description: "File to read." },
  dir: { type: "path", description: "Folder whose files are read, with its subfolders." },
  name: { type: "str", description: "Variable that takes them all as a dict." },
  depth: { type: "int", description: "How many levels of folders; 0 is all.", default: 0 },
  files_matching: { type: "str", description: "Regular expression that names must match." },
  ignore_files: { type: "list", elements: "str", description: "Names to leave out." },
  extensions: { type: "list", elements: "str", description: "Endings of files in a folder." },
  ignore_unknown_extensions: { type: "bool", description: "Pass over other endings.", default: false },
  hash_behaviour: { type: "str", choices: ["replace", "merge"], description: "How dicts meet existing ones." },
} as const;

/** `include_vars`: reads variables of the host from files. */
export const includeVars = defineValueAction({
  name: "include_vars",
  options,
  freeForm: true,
  run(call) {
    try {
      return readVars(call);
    } catch (error) {
      if (!(error instanceof HintedError)) throw error;
      // Where Ansible's include_vars says why it failed; `msg` has it too.
      throw new HintedError(error.code, error.message, {
        hint: error.hint,
        origin: error.origin,
        cause: error,
        details: { ...error.details, message: error.message },
      });
    }
  },
});

function readVars(call: ActionCall): Result {
  const { args, raw, scope } = call;
  checkNames(args, Object.keys(options), "include_vars");
  const directory = args.get("dir");
  const file = args.get("file") ?? raw;
  const read: ReadFiles = { files: [], vars: new Map() };
  if (typeof directory === "string") readDirectory(call, directory, read);
  else if (typeof file === "string") readOne(call, findFile(call, file.trimEnd()), read);
  else throw new HintedError("OPTION_MISSING", "include_vars names no file", { hint: "Add 'file' or 'dir'" });
  const name = args.get("name");
  const found: Dict = typeof name === "string" ? new Map([[name, read.vars]]) : read.vars;
  const facts = args.get("hash_behaviour") === "merge" ? mergedWith(found, (key) => scope.get(key)) : found;
  const result = resultOf({ changed: false, ansible_included_var_files: read.files }).set("ansible_facts", facts);
  // What a vault kept is not for reports.
  return read.files.some((path) => call.run.state.files.isVault(path)) ? result.set("_ansible_no_log", true) : result;
}

interface ReadFiles {
  readonly files: string[];
  readonly vars: Dict;
}

function readOne(call: ActionCall, path: string, read: ReadFiles): void {
  const value = call.run.state.files.yaml(path);
  if (value !== null && !isDict(value)) {
    throw new HintedError("PLAYBOOK_SYNTAX", `File of variables does not hold a mapping: ${path}`, {
      origin: { file: path, line: 1, column: 1 },
      hint: "Write 'name: value' lines",
    });
  }
  read.files.push(path);
  for (const [key, item] of value ?? []) read.vars.set(key, item);
}

function findFile({ task }: ActionCall, name: string): string {
  const places = placesIn(task.searchPath, "vars", name);
  const found = places.find(isFile);
  if (found !== undefined) return found;
  throw new HintedError("FILE_NOT_FOUND", `File of variables not found: ${name}`, {
    hint: `It was looked for as ${places.join(", ")}`,
  });
}

function readDirectory(call: ActionCall, name: string, read: ReadFiles): void {
  const root = directoryPath(call, name);
  if (!isDirectory(root)) {
    throw new HintedError("FILE_NOT_FOUND", `Folder of variables not found: ${root}`, {
      hint: "Check the name in 'dir'",
    });
  }
  const depth = numberArg(call.args, "depth", 0);
  for (const path of filesBelow(root, depth === 0 ? Number.POSITIVE_INFINITY : depth)) {
    if (isWanted(call, root, path)) readOne(call, path, read);
  }
}

function directoryPath({ task }: ActionCall, name: string): string {
  if (name.startsWith("/")) return name;
  if (!task.role) return join(dirname(task.file), name);
  return name.split("/")[0] === "vars" ? join(task.role.path, name) : join(task.role.path, "vars", name);
}

/** Files of a folder before those of its subfolders, each in order of their names. */
function filesBelow(directory: string, depth: number): readonly string[] {
  const entries = readdirSync(directory)
    .toSorted()
    .map((entry) => join(directory, entry));
  const files = entries.filter(isFile);
  return depth <= 1
    ? files
    : [...files, ...entries.filter(isDirectory).flatMap((entry) => filesBelow(entry, depth - 1))];
}

function isWanted({ args, task }: ActionCall, root: string, path: string): boolean {
  const name = basename(path);
  if (task.role && path === join(task.role.path, "vars", "main.yml") && root === dirname(path)) return false;
  const matching = args.get("files_matching");
  if (typeof matching === "string" && !new RegExp(matching).test(name)) return false;
  if (listArg(args, "ignore_files").some((pattern) => new RegExp(`${pattern}$`).test(name))) return false;
  const extensions = args.has("extensions") ? listArg(args, "extensions") : ["yaml", "yml", "json"];
  if (extensions.includes(extname(name).slice(1))) return true;
  if (flagArg(args, "ignore_unknown_extensions", false)) return false;
  throw new HintedError("OPTION_INVALID", `File does not end in ${extensions.join(", ")}: ${path}`, {
    hint: "Remove it, name it in 'ignore_files', or set 'ignore_unknown_extensions'",
  });
}

function mergedWith(found: Dict, existing: (name: string) => Value | undefined): Dict {
  return new Map(
    [...found].map(([key, value]) => {
      const before = typeof key === "string" ? existing(key) : undefined;
      return [key, isDict(before) && isDict(value) ? mergeDeep(before, value) : value] as const;
    }),
  );
}

function mergeDeep(low: Dict, high: Dict): Dict {
  const merged: Dict = new Map(low);
  for (const [key, value] of high) {
    const before = merged.get(key);
    merged.set(key, isDict(before) && isDict(value) ? mergeDeep(before, value) : value);
  }
  return merged;
}
