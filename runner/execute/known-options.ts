import type { OptionsOf } from "../compile/check-options.ts";
import { type Playbook, tasksOf } from "../compile/model.ts";
import { builtin } from "./actions/index.ts";
import type { OwnModules } from "./modules/own.ts";

/** The options of every action a playbook uses, as far as they are closed: our modules' are loaded for it. */
export async function knownOptions({ plays }: Playbook, own: OwnModules): Promise<OptionsOf> {
  const names = new Set<string>();
  for (const play of plays) {
    const nodes = [...play.preTasks, ...play.roleTasks, ...play.tasks, ...play.postTasks, ...play.handlers];
    for (const { resolved } of tasksOf(nodes)) if (resolved?.kind === "own") names.add(resolved.name);
  }
  const loaded = new Map(await Promise.all([...names].map(async (name) => [name, await own.optionsOf(name)] as const)));
  return (action) => {
    if (action.kind === "own") return loaded.get(action.name);
    if (action.kind !== "builtin") return undefined;
    const { open, options } = builtin(action.name);
    return open ? undefined : options;
  };
}
