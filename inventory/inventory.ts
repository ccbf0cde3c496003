import { HintedError } from "../core/errors.ts";
import type { PathContext } from "../core/paths.ts";
import type { Dict } from "../core/values.ts";
import { isIpAddress } from "./address.ts";
import type { InventoryGraph } from "./graph.ts";
import { combineVars } from "./merge.ts";
import type { GroupNode, HostNode } from "./nodes.ts";
import { selectHosts } from "./patterns/select.ts";
import { splitLimit, splitPatterns } from "./patterns/split.ts";
import type { GroupVarsPlace, InventorySettings } from "./settings.ts";
import type { VarsFiles } from "./vars-files.ts";

/** A host as plays see it: its name, and its groups sorted as in `group_names` (without `all`). */
export interface Host {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What an inventory is made of. */
export interface InventoryParts extends PathContext {
  readonly graph: InventoryGraph;
  readonly settings: InventorySettings;
  readonly files: VarsFiles;
  /** Directories of the sources, whose `group_vars` and `host_vars` count. */
  readonly directories: readonly string[];
  readonly warn: (message: string) => void;
}

/** The hosts and groups of a run with their variables, and the patterns that choose among them. */
export class Inventory {
  #parts: InventoryParts;
  readonly #reread: () => Promise<InventoryParts>;
  /** What the run added to the sources, to be added again after a refresh. */
  readonly #additions: (() => void)[] = [];
  /** Merged variables by playbook directory and host; emptied by every change. */
  #merged = new Map<string, Dict>();
  /** Merged variables of groups by playbook directory and the names of the groups: most hosts share them with others. */
  #mergedGroups = new Map<string, Dict>();
  #groups: ReadonlyMap<string, readonly string[]> | undefined;

  /** `reread` reads the sources once more. */
  constructor(parts: InventoryParts, reread: () => Promise<InventoryParts>) {
    this.#parts = parts;
    this.#reread = reread;
  }

  /** The groups and hosts themselves, for those who print or extend the inventory. */
  get graph(): InventoryGraph {
    return this.#parts.graph;
  }

  /** `meta: refresh_inventory`: reads all sources again and keeps what add_host and group_by added. @throws as loadInventory */
  async refresh(): Promise<void> {
    this.#parts = await this.#reread();
    this.#changed();
    for (const add of this.#additions) add();
  }

  /** All hosts in the order they were met. */
  hosts(): readonly Host[] {
    return [...this.graph.hosts.values()].map(asHost);
  }

  /** One host; `localhost`, `127.0.0.1` and `::1` exist even when no source names them. */
  host(name: string): Host | undefined {
    const node = this.graph.findHost(name);
    return node && asHost(node);
  }

  /** Group name to host names, as the magic variable `groups`. */
  groups(): ReadonlyMap<string, readonly string[]> {
    this.#groups ??= new Map(
      [...this.graph.groups].map(([name, group]) => [name, [...group.allHosts()].map((host) => host.name)]),
    );
    return this.#groups;
  }

  /**
   * Variables of a host merged in Ansible's order: inventory groups, `group_vars` beside the inventory and beside the
   * playbook, inventory host variables, then both `host_vars`. Includes `inventory_hostname`, `inventory_hostname_short`,
   * `group_names`, `inventory_file`, `inventory_dir`. The dict is shared: copy it before changing it.
   * @throws HintedError INVENTORY_UNREADABLE for an unknown host, or as VarsFiles.read
   */
  hostVars(name: string, playbookDir?: string): Dict {
    const key = `${playbookDir ?? ""}\0${name}`;
    const known = this.#merged.get(key);
    if (known) return known;
    const vars = this.#mergeHostVars(this.#node(name), playbookDir === undefined ? [] : [playbookDir]);
    this.#merged.set(key, vars);
    return vars;
  }

  /** What the sources and variables files say of a host itself, without its groups. @throws as hostVars */
  ownVars(name: string, playbookDir?: string): Dict {
    return this.#mergeOwnVars(this.#node(name), playbookDir === undefined ? [] : [playbookDir]);
  }

  /** What the sources and variables files say of a group itself. @throws HintedError INVENTORY_UNREADABLE for an unknown group */
  groupVars(name: string, playbookDir?: string): Dict {
    const group = this.graph.groups.get(name);
    if (!group) throw unknown("group", name);
    const files = this.#filesOf("group_vars", this.#parts.directories, [name]);
    const vars = this.#combine(group.vars, files);
    return playbookDir === undefined ? vars : this.#combine(vars, this.#filesOf("group_vars", [playbookDir], [name]));
  }

