import type { Block, Node, Task } from "../compile/model.ts";

/**
 * Where a host stands in the tree of blocks of a play: a stack of blocks, innermost first. Immutable, so that looking at
 * the next task does not enter its block: a host that fails before running it fails in the block it was in.
 */
export interface Position {
  readonly block: Block;
  readonly section: "block" | "rescue" | "always";
  /** Index of the next node of the section. */
  readonly index: number;
  /** Whether a failure waits for the end of `always`. */
  readonly failing: boolean;
  readonly outer: Position | undefined;
}

/** A host at its next task: the task, and where it stands once it has taken it. */
export interface Step {
  readonly task: Task;
  readonly after: Position;
}

/** What follows a position: a task, or the end, reached by success or by failure. */
export type Next = Step | "done" | "failed";

/** The start of a list of nodes. */
export function startOf(nodes: readonly Node[]): Position {
  return enter(nodes, undefined);
}

/** The position with further nodes to be run before everything else that is left. */
export function insert(position: Position, nodes: readonly Node[]): Position {
  return enter(nodes, position);
}

/** The next task that is not to be skipped; enters blocks and leaves finished ones. */
export function nextStep(position: Position, skip: (task: Task) => boolean): Next {
  let at: Position | "done" | "failed" = position;
  while (typeof at !== "string") {
    const node: Node | undefined = at.block[at.section][at.index];
    if (node === undefined) {
      at = leaveSection(at);
      continue;
    }
    const after: Position = { ...at, index: at.index + 1 };
    if (node.kind === "block") at = { block: node, section: "block", index: 0, failing: false, outer: after };
    else if (skip(node)) at = after;
    else return { task: node, after };
  }
  return at;
}

/** Where a failure leads: to the nearest `rescue` or `always`, or to the end. */
export function failAt(position: Position): Position | "failed" {
  let at: Position | undefined = position;
  while (at) {
    if (at.section === "block" && at.block.rescue.length > 0) return { ...at, section: "rescue", index: 0 };
    if (at.section !== "always" && at.block.always.length > 0) {
      return { ...at, section: "always", index: 0, failing: true };
    }
    at = at.outer;
  }
  return "failed";
}

/** The position with no failure waiting for the end of an `always`. */
export function withoutFailure(position: Position): Position {
  return { ...position, failing: false, outer: position.outer && withoutFailure(position.outer) };
}

/** Whether a failure here would be rescued by a block around. */
export function isRescuable(position: Position): boolean {
  for (let at: Position | undefined = position; at; at = at.outer) {
    if (at.section === "block" && at.block.rescue.length > 0) return true;
  }
  return false;
}

/** Whether the host is in a `rescue` section right now. */
export function isRescuing(position: Position): boolean {
  return position.section === "rescue";
}

function enter(nodes: readonly Node[], outer: Position | undefined): Position {
  const block: Block = { kind: "block", origin: undefined, block: nodes, rescue: [], always: [] };
  return { block, section: "block", index: 0, failing: false, outer };
}

function leaveSection(at: Position): Position | "done" | "failed" {
  if (at.section !== "always") return { ...at, section: "always", index: 0 };
  if (at.failing) return at.outer ? failAt(at.outer) : "failed";
  return at.outer ?? "done";
}
