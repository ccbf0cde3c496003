import type { Value } from "../../core/values.ts";
import type { Inventory } from "../inventory.ts";
import type { GroupNode } from "../nodes.ts";
import { type DumpOptions, groupDumpVars, hostDumpVars } from "./vars.ts";

/** What `--graph` prints. */
export interface GraphOptions extends DumpOptions {
  /** `--vars`. */
  readonly showVars: boolean;
  /** Python's `str()` of a value, which only the template engine knows. */
  readonly text: (value: Value) => string;
}

/** The lines of `--graph`: groups as `@name:`, what is in them indented below, variables when asked for. */
export function graphLines(inventory: Inventory, start: GroupNode, options: GraphOptions): string[] {
  const varLines = (vars: ReadonlyMap<Value, Value>, depth: number): string[] =>
    [...vars]
      .map(([name, value]) => [options.text(name), options.text(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => branch(`{${name} = ${value}}`, depth));
  const walk = (group: GroupNode, depth: number): string[] => [
    branch(`@${group.name}:`, depth),
    ...[...group.children].flatMap((child) => walk(child, depth + 1)),
    ...(group.name === "all" ? [] : [...group.hosts]).flatMap((host) => [
      branch(host.name, depth + 1),
      ...(options.showVars ? varLines(hostDumpVars(inventory, host.name, options), depth + 2) : []),
    ]),
    ...(options.showVars ? varLines(groupDumpVars(inventory, group, options), depth + 1) : []),
  ];
  return walk(start, 0);
}

function branch(text: string, depth: number): string {
  return depth === 0 ? text : `${"  |".repeat(depth)}--${text}`;
}
