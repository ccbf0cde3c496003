import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { HintedError } from "../core/errors.ts";
import { type Dict, isDict } from "../core/values.ts";
import { loadYaml } from "../core/yaml/index.ts";
import type { VaultSecrets } from "../vault/secrets.ts";
import { combineVars, type HashBehaviour } from "./merge.ts";

/** The folder that variables files lie in. */
export type VarsFolder = "group_vars" | "host_vars";

/** What reading variables files needs. */
export interface VarsFilesOptions {
  readonly vault: VaultSecrets;
  readonly hashBehaviour: HashBehaviour;
  /** With the dot, in order of preference. */
  readonly extensions: readonly string[];
  readonly warn: (message: string) => void;
}

const EMPTY: Dict = new Map();

/** Reads `group_vars/` and `host_vars/` beside inventories and playbooks; each file is read once. */
export class VarsFiles {
  readonly #options: VarsFilesOptions;
  readonly #listings = new Map<string, ReadonlySet<string>>();
  readonly #found = new Map<string, Dict>();

  constructor(options: VarsFilesOptions) {
    this.#options = options;
  }

  /**
   * The variables of a group or host from the folder in a directory: `NAME`, else `NAME.yml`, `.yaml`, `.json`; a
   * directory `NAME` gives all files below it in order of their names. @throws HintedError FILE_UNREADABLE, YAML_SYNTAX, INVENTORY_SYNTAX, VAULT_*
   */
  read(directory: string, folder: VarsFolder, name: string): Dict {
    // Hosts of the chroot connection are called by a path, which is no file of ours.
    if (name.startsWith("/")) return EMPTY;
    const base = `${directory}/${folder}`;
    if (this.#list(base).size === 0) return EMPTY;
    const key = `${base}\0${name}`;
    const known = this.#found.get(key);
    if (known) return known;
    let vars = EMPTY;
    for (const file of this.#files(base, name)) vars = combineVars(vars, this.#load(file), this.#options.hashBehaviour);
    this.#found.set(key, vars);
    return vars;
  }

  #files(base: string, name: string): readonly string[] {
    const listing = this.#list(base);
    for (const extension of ["", ...this.#options.extensions]) {
      if (!listing.has(name + extension) && !name.includes("/")) continue;
      const path = join(base, name + extension);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats) return stats.isDirectory() ? this.#filesBelow(path) : [path];
    }
    return [];
  }

  #filesBelow(directory: string): string[] {
    return readdirSync(directory)
      .filter((name) => !name.startsWith(".") && !name.endsWith("~"))
      .sort()
      .flatMap((name) => {
        const path = join(directory, name);
        const extension = extname(name);
        const stats = statSync(path, { throwIfNoEntry: false });
        if (stats?.isDirectory()) return extension === "" ? this.#filesBelow(path) : [];
        return stats?.isFile() && (extension === "" || this.#options.extensions.includes(extension)) ? [path] : [];
      });
  }

  #list(base: string): ReadonlySet<string> {
    const known = this.#listings.get(base);
    if (known) return known;
    const stats = statSync(base, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) this.#options.warn(`${base} is not a directory, skipping it`);
    const listing = new Set(stats?.isDirectory() ? readdirSync(base) : []);
    this.#listings.set(base, listing);
    return listing;
  }

  #load(file: string): Dict {
    const { vault, warn } = this.#options;
    const text = vault.decryptIfNeeded(readOrFail(file)).toString("utf8");
    const data = loadYaml(text, { file, decrypt: vault.decryptText, warn });
    if (data === null || data === false || data === 0 || data === "") return EMPTY;
    if (isDict(data)) return data;
    if (Array.isArray(data) && data.length === 0) return EMPTY;
    throw new HintedError("INVENTORY_SYNTAX", `Variables file ${file} is not a dict`, {
      hint: "Write it as name: value, one per line",
      origin: { file, line: 1, column: 1 },
    });
  }
}

function readOrFail(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new HintedError("FILE_UNREADABLE", `Can not read ${file}`, { hint: "Check its permissions", cause });
  }
}
