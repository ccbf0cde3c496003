import { join } from "node:path";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { isDirectory, isFile, type SourceFiles } from "./source-files.ts";

/** An installed collection: its name, folder and what its `meta/runtime.yml` says. */
export interface Collection {
  readonly name: string;
  readonly path: string;
  /** Old module names to new ones. */
  readonly redirects: ReadonlyMap<string, string>;
  /** Modules by group, as `module_defaults` names them without `group/`. */
  readonly actionGroups: ReadonlyMap<string, readonly string[]>;
}

/** Finds installed collections by name, each read once. */
export class Collections {
  readonly #files: SourceFiles;
  readonly #roots: readonly string[];
  readonly #known = new Map<string, Collection | undefined>();

  /** `paths` are searched in order; `collections` beside the playbook comes first. */
  constructor(files: SourceFiles, paths: readonly string[], playDir: string) {
    this.#files = files;
    this.#roots = [join(playDir, "collections"), ...paths].map((path) =>
      path.endsWith("ansible_collections") ? path : join(path, "ansible_collections"),
    );
  }

  /** The collection `namespace.name`, or undefined when it is not installed. @throws HintedError YAML_SYNTAX */
  find(name: string): Collection | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#read(name));
    return this.#known.get(name);
  }

  #read(name: string): Collection | undefined {
    const parts = name.split(".");
    if (parts.length !== 2) return undefined;
    const path = this.#roots.map((root) => join(root, ...parts)).find(isDirectory);
    if (path === undefined) return undefined;
    const runtime = join(path, "meta", "runtime.yml");
    const meta = isFile(runtime) ? this.#files.yaml(runtime) : null;
    return { name, path, redirects: readRedirects(meta), actionGroups: readGroups(meta) };
  }
}

function readRedirects(meta: Value): ReadonlyMap<string, string> {
  const redirects = new Map<string, string>();
  for (const [name, routing] of at(meta, "plugin_routing", "modules")) {
    const target = isDict(routing) ? routing.get("redirect") : undefined;
    if (typeof name === "string" && typeof target === "string") redirects.set(name, target);
  }
  return redirects;
}

function readGroups(meta: Value): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [name, members] of at(meta, "action_groups")) {
    if (typeof name !== "string" || !Array.isArray(members)) continue;
    groups.set(
      name,
      members.filter((member) => typeof member === "string"),
    );
  }
  return groups;
}

/** The dict below a path of keys; empty when there is none. */
function at(value: Value, ...keys: readonly string[]): Dict {
  let step: Value | undefined = value;
  for (const key of keys) step = isDict(step) ? step.get(key) : undefined;
  return isDict(step) ? step : new Map();
}
