import { HintedError } from "../core/errors.ts";
import { isDict, type Value } from "../core/values.ts";
import { combineVars, type HashBehaviour } from "./merge.ts";
import { GroupNode, HostNode } from "./nodes.ts";

/** Names that mean the machine we run on. */
export const LOCALHOST_NAMES: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/** What to do with group names that are no variable names (`force_valid_group_names`). */
export type GroupNamePolicy = "never" | "always" | "ignore" | "silently";

/** How the graph is built. */
export interface GraphOptions {
  readonly hashBehaviour: HashBehaviour;
  readonly groupNames: GroupNamePolicy;
  readonly warn: (message: string) => void;
}

/** Which source is being read, for `inventory_file` and `inventory_dir` of the hosts met there. */
export interface CurrentSource {
  readonly file: string;
  readonly directory: string;
}

/** Hosts, groups and their variables as the sources declare them, with Ansible's rules on who is in which group. */
export class InventoryGraph {
  readonly groups = new Map<string, GroupNode>();
  readonly hosts = new Map<string, HostNode>();
  readonly options: GraphOptions;
  source: CurrentSource | undefined;
  #localhost: HostNode | undefined;

  constructor(options: GraphOptions) {
    this.options = options;
    this.group("all").addChild(this.group("ungrouped"));
  }

  /** The group `all`. */
  get all(): GroupNode {
    return this.group("all");
  }

  /** The group of a name, created when new. @throws HintedError INVENTORY_SYNTAX for an empty name or one that is no string */
  group(name: Value): GroupNode {
    if (typeof name !== "string" || name === "") {
      throw invalid(
        `Not a group name: ${describe(name)}`,
        "Write group names as non-empty strings, in quotes if need be",
      );
    }
    const safe = this.safeGroupName(name);
    const known = this.groups.get(safe);
    if (known) return known;
    const group = new GroupNode(safe);
    this.groups.set(safe, group);
    return group;
  }

  /** The host of a name, created when new; only then the port is kept. @throws HintedError INVENTORY_SYNTAX */
  host(name: Value, port?: number): HostNode {
    if (typeof name !== "string" || name === "") {
      throw invalid(
        `Not a host name: ${describe(name)}`,
        "Write host names as non-empty strings, in quotes if need be",
      );
    }
    const known = this.hosts.get(name);
    if (known) return known;
    const host = new HostNode(name);
    if (port) host.vars.set("ansible_port", port);
    this.hosts.set(name, host);
    this.setVar(name, "inventory_file", this.source?.file ?? null);
    this.setVar(name, "inventory_dir", this.source?.directory ?? null);
    if (LOCALHOST_NAMES.includes(name)) this.#noteLocalhost(host);
    return host;
  }

  /** Puts a host directly into a group. @returns whether it was not there before */
  addHostTo(group: GroupNode, host: HostNode): boolean {
    if (group.hosts.has(host)) return false;
    group.hosts.add(host);
    host.enter(group);
    return true;
  }

  /** Makes one group the child of another. @returns whether it was none before @throws HintedError INVENTORY_SYNTAX on a circle */
  addChild(parent: GroupNode, child: GroupNode): boolean {
    const added = parent === child ? "loop" : parent.addChild(child);
    if (added !== "loop") return added;
    throw invalid(
      `Group ${child.name} can not be a child of ${parent.name}: it is above it already`,
      "Remove one of the `children` entries, so that groups form no circle",
    );
  }

  /** Sets a variable of what has this name: a group before a host, as in Ansible. @throws HintedError INVENTORY_SYNTAX */
  setVar(entity: string, key: Value, value: Value): void {
    const node = this.groups.get(entity) ?? this.hosts.get(entity);
    if (!node) throw invalid(`No host or group is called ${entity}`, "Declare it before giving it variables");
    if (key === "ansible_group_priority" && node instanceof GroupNode) {
      node.priority = asInteger(value);
      return;
    }
    const old = node.vars.get(key);
    const merged = isDict(old) && isDict(value);
    node.vars.set(
      key,
      merged
        ? (combineVars(new Map([[key, old]]), new Map([[key, value]]), this.options.hashBehaviour).get(key) ?? null)
        : value,
    );
  }

  /** The host of a name; one of the names of `localhost` exists even when no source has it. */
  findHost(name: string): HostNode | undefined {
    const host = this.hosts.get(name);
    if (host || !LOCALHOST_NAMES.includes(name)) return host;
    return (this.#localhost ??= this.#implicitLocalhost(name));
  }

  /** Restores the rules after changes: every group is below `all`, and a host in no group is in `ungrouped`. */
  reconcile(): void {
    for (const group of this.groups.values()) {
      if (group.name !== "all" && group.parents.size === 0) this.addChild(this.all, group);
    }
    const ungrouped = this.group("ungrouped");
    for (const host of this.hosts.values()) this.#settle(host, ungrouped);
    for (const name of this.groups.keys()) {
      if (this.hosts.has(name)) this.options.warn(`Found both a group and a host called ${name}`);
    }
  }

  #settle(host: HostNode, ungrouped: GroupNode): void {
    const others = [...host.groups].filter((group) => group !== ungrouped && group !== this.all).length;
    if (host.groups.has(ungrouped)) {
      if (others > 0 && ungrouped.hosts.delete(host)) host.leave(ungrouped);
    } else if (others === 0) {
      this.addHostTo(ungrouped, host);
    }
  }

  #implicitLocalhost(name: string): HostNode {
    const host = new HostNode(name, true);
    host.vars.set("ansible_connection", "local");
    // As `ansible_playbook_python` is.
    host.vars.set("ansible_python_interpreter", "python3");
    return host;
  }

  #noteLocalhost(host: HostNode): void {
    if (this.#localhost && !this.#localhost.implicit) {
      this.options.warn(
        `Found ${host.name} besides ${this.#localhost.name}: both mean this machine, the first is localhost`,
      );
    } else {
      this.#localhost = host;
    }
  }

  /** The name a group gets: changed when it is no variable name and the policy says so. */
  safeGroupName(name: string): string {
    if (this.groups.has(name) || /^[A-Za-z_]\w*$/.test(name)) return name;
    const bad = /^[^\p{L}_]|[^\p{L}\p{N}_]/gu;
    const policy = this.options.groupNames;
    if (policy === "ignore" || !bad.test(name)) return name;
    if (policy === "never") {
      this.options.warn(`Group name ${name} holds characters that are invalid in variable names; it is kept as it is`);
      return name;
    }
    const safe = name.replace(bad, "_");
    if (policy === "always") this.options.warn(`Group name ${name} holds invalid characters; it is now ${safe}`);
    return safe;
  }
}

function asInteger(value: Value): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return Math.trunc(number);
  throw invalid(`ansible_group_priority is no integer: ${describe(value)}`, "Give it a whole number");
}

function describe(value: Value): string {
  return typeof value === "string" || typeof value === "number"
    ? JSON.stringify(value)
    : `a ${value === null ? "null" : typeof value}`;
}

function invalid(message: string, hint: string): HintedError {
  return new HintedError("INVENTORY_SYNTAX", message, { hint });
}
