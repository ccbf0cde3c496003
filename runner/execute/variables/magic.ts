import type { Dict, Value } from "../../../core/values.ts";
import { type Play, type Role, roleFullName, type Task } from "../../compile/model.ts";
import { allDependencies } from "../../compile/role-vars.ts";
import type { RunState } from "../run-state.ts";
import { groupsOf } from "./groups.ts";
import { optionVars } from "./option-vars.ts";
import type { MagicVars } from "./task-scope.ts";

type Getters = ReadonlyMap<string, () => Value>;

/** A play as its variables describe it; looked at anew each time, since hosts leave it and roles join. */
export interface DescribedPlay {
  readonly state: RunState;
  readonly play: Play;
  readonly name: string;
  /** Hosts of the whole play, and of this batch (`serial`), in order. */
  readonly allHosts: readonly string[];
  readonly batch: readonly string[];
  /** Hosts that left the play. */
  readonly removed: readonly string[];
  readonly publicRoles: readonly Role[];
}

/** Variables that describe the play and the run, worked out when they are asked for. */
export function playMagic(run: DescribedPlay, hostvars: Dict): Getters {
  const { state, play } = run;
  const roles = (): string[] => run.publicRoles.map(roleFullName);
  const dependencies = (): string[] => [
    ...new Set(run.publicRoles.flatMap((role) => allDependencies(role).map(roleFullName))),
  ];
  const getters = new Map<string, () => Value>([
    ["playbook_dir", () => play.playDir],
    ["ansible_playbook_python", () => "python3"],
    ["ansible_play_name", () => run.name],
    ["ansible_role_names", () => [...new Set([...dependencies(), ...roles()])]],
    ["ansible_play_role_names", roles],
    ["role_names", roles],
    ["ansible_dependent_role_names", dependencies],
    ["groups", () => groupsOf(state.inventory)],
    ["hostvars", () => hostvars],
    ["ansible_play_hosts_all", () => [...run.allHosts]],
    ["ansible_play_hosts", () => withoutRemoved(run, run.allHosts)],
    ["ansible_play_batch", () => withoutRemoved(run, run.batch)],
    ["play_hosts", () => withoutRemoved(run, run.batch)],
    ["ansible_current_hosts", () => run.batch.filter((host) => !hasFailed(run, host))],
    ["ansible_failed_hosts", () => run.batch.filter((host) => state.failedHosts.has(host))],
  ]);
  for (const [name, value] of optionVars(state)) if (typeof name === "string") getters.set(name, () => value);
  return getters;
}

/** The play's variables with those that describe a task and its role. */
export function taskMagic(getters: Getters, { task, run }: { task: Task | undefined; run: DescribedPlay }): MagicVars {
  const own = task === undefined ? undefined : (name: string) => taskVariable(name, task, run);
  return {
    get: (name) => {
      const getter = getters.get(name);
      return getter ? getter() : own?.(name);
    },
    *names() {
      yield* getters.keys();
      if (task) yield* ["environment", "ansible_search_path"];
      if (task?.role) yield* ROLE_NAMES;
    },
  };
}

const ROLE_NAMES = ["role_name", "role_path", "role_uuid", "ansible_collection_name", "ansible_role_name"];

function taskVariable(name: string, task: Task, run: DescribedPlay): Value | undefined {
  switch (name) {
    case "environment":
      return [...task.settings.environment];
    case "ansible_search_path":
      return [...task.searchPath];
    case "role_name":
      return task.role?.name;
    case "role_path":
      return task.role?.path;
    case "role_uuid":
      return task.role && `${run.play.playDir}/${task.role.path}`;
    case "ansible_collection_name":
      return task.role && (task.role.collection ?? null);
    case "ansible_role_name":
      return task.role && roleFullName(task.role);
    default:
      return undefined;
  }
}

function withoutRemoved(run: DescribedPlay, hosts: readonly string[]): string[] {
  const gone = new Set(run.removed);
  return hosts.filter((host) => !gone.has(host));
}

function hasFailed(run: DescribedPlay, host: string): boolean {
  return run.state.failedHosts.has(host) || run.state.unreachableHosts.has(host);
}
