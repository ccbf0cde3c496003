import { HintedError } from "../../core/errors.ts";
import { TemplateText } from "../../core/values.ts";
import { META_ACTIONS } from "../compile/meta-actions.ts";
import type { Task } from "../compile/model.ts";
import { connectionSpec } from "./connection-spec.ts";
import { startFlush } from "./handlers.ts";
import type { PlayRun } from "./play-run.ts";
import { resultOf } from "./result.ts";
import { reportTaskStart, taskStartOf } from "./task-start.ts";
import type { TaskJob } from "./task-job.ts";

/** The meta action of a task; undefined for any other task. */
export function metaAction(task: Task): string | undefined {
  if (task.resolved?.kind !== "meta") return undefined;
  const { raw } = task.args;
  return raw instanceof TemplateText ? raw.source : typeof raw === "string" ? raw : "";
}

/** Performs a meta action for a host. @throws HintedError PLAYBOOK_UNSUPPORTED, TEMPLATE_* */
export async function runMeta(job: TaskJob): Promise<void> {
  const { run, task, host } = job;
  const action = metaAction(task) ?? "";
  if (!UNCONDITIONAL.has(action) && !conditionHolds(job)) return reportSkipped(job, action);
  switch (action) {
    case "noop":
      return;
    case "flush_handlers":
      return startFlush(run, host);
    case "end_host":
      return endHost(run, host);
    case "end_play":
      run.endPlay = true;
      return endAll(run);
    case "end_batch":
      return endAll(run);
    case "clear_facts":
      for (const name of run.batch) run.state.variables.clearFacts(name);
      return;
    case "clear_host_errors":
      return clearErrors(run);
    case "end_role":
      return endRole(run, host);
    case "role_complete":
      return completeRole(job);
    case "refresh_inventory":
      return refreshInventory(run);
    case "reset_connection":
      return resetConnection(job);
    default:
      throw unsupported(action, task);
  }
}

/** Meta actions that take no notice of `when`. */
const UNCONDITIONAL: ReadonlySet<string> = new Set(["noop", "refresh_inventory", "reset_connection", "role_complete"]);

function conditionHolds({ run, task, host }: TaskJob): boolean {
  const scope = run.scope(task, host);
  return task.settings.when.every((condition) => run.templar.condition(condition, scope));
}

function reportSkipped(job: TaskJob, action: string): void {
  const { run, host } = job;
  reportTaskStart({ ...job, hosts: [host] });
  run.state.reporter.result({
    task: taskStartOf(job),
    host,
    delegatedTo: undefined,
    status: "skipped",
    result: resultOf({ msg: action, skipped: true, skip_reason: `${action} conditional evaluated to False` }),
    changed: false,
    noLog: false,
    diff: false,
    duration: 0,
  });
}

function endHost(run: PlayRun, host: string): void {
  run.hosts.get(host)?.end();
  run.removed.push(host);
}

function endAll(run: PlayRun): void {
  for (const host of run.batch) if (!run.state.unreachableHosts.has(host)) endHost(run, host);
}

function clearErrors(run: PlayRun): void {
  for (const host of run.batch) {
    run.state.failedHosts.delete(host);
    run.state.unreachableHosts.delete(host);
    run.hosts.get(host)?.clearFailure();
  }
}

function endRole(run: PlayRun, host: string): void {
  const state = run.hosts.get(host);
  for (let next = state?.peek(); next && metaAction(next) !== "role_complete"; next = state?.peek()) state?.take();
}

function completeRole({ run, task, host }: TaskJob): void {
  const key = task.role?.key;
  if (key === undefined || !run.rolesStarted.get(key)?.has(host)) return;
  const completed = run.rolesCompleted.get(key) ?? new Set<string>();
  completed.add(host);
  run.rolesCompleted.set(key, completed);
}

/** Hosts that are gone from the inventory take no further part; new ones do from the next play on. */
async function refreshInventory(run: PlayRun): Promise<void> {
  const { inventory, options } = run.state;
  await inventory.refresh();
  run.allHosts = inventory.match(run.pattern, options.limit);
  const left = new Set(run.allHosts);
  for (const host of run.batch) if (!left.has(host)) endHost(run, host);
}

async function resetConnection(job: TaskJob): Promise<void> {
  const scope = job.run.scope(job.task, job.host);
  await job.run.state.connections.reset(connectionSpec({ ...job, scope, deferred: undefined }, undefined));
}

function unsupported(action: string, task: Task): HintedError {
  return new HintedError("PLAYBOOK_UNSUPPORTED", `meta: ${action} is not supported`, {
    hint: `Use one of ${META_ACTIONS.join(", ")}`,
    origin: task.origin,
  });
}
