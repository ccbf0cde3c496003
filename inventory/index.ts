import type { Dict } from "../core/values.ts";
import type { VaultSecrets } from "../vault/secrets.ts";

/** A host as plays see it: its name, its port-less inventory name, and its groups sorted as in `group_names` (without `all`). */
export interface Host {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What an inventory answers; every list is in Ansible's order. */
export interface InventoryApi {
  /** All hosts in the order they were met. */
  hosts(): readonly Host[];
  /** One host; `localhost` and its aliases exist even when no source names them. */
  host(name: string): Host | undefined;
  /** Group name to host names, as the magic variable `groups`. */
  groups(): ReadonlyMap<string, readonly string[]>;
  /**
   * Variables of a host merged in Ansible's order: inventory groups, then `group_vars` beside the inventory and beside
   * the playbook, then inventory host variables, then both `host_vars`. Includes `inventory_hostname`,
   * `inventory_hostname_short`, `group_names`, `inventory_file` and `inventory_dir`.
   */
  hostVars(name: string, playbookDir?: string): Dict;
  /** Hosts of a pattern (`all`, `web:!db`, `~re`, `a[0:2]`), narrowed by a limit (which may hold `@file`). */
  match(pattern: string | readonly string[], limit?: string | readonly string[]): readonly string[];
  /** `add_host`: creates the host and groups as needed and merges variables in. @returns whether anything changed */
  addHost(name: string, groups: readonly string[], vars: Dict): boolean;
  /** `group_by`: puts a host in a group, creating it under its parents. @returns whether anything changed */
  addHostToGroup(host: string, group: string, parents?: readonly string[]): boolean;
}

/** What loading an inventory needs besides its sources. */
export interface LoadOptions {
  /** Relative sources are looked up here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vault?: VaultSecrets | undefined;
  readonly hashBehaviour?: "replace" | "merge" | undefined;
  readonly warn: (message: string) => void;
}

/** Reads inventory sources (files, folders, executables, `a,b,` lists) in order. */
export type LoadInventory = (sources: readonly string[], options: LoadOptions) => Promise<InventoryApi>;