  /**
   * Names of the hosts of a pattern (`all`, `web:!db`, `~re`, `a[0:2]`, a list of these), narrowed by a limit (the same,
   * and `@FILE`). @throws HintedError USAGE, FILE_NOT_FOUND
   */
  match(pattern: string | readonly string[], limit?: string | readonly string[]): readonly string[] {
    if (pattern.length === 0) return [];
    const onMismatch = (unmatched: string): void => this.#reportMismatch(unmatched);
    const hosts = selectHosts(this.graph, splitPatterns(pattern), onMismatch);
    const names = hosts.map((host) => host.name);
    if (limit === undefined) return names;
    const allowed = new Set(selectHosts(this.graph, splitLimit(limit, this.#parts), onMismatch));
    return hosts.filter((host) => allowed.has(host)).map((host) => host.name);
  }

  /** `add_host`: creates host and groups as needed and merges the variables in. @returns whether anything changed */
  addHost(name: string, groups: readonly string[], vars: Dict): boolean {
    this.#additions.push(() => void this.#addHost(name, groups, vars));
    return this.#addHost(name, groups, vars);
  }

  #addHost(name: string, groups: readonly string[], vars: Dict): boolean {
    let changed = !this.graph.hosts.has(name);
    const host = this.graph.host(name);
    if (changed) this.graph.addHostTo(this.graph.all, host);
    for (const [key, value] of vars) {
      if (host.vars.get(key) !== value) changed = true;
    }
    host.vars = this.#combine(host.vars, vars);
    for (const group of groups) if (this.#join(host, group)) changed = true;
    if (changed) this.#changed();
    return changed;
  }

  /** `group_by`: puts a host in a group, creating it below its parents. @returns whether anything changed */
  addHostToGroup(hostName: string, groupName: string, parents: readonly string[] = []): boolean {
    this.#additions.push(() => {
      if (this.graph.findHost(hostName)) this.#addHostToGroup(hostName, groupName, parents);
    });
    return this.#addHostToGroup(hostName, groupName, parents);
  }

  #addHostToGroup(hostName: string, groupName: string, parents: readonly string[]): boolean {
    const host = this.#node(hostName);
    let changed = parents.some((parent) => !this.graph.groups.has(parent));
    const group = this.graph.group(groupName);
    for (const parent of parents) if (this.graph.addChild(this.graph.group(parent), group)) changed = true;
    if (!group.allHosts().has(host) && this.#join(host, groupName)) changed = true;
    if (changed) this.#changed();
    return changed;
  }

  #node(name: string): HostNode {
    const host = this.graph.findHost(name);
    if (!host) throw unknown("host", name);
    return host;
  }

  #join(host: HostNode, group: string): boolean {
    const isNew = !this.graph.groups.has(group);
    return this.graph.addHostTo(this.graph.group(group), host) || isNew;
  }

  #changed(): void {
    this.graph.reconcile();
    this.#merged = new Map();
    this.#mergedGroups = new Map();
    this.#groups = undefined;
  }

  #reportMismatch(pattern: string): void {
    const message = `No host or group matches ${pattern}`;
    const { settings, warn } = this.#parts;
    if (settings.patternMismatch === "warning") warn(`${message}, ignoring it`);
    if (settings.patternMismatch === "error") {
      throw new HintedError("USAGE", message, { hint: "See `pveplay inventory --graph` for what there is" });
    }
  }

  #mergeHostVars(host: HostNode, playbookDirs: readonly string[]): Dict {
    return this.#combine(this.#mergeGroupVars(host, playbookDirs), this.#mergeOwnVars(host, playbookDirs));
  }

  #mergeGroupVars(host: HostNode, playbookDirs: readonly string[]): Dict {
    const groups = sortGroups([...host.groups].filter((group) => group.name !== "all"));
    const key = [...playbookDirs, "", ...groups.map((group) => group.name)].join("\0");
    const known = this.#mergedGroups.get(key);
    if (known) return known;
    let vars: Dict = new Map();
    for (const place of this.#parts.settings.precedence) {
      vars = this.#combine(vars, this.#groupVarsAt(place, { groups, playbookDirs }));
    }
    this.#mergedGroups.set(key, vars);
    return vars;
  }

  #groupVarsAt(
    place: GroupVarsPlace,
    { groups, playbookDirs }: { groups: readonly GroupNode[]; playbookDirs: readonly string[] },
  ): Dict {
    const names = groups.map((group) => group.name);
    const { directories } = this.#parts;
    switch (place) {
      case "all_inventory":
        return this.graph.all.vars;
      case "groups_inventory":
        return groups.reduce<Dict>((vars, group) => this.#combine(vars, group.vars), new Map());
      case "all_plugins_inventory":
        return this.#filesOf("group_vars", directories, ["all"]);
      case "all_plugins_play":
        return this.#filesOf("group_vars", playbookDirs, ["all"]);
      case "groups_plugins_inventory":
        return this.#filesOf("group_vars", directories, names);
      case "groups_plugins_play":
        return this.#filesOf("group_vars", playbookDirs, names);
    }
  }

  #mergeOwnVars(host: HostNode, playbookDirs: readonly string[]): Dict {
    const own = this.#combine(host.vars, magicVars(host));
    const beside = this.#combine(own, this.#filesOf("host_vars", this.#parts.directories, [host.name]));
    return this.#combine(beside, this.#filesOf("host_vars", playbookDirs, [host.name]));
  }

  #filesOf(folder: "group_vars" | "host_vars", directories: readonly string[], names: readonly string[]): Dict {
    let vars: Dict = new Map();
    for (const directory of directories) {
      for (const name of names) vars = this.#combine(vars, this.#parts.files.read(directory, folder, name));
    }
    return vars;
  }

  #combine(low: Dict, high: Dict): Dict {
    return combineVars(low, high, this.#parts.settings.hashBehaviour);
  }
}

/** Groups in order of precedence, lowest first: by depth, then `ansible_group_priority`, then name. */
function sortGroups(groups: GroupNode[]): GroupNode[] {
  return groups.sort((a, b) => a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1));
}

function asHost(host: HostNode): Host {
  return { name: host.name, groups: groupNames(host) };
}

function groupNames(host: HostNode): string[] {
  return [...host.groups]
    .map((group) => group.name)
    .filter((name) => name !== "all")
    .sort();
}

function magicVars(host: HostNode): Dict {
  const short = isIpAddress(host.name) ? host.name : (host.name.split(".")[0] ?? host.name);
  return new Map<string, string | string[]>([
    ["inventory_hostname", host.name],
    ["inventory_hostname_short", short],
    ["group_names", groupNames(host)],
  ]);
}

function unknown(kind: "host" | "group", name: string): HintedError {
  return new HintedError("INVENTORY_UNREADABLE", `There is no ${kind} ${name} in the inventory`, {
    hint: "See `pveplay inventory --graph` for what there is",
  });
}
