import type { Dict } from "../core/values.ts";

/** A host of the inventory graph. */
export class HostNode {
  readonly name: string;
  vars: Dict = new Map();
  /** Every group the host is in, directly or through a child group. */
  readonly groups = new Set<GroupNode>();
  /** Made up for `localhost`, not named by any source. */
  readonly implicit: boolean;

  constructor(name: string, implicit = false) {
    this.name = name;
    this.implicit = implicit;
  }

  /** Enters a group and its ancestors. */
  enter(group: GroupNode): void {
    for (const ancestor of group.ancestors()) this.groups.add(ancestor);
    this.groups.add(group);
  }

  /** Leaves a group, and those of its ancestors that the host is in for no other reason (never `all`). */
  leave(group: GroupNode): void {
    if (!this.groups.delete(group)) return;
    for (const ancestor of group.ancestors()) {
      const held = [...this.groups].some((other) => other.ancestors().has(ancestor));
      if (ancestor.name !== "all" && !held) this.leave(ancestor);
    }
  }
}

/** A group of the inventory graph, with its direct hosts, children and parents in the order they were added. */
export class GroupNode {
  readonly name: string;
  vars: Dict = new Map();
  /** Distance from `all` by the longest way. */
  depth = 0;
  /** `ansible_group_priority`: of groups of one depth, the higher one wins. */
  priority = 1;
  readonly hosts = new Set<HostNode>();
  readonly children = new Set<GroupNode>();
  readonly parents = new Set<GroupNode>();

  constructor(name: string) {
    this.name = name;
  }

  /** All groups above this one. */
  ancestors(): Set<GroupNode> {
    return reachable(this, (group) => group.parents);
  }

  /** All groups below this one, nearest first. */
  descendants(): Set<GroupNode> {
    return reachable(this, (group) => group.children);
  }

  /** Adds a child group. @returns false when it was one already, `loop` when that would close a circle */
  addChild(child: GroupNode): boolean | "loop" {
    if (this.children.has(child)) return false;
    const above = this.ancestors().add(this);
    if (above.has(child)) return "loop";
    this.children.add(child);
    child.parents.add(this);
    child.sink(this.depth + 1);
    for (const host of child.allHosts()) for (const group of above) host.groups.add(group);
    return true;
  }

  /** Hosts of this group and of all below it: breadth first, each once. */
  allHosts(): Set<HostNode> {
    const hosts = new Set<HostNode>();
    for (const group of [this, ...this.descendants()]) {
      for (const host of group.hosts) if (this.name !== "all" || !host.implicit) hosts.add(host);
    }
    return hosts;
  }

  private sink(depth: number): void {
    if (depth <= this.depth) return;
    this.depth = depth;
    for (const child of this.children) child.sink(depth + 1);
  }
}

function reachable(start: GroupNode, next: (group: GroupNode) => Iterable<GroupNode>): Set<GroupNode> {
  const seen = new Set<GroupNode>(next(start));
  for (const group of seen) for (const further of next(group)) seen.add(further);
  return seen;
}
