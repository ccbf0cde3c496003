import { join } from "node:path";
import { HintedError, type Origin } from "../../core/errors.ts";
import { didYouMean, nearest } from "../../core/nearest.ts";
import type { Collections } from "../load/collections.ts";
import { findModuleFile, moduleNames, moduleStyle } from "../load/module-files.ts";
import { advice } from "./unsupported-modules.ts";

/** What runs a task: a part of the language, a builtin, one of our modules, or an executable file. */
export type ResolvedAction =
  | { readonly kind: "include_tasks" | "include_role" | "import_tasks" | "import_role" | "meta"; readonly name: string }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "own"; readonly name: string }
  | { readonly kind: "foreign"; readonly name: string; readonly path: string };

/** Our collection's name: `pveplay.proxmox.proxmox_vm`. */
export const OWN_COLLECTION = "pveplay.proxmox";

const LANGUAGE = new Set(["include_tasks", "include_role", "import_tasks", "import_role", "meta"] as const);
type LanguageAction = typeof LANGUAGE extends Set<infer T> ? T : never;

/** Builtins that Ansible runs on the controller, in whole or in part: a module of the name in library/ does not replace them. */
const ON_CONTROLLER: ReadonlySet<string> = new Set([
  "add_host",
  "assemble",
  "assert",
  "async_status",
  "command",
  "copy",
  "debug",
  "dnf",
  "fail",
  "fetch",
  "gather_facts",
  "group_by",
  "include_vars",
  "package",
  "pause",
  "raw",
  "reboot",
  "script",
  "service",
  "set_fact",
  "set_stats",
  "shell",
  "template",
  "unarchive",
  "uri",
  "validate_argument_spec",
  "wait_for_connection",
]);

/** Names of everything that runs inside the runner. */
export interface ActionCatalog {
  readonly builtins: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
}

/** Where a name is used: adds a role's own modules and the play's `collections`. */
export interface ActionPlace {
  readonly libraries: readonly string[];
  readonly collections: readonly string[];
  readonly origin: Origin | undefined;
}

/** Finds what an action name stands for. */
export class ActionResolver {
  readonly #catalog: ActionCatalog;
  readonly #collections: Collections;
  readonly #playLibrary: string;
  readonly #roleLibraries: string[] = [];
  readonly #libraryPath: readonly string[];
  readonly #found = new Map<string, ResolvedAction>();
  readonly #files = new Map<string, string | undefined>();

  /** `library`: the playbook's own folder of modules, and the folders of all playbooks. */
  constructor(
    catalog: ActionCatalog,
    collections: Collections,
    library: { readonly own: string; readonly shared: readonly string[] },
  ) {
    this.#catalog = catalog;
    this.#collections = collections;
    this.#playLibrary = library.own;
    this.#libraryPath = library.shared;
  }

  /** @throws HintedError PLAYBOOK_UNKNOWN_MODULE, PLAYBOOK_UNSUPPORTED */
  resolve(name: string, place: ActionPlace): ResolvedAction {
    this.#learn(place.libraries);
    const key = `${name}\0${place.collections.join("\0")}`;
    const known = this.#found.get(key);
    if (known) return known;
    const resolved = this.find(name, place);
    if (!resolved) throw this.#unknown(name, place);
    this.#found.set(key, resolved);
    return resolved;
  }

  /** As resolve, with undefined for an unknown name. @throws HintedError PLAYBOOK_UNSUPPORTED for Python modules */
  find(name: string, place: ActionPlace): ResolvedAction | undefined {
    this.#learn(place.libraries);
    const short = name.replace(/^ansible\.(builtin|legacy)\./, "");
    const language = languageAction(short);
    if (language) return { kind: language, name: short };
    if (this.#catalog.builtins.has(short)) {
      return this.#inPlaceOf(name, short, place) ?? { kind: "builtin", name: short };
    }
    const own = name.startsWith(`${OWN_COLLECTION}.`) ? name.slice(OWN_COLLECTION.length + 1) : name;
    if (this.#catalog.own.has(own)) return { kind: "own", name: own };
    return this.#findForeign(short, place);
  }

  /** A module in library/ that has the name of a builtin and was not asked for as `ansible.builtin.NAME`. */
  #inPlaceOf(name: string, short: string, place: ActionPlace): ResolvedAction | undefined {
    if (name.startsWith("ansible.builtin.") || ON_CONTROLLER.has(short)) return undefined;
    const path = this.#moduleFile(short);
    return path === undefined ? undefined : foreign(short, path, place);
  }

  #moduleFile(name: string): string | undefined {
    if (!this.#files.has(name)) this.#files.set(name, findModuleFile(name, this.#directories));
    return this.#files.get(name);
  }

  get #directories(): readonly string[] {
    return [this.#playLibrary, ...this.#roleLibraries, ...this.#libraryPath];
  }

  /** Modules of a role are there for all that comes after it, behind those of the playbook and of the roles before it. */
  #learn(libraries: readonly string[]): void {
    const unknown = libraries.filter((library) => !this.#roleLibraries.includes(library));
    if (unknown.length === 0) return;
    this.#roleLibraries.push(...unknown);
    this.#files.clear();
    this.#found.clear();
  }

  #findForeign(name: string, place: ActionPlace): ResolvedAction | undefined {
    const parts = name.split(".");
    if (parts.length >= 3) return this.#findInCollection(parts.slice(0, 2).join("."), parts.slice(2).join("."), place);
    const path = this.#moduleFile(name);
    if (path !== undefined) return foreign(name, path, place);
    for (const collection of place.collections) {
      const found = this.#findInCollection(collection, name, place);
      if (found) return found;
    }
    return undefined;
  }

  #findInCollection(collectionName: string, module: string, place: ActionPlace): ResolvedAction | undefined {
    const collection = this.#collections.find(collectionName);
    const redirect = collection?.redirects.get(module);
    if (redirect !== undefined) return this.find(redirect, place);
    if (collectionName === OWN_COLLECTION && this.#catalog.own.has(module)) return { kind: "own", name: module };
    if (!collection) return undefined;
    const path = findModuleFile(module, [join(collection.path, "plugins", "modules")]);
    return path === undefined ? undefined : foreign(`${collectionName}.${module}`, path, place);
  }

  #unknown(name: string, place: ActionPlace): HintedError {
    const known = [...LANGUAGE, ...this.#catalog.builtins, ...this.#catalog.own, ...moduleNames(this.#directories)];
    const instead = advice(name);
    if (instead !== undefined && nearest(name, this.#catalog.own) === undefined) {
      return new HintedError("PLAYBOOK_UNSUPPORTED", `Module '${name}' is not part of pveplay`, {
        hint: instead,
        origin: place.origin,
      });
    }
    return new HintedError("PLAYBOOK_UNKNOWN_MODULE", `Module '${name}' is not known`, {
      hint: didYouMean(name, known, "Check its spelling, or put an executable of this name in library/"),
      origin: place.origin,
    });
  }
}

function foreign(name: string, path: string, place: ActionPlace): ResolvedAction {
  const style = moduleStyle(path);
  if (style !== "python" && style !== "powershell") return { kind: "foreign", name, path };
  const language = style === "python" ? "Python with Ansible's libraries" : "PowerShell";
  throw new HintedError("PLAYBOOK_UNSUPPORTED", `Module '${name}' is written in ${language}: ${path}`, {
    hint: advice(name) ?? "Run this playbook with ansible-playbook, or replace the task with command or uri",
    origin: place.origin,
  });
}

function languageAction(name: string): LanguageAction | undefined {
  for (const action of LANGUAGE) if (action === name) return action;
  return undefined;
}
