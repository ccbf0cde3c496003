import type { Task } from "../../compile/model.ts";
import type { Action } from "./action.ts";
import { addHost } from "./add-host.ts";
import { assert } from "./assert.ts";
import { command } from "./command.ts";
import { debug } from "./debug.ts";
import { fail } from "./fail.ts";
import { groupBy } from "./group-by.ts";
import { includeVars } from "./include-vars.ts";
import { pause } from "./pause.ts";
import { ping } from "./ping.ts";
import { setFact } from "./set-fact.ts";
import { setStats } from "./set-stats.ts";
import { setup } from "./setup.ts";
import { shell } from "./shell.ts";

const actions: ReadonlyMap<string, Action> = new Map(
  [addHost, assert, command, debug, fail, groupBy, includeVars, pause, ping, setFact, setStats, setup, shell].map(
    (action) => [action.name, action] as const,
  ),
);

/** Names of the builtins. */
export const builtinNames: ReadonlySet<string> = new Set(actions.keys());

/** A builtin by name, which must be one of {@link builtinNames}. */
export function builtin(name: string): Action {
  const action = actions.get(name);
  if (!action) throw new Error(`Not a builtin: ${name}`);
  return action;
}

/** Whether a task runs once for all its hosts because of its action. */
export function startsOnce(task: Task): boolean {
  return task.resolved?.kind === "builtin" && (actions.get(task.resolved.name)?.once ?? false);
}
