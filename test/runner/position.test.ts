import { describe, expect, test } from "vitest";
import type { Block, Node, Task } from "../../runner/compile/model.ts";
import { implicitMeta } from "../../runner/compile/task.ts";
import { failAt, nextStep, type Position, startOf } from "../../runner/execute/position.ts";

const level = { kind: "play", keywords: new Map(), vars: new Map(), parent: undefined } as const;

function task(name: string): Task {
  return { ...implicitMeta("noop", level), name };
}

function block(parts: Partial<Pick<Block, "block" | "rescue" | "always">>): Block {
  return { kind: "block", origin: undefined, block: [], rescue: [], always: [], ...parts };
}

/** Walks to the end; tasks whose name starts with `!` fail. */
function walk(nodes: readonly Node[]): readonly string[] {
  const names: string[] = [];
  let at: Position | "failed" = startOf(nodes);
  for (;;) {
    if (at === "failed") return [...names, "failed"];
    const next = nextStep(at, () => false);
    if (typeof next === "string") return [...names, next];
    const name = typeof next.task.name === "string" ? next.task.name : "";
    names.push(name);
    at = name.startsWith("!") ? failAt(next.after) : next.after;
  }
}

const cases: Record<string, readonly [readonly Node[], readonly string[]]> = {
  "runs tasks in order": [
    [task("a"), task("b")],
    ["a", "b", "done"],
  ],
  "ends at a failure": [
    [task("!a"), task("b")],
    ["!a", "failed"],
  ],
  "runs rescue and goes on": [
    [block({ block: [task("!a"), task("b")], rescue: [task("r")] }), task("c")],
    ["!a", "r", "c", "done"],
  ],
  "runs always after success": [
    [block({ block: [task("a")], always: [task("z")] }), task("c")],
    ["a", "z", "c", "done"],
  ],
  "fails after always": [
    [block({ block: [task("!a")], always: [task("z")] }), task("c")],
    ["!a", "z", "failed"],
  ],
  "runs always after a failed rescue": [
    [block({ block: [task("!a")], rescue: [task("!r"), task("x")], always: [task("z")] }), task("c")],
    ["!a", "!r", "z", "failed"],
  ],
  "is rescued by the block around": [
    [
      block({ block: [block({ block: [task("!a")], always: [task("z")] }), task("b")], rescue: [task("r")] }),
      task("c"),
    ],
    ["!a", "z", "r", "c", "done"],
  ],
  "fails in always": [
    [block({ block: [task("a")], always: [task("!z"), task("y")] }), task("c")],
    ["a", "!z", "failed"],
  ],
  "passes over empty blocks": [
    [block({}), block({ block: [block({})] }), task("c")],
    ["c", "done"],
  ],
};

describe("nextStep() and failAt()", () => {
  test.each(Object.entries(cases))("%s", (_name, [nodes, expected]) => {
    expect(walk(nodes)).toEqual(expected);
  });

  test("leaves out what is to be skipped", () => {
    const next = nextStep(startOf([task("a"), task("b")]), (one) => one.name === "a");
    expect(typeof next === "string" ? next : next.task.name).toBe("b");
  });
});
