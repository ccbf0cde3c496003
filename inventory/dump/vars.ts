import type { Dict } from "../../core/values.ts";
import type { Inventory } from "../inventory.ts";
import type { GroupNode } from "../nodes.ts";

/** What is printed of an inventory. */
export interface DumpOptions {
  /** `--export`: variables where they were set, rather than merged per host. */
  readonly export: boolean;
  /** `--limit`. */
  readonly limit?: string | undefined;
  /** Whose `group_vars` and `host_vars` count too. */
  readonly playbookDir: string;
  /** `-e`: they win over all others. */
  readonly extraVars: Dict;
}

/** Variables the engine itself sets, which are no part of an inventory. */
const INTERNAL: ReadonlySet<unknown> = new Set(
  [
    "ansible_async_path ansible_collection_name ansible_config_file ansible_dependent_role_names ansible_diff_mode",
    "ansible_facts ansible_forks ansible_inventory_sources ansible_limit ansible_play_batch ansible_play_hosts",
    "ansible_play_hosts_all ansible_play_role_names ansible_playbook_python ansible_role_name ansible_role_names",
    "ansible_run_tags ansible_skip_tags ansible_verbosity ansible_version inventory_dir inventory_file",
    "inventory_hostname inventory_hostname_short groups group_names hostvars playbook_dir play_hosts role_name",
    "role_names role_path role_uuid",
  ].flatMap((line) => line.split(" ")),
);

/** The variables of a host to print. */
export function hostDumpVars(inventory: Inventory, host: string, options: DumpOptions): Dict {
  if (options.export) return external(inventory.ownVars(host, options.playbookDir));
  return external(inventory.hostVars(host, options.playbookDir), options.extraVars);
}

/** The variables of a group to print, its priority included when it is not 1. */
export function groupDumpVars(inventory: Inventory, group: GroupNode, options: DumpOptions): Dict {
  const vars = external(inventory.groupVars(group.name, options.playbookDir));
  if (group.priority !== 1) vars.set("ansible_group_priority", group.priority);
  return vars;
}

/** Variables of groups are part of `--list` only when exporting. */
export function exportedVars(vars: Dict, options: DumpOptions): Dict {
  return options.export ? vars : new Map();
}

function external(vars: Dict, winners: Dict = new Map()): Dict {
  const shown: Dict = new Map();
  for (const [key, value] of vars) if (!INTERNAL.has(key)) shown.set(key, value);
  for (const [key, value] of winners) if (!INTERNAL.has(key)) shown.set(key, value);
  return shown;
}
