import { type ErrorCode, HintedError } from "../../core/errors.ts";
import type { Dict, Value } from "../../core/values.ts";
import { type Included, includeRole, includeTasks } from "../compile/index.ts";
import { type Node, type Task, tasksOf } from "../compile/model.ts";
import { valueKey } from "../compile/value-key.ts";
import { failHost } from "./apply-outcome.ts";
import type { Attempt, IncludeCall, ItemAttempt, Outcome } from "./outcome.ts";
import type { PlayRun } from "./play-run.ts";
import { failureOf } from "./result.ts";
import { taskStartOf } from "./task-start.ts";
import { filterTags } from "./tags.ts";

/** A finished include task with what it came to on its hosts. */
interface IncludeStep {
  readonly run: PlayRun;
  readonly task: Task;
  readonly finished: readonly { readonly host: string; readonly outcome: Outcome }[];
}

/** One file or role to be brought in for some hosts. */
interface Group {
  readonly call: IncludeCall;
  readonly vars: Dict;
  readonly key: string;
  readonly hosts: string[];
}

/** Brings in what an include task asks for: hosts that ask for the same share it. `insert` puts the tasks in the common order. @returns hosts that failed for it */
export async function runIncludes(
  step: IncludeStep,
  insert: (tasks: readonly Task[]) => void,
): Promise<ReadonlySet<string>> {
  const { run } = step;
  const groups = groupIncludes(step);
  const perHost = new Map<string, Node[]>();
  const order: Task[] = [];
  const failed = new Set<string>();
  for (const group of groups) {
    const nodes = expand(step, group);
    if (!nodes) for (const host of group.hosts) failed.add(host);
    if (!nodes) continue;
    order.push(...tasksOf(nodes));
    for (const host of group.hosts) perHost.set(host, [...(perHost.get(host) ?? []), ...nodes]);
  }
  // Once for a host, however many items of a loop failed; what the others brought in runs where it goes on.
  for (const host of failed) {
    failHost(run, host);
    run.state.failedHosts.add(host);
  }
  for (const [host, nodes] of perHost) run.hosts.get(host)?.insert(nodes);
  insert(order);
  return failed;
}

function groupIncludes({ task, finished }: IncludeStep): readonly Group[] {
  const groups: Group[] = [];
  for (const { host, outcome } of finished) {
    for (const attempt of outcome.items ?? [outcome]) {
      if (!attempt.include) continue;
      const vars = includeVars(task, attempt);
      const key = `${attempt.include.target} ${valueKey(attempt.include.options)} ${valueKey(vars)}`;
      // A host that asks for the same twice gets it twice.
      const known = groups.find((group) => group.key === key && !group.hosts.includes(host));
      if (known) known.hosts.push(host);
      else groups.push({ call: attempt.include, vars, key, hosts: [host] });
    }
  }
  return groups;
}

/** The include's own `vars` with its loop's variables on top, and the names of these. */
function includeVars(task: Task, attempt: Attempt | ItemAttempt): Dict {
  const loop: readonly (readonly [Value, Value])[] = "loopVars" in attempt ? [...attempt.loopVars] : [];
  const names = [...attempt.result].filter(([key]) => key === "ansible_loop_var" || key === "ansible_index_var");
  return new Map([...task.ownVars, ...loop, ...names]);
}

/** Faults of an include that fail the hosts that asked for it; any other stops the run. */
const HOST_FAILURES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["FILE_NOT_FOUND", "TASK_FAILED"]);

function expand({ run, task }: IncludeStep, { call, vars, hosts }: Group): readonly Node[] | undefined {
  const handlers = run.isHandler(task);
  const request = { task, play: run.play, target: call.target, options: call.options, vars, handlers };
  let included: Included;
  try {
    included =
      task.resolved?.kind === "include_role" ? includeRole(request, run.context) : includeTasks(request, run.context);
  } catch (error) {
    if (!(error instanceof HintedError) || !HOST_FAILURES.has(error.code)) throw error;
    failInclude({ run, task, hosts }, error);
    return undefined;
  }
  run.addRoles(included.roles);
  for (const host of hosts) run.state.stats.count(host, "ok");
  run.state.reporter.included(included.name, hosts);
  const nodes = handlers ? included.nodes : filterTags(included.nodes, run);
  if (handlers) for (const handler of tasksOf(nodes)) run.notified.set(handler, new Set(hosts));
  return nodes;
}

function failInclude(
  { run, task, hosts }: { run: PlayRun; task: Task; hosts: readonly string[] },
  error: HintedError,
): void {
  for (const host of hosts) {
    run.state.stats.count(host, "failed");
    run.state.reporter.result({
      task: taskStartOf({ run, task, host }),
      host,
      delegatedTo: undefined,
      status: "failed",
      result: failureOf(error, task.origin),
      changed: false,
      noLog: false,
      diff: false,
      duration: 0,
    });
  }
}
