import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { HintedError, type Origin } from "../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import type { Collections } from "./collections.ts";
import { isDirectory, isFile, type SourceFiles } from "./source-files.ts";

/** Where roles are looked for. */
export interface RoleSearch {
  readonly playDir: string;
  readonly rolesPath: readonly string[];
  /** Folder of the role that asks: its neighbours are found too. */
  readonly neighbourOf: string | undefined;
  readonly collections: Collections;
  /** Collections in which an unqualified name is looked for first. */
  readonly collectionNames: readonly string[];
  readonly origin: Origin | undefined;
}

/** A role's folder and the collection it comes from. */
export interface FoundRole {
  readonly name: string;
  readonly path: string;
  readonly collection: string | undefined;
}

/** Finds a role by name, FQCN or path. @throws HintedError FILE_NOT_FOUND listing where it was looked for */
export function findRole(name: string, search: RoleSearch): FoundRole {
  const inCollection = findInCollections(name, search);
  if (inCollection) return inCollection;
  const directories = [
    join(search.playDir, "roles"),
    ...search.rolesPath,
    ...(search.neighbourOf === undefined ? [] : [resolve(search.neighbourOf, "..")]),
    search.playDir,
  ];
  const found = directories.map((directory) => resolve(directory, name)).find((path) => existsSync(path));
  if (found !== undefined) return { name, path: found, collection: undefined };
  if (existsSync(resolve(name))) return { name: basename(name), path: resolve(name), collection: undefined };
  throw new HintedError("FILE_NOT_FOUND", `Role '${name}' not found in ${[...new Set(directories)].join(", ")}`, {
    hint: "Check its spelling, or set roles_path in ansible.cfg or ANSIBLE_ROLES_PATH",
    origin: search.origin,
  });
}

function findInCollections(name: string, search: RoleSearch): FoundRole | undefined {
  const parts = name.split(".");
  const qualified = parts.length >= 3 && !name.includes("/");
  const candidates = qualified
    ? [{ collection: parts.slice(0, 2).join("."), role: parts.slice(2).join("/") }]
    : search.collectionNames.map((collection) => ({ collection, role: name }));
  for (const { collection, role } of candidates) {
    const directory = search.collections.find(collection)?.path;
    const path = directory === undefined ? undefined : join(directory, "roles", role);
    if (path !== undefined && isDirectory(path)) return { name: parts.at(-1) ?? role, path, collection };
  }
  return undefined;
}

/** The file of a role's folder (`tasks`, `handlers`, ...) that holds `main`, or the one asked for. */
export function roleFile(role: string, sub: string, main?: string): string | undefined {
  const directory = join(role, sub);
  const extensions = main === undefined ? [".yml", ".yaml", ".json", ""] : ["", ".yml", ".yaml", ".json"];
  return extensions.map((extension) => join(directory, `${main ?? "main"}${extension}`)).find(isFile);
}

/**
 * Variables of a role's `vars` or `defaults`: `main` as a file, or a folder of files merged in order of their names.
 * @throws HintedError FILE_NOT_FOUND when a file was asked for by name, PLAYBOOK_SYNTAX when it holds no mapping
 */
export function roleVariables(
  role: string,
  place: { sub: string; main?: string | undefined },
  files: SourceFiles,
): Dict {
  const { sub, main } = place;
  const file = roleFile(role, sub, main);
  const folder = join(role, sub, main ?? "main");
  if (file !== undefined) return requireVariables(files.yaml(file), file);
  if (isDirectory(folder)) return mergeFolder(folder, files);
  if (main !== undefined) throw missingFile(role, `${sub}/${main}`);
  return new Map();
}

/** The file `NAME_from` asks for is not there. */
export function missingFile(role: string, what: string): HintedError {
  return new HintedError("FILE_NOT_FOUND", `Role in ${role} has no ${what}`, {
    hint: "Check the name given with tasks_from, vars_from, defaults_from or handlers_from",
  });
}

function mergeFolder(folder: string, files: SourceFiles): Dict {
  const merged: Dict = new Map();
  for (const entry of readdirSync(folder).toSorted()) {
    const path = join(folder, entry);
    if (entry.startsWith(".") || !/(\.ya?ml|\.json|^[^.]+)$/.test(entry)) continue;
    const part = isDirectory(path) ? mergeFolder(path, files) : requireVariables(files.yaml(path), path);
    for (const [key, value] of part) merged.set(key, value);
  }
  return merged;
}

function requireVariables(value: Value, file: string): Dict {
  if (value === null) return new Map();
  if (isDict(value)) return value;
  throw new HintedError("PLAYBOOK_SYNTAX", `File of variables does not hold a mapping: ${file}`, {
    hint: "Write 'name: value' lines",
    origin: { file, line: 1, column: 1 },
  });
}
