import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../../core/values.ts";
import { loadYaml } from "../../../core/yaml/index.ts";
import { isEncrypted } from "../../../vault/envelope.ts";
import { isDirectory, isFile } from "../../load/source-files.ts";

/** Where roles are looked for beside the playbook. */
export interface Search {
  readonly rolesPath: readonly string[];
}

/** A YAML file that belongs to a playbook. */
export interface PlaybookFile {
  readonly path: string;
  readonly document: Value;
}

/** What was read, and what could not be. */
export interface PlaybookFiles {
  readonly files: readonly PlaybookFile[];
  readonly errors: readonly HintedError[];
}

/** A file to be read, and the playbook's folder, where names in it may start. */
interface Lead {
  readonly path: string;
  readonly playDir: string;
}

/**
 * A playbook with all files it names literally: imported playbooks, task files, whole roles. Nothing is compiled, so that modules
 * nobody here knows are no obstacle. Encrypted files are left out.
 */
export function readPlaybook(path: string, search: Search): PlaybookFiles {
  const files = new Map<string, PlaybookFile>();
  const errors: HintedError[] = [];
  const leads: Lead[] = [{ path: resolve(path), playDir: dirname(resolve(path)) }];
  for (let lead = leads.shift(); lead; lead = leads.shift()) {
    if (files.has(lead.path)) continue;
    try {
      const document = readYaml(lead.path);
      files.set(lead.path, { path: lead.path, document });
      leads.push(...leadsIn(document, lead, search));
    } catch (error) {
      if (!(error instanceof HintedError)) throw error;
      errors.push(error);
    }
  }
  return { files: [...files.values()], errors };
}

function readYaml(path: string): Value {
  if (!isFile(path))
    throw new HintedError("FILE_NOT_FOUND", `There is no file ${path}`, { hint: "Check the path and its spelling" });
  const bytes = readFileSync(path);
  return isEncrypted(bytes) ? null : loadYaml(bytes.toString("utf8"), { file: path });
}

const FILE_KEYS: ReadonlySet<string> = new Set(["import_playbook", "import_tasks", "include_tasks", "include"]);
const ROLE_KEYS: ReadonlySet<string> = new Set(["import_role", "include_role"]);

/** Follows every mapping, whatever it is: what is no task names no files. */
function leadsIn(value: Value, lead: Lead, search: Search): readonly Lead[] {
  if (Array.isArray(value)) return value.flatMap((item) => leadsIn(item, lead, search));
  if (!isDict(value)) return [];
  return [...value].flatMap(([key, item]) => [
    ...(typeof key === "string" ? named(key, item, { lead, search }) : []),
    ...leadsIn(item, lead, search),
  ]);
}

interface Place {
  readonly lead: Lead;
  readonly search: Search;
}

function named(key: string, value: Value, { lead, search }: Place): readonly Lead[] {
  const word = key.split(".").at(-1) ?? key;
  if (FILE_KEYS.has(word)) return fileLeads(text(value, "file"), word, lead);
  if (ROLE_KEYS.has(word)) return roleLeads(text(value, "name"), lead, search);
  if (key !== "roles" || !Array.isArray(value)) return [];
  return value.flatMap((role) => roleLeads(isDict(role) ? roleName(role) : role, lead, search));
}

function roleName(role: Dict): Value {
  return role.get("role") ?? role.get("name") ?? null;
}

/** `include_tasks: FILE` or `include_tasks: {file: FILE}`. */
function text(value: Value, key: string): Value {
  return isDict(value) ? (value.get(key) ?? null) : value;
}

function fileLeads(name: Value, word: string, { path, playDir }: Lead): readonly Lead[] {
  if (typeof name !== "string") return [];
  const file = [dirname(path), playDir].map((folder) => resolve(folder, name)).find(isFile);
  if (file === undefined) return [{ path: resolve(dirname(path), name), playDir }];
  return [{ path: file, playDir: word === "import_playbook" ? dirname(file) : playDir }];
}

const ROLE_FOLDERS = ["tasks", "handlers", "defaults", "vars", "meta"];

/** All YAML files of a role; roles of collections and those that are not here are nobody's fault. */
function roleLeads(name: Value, { playDir }: Lead, { rolesPath }: Search): readonly Lead[] {
  if (typeof name !== "string") return [];
  const folders = [join(playDir, "roles"), ...rolesPath, playDir];
  const role = folders.map((folder) => resolve(folder, name)).find((folder) => existsSync(join(folder, "tasks")));
  if (role === undefined) return [];
  return ROLE_FOLDERS.map((folder) => join(role, folder))
    .filter(isDirectory)
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((path) => /\.ya?ml$/.test(path) && isFile(path))
    .map((path) => ({ path, playDir }));
}
