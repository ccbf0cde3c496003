import type { Dict, Value } from "../../core/values.ts";
import type { Play, Task } from "../compile/model.ts";
import { implicitMeta } from "../compile/task.ts";

const OPTIONS = ["gather_subset", "gather_timeout", "fact_path"] as const;

/** The task that gathers facts at the start of a play. */
export function gatherTask(play: Play): Task {
  const named: Dict = new Map<Value, Value>();
  for (const name of OPTIONS) {
    const value = play.keywords.get(name);
    if (value !== undefined && value !== null) named.set(name, value);
  }
  const bare = implicitMeta("noop", play.level);
  return {
    ...bare,
    name: "Gathering Facts",
    action: "gather_facts",
    resolved: { kind: "builtin", name: "gather_facts" },
    args: { named, raw: undefined, dynamic: undefined },
    // A play with tags gathers only when they are asked for.
    tags: play.tags.length > 0 ? play.tags : ["always"],
    settings: { ...play.settings, when: play.importConditions, runOnce: false },
    implicit: false,
  };
}
