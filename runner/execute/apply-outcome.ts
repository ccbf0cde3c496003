import { type Dict, isDict, type Value } from "../../core/values.ts";
import { notify } from "./handlers.ts";
import type { Status } from "../report/reporter.ts";
import type { Attempt, Outcome } from "./outcome.ts";
import type { PlayRun } from "./play-run.ts";
import { isSet, publicResult, type Result } from "./result.ts";
import type { TaskJob } from "./task-job.ts";
import { taskAsDict } from "./task-dict.ts";

/** What a finished task means for the rest of the run. */
export interface Applied {
  readonly status: Status;
  readonly failed: boolean;
  readonly unreachable: boolean;
}

/** A task that ran for one host on behalf of all (`run_once`). */
export interface AppliedJob extends TaskJob {
  readonly runOnce: boolean;
}

/** Counts a result, moves its host on, and keeps facts, registered values, notifications and new hosts. */
export function applyOutcome(job: AppliedJob, outcome: Outcome): Applied {
  const status = settle(job, outcome);
  const { run, task, host } = job;
  const { result } = outcome;
  for (const attempt of outcome.items ?? [outcome]) noteLeftRunning(job, attempt.result);
  const ran = !isSet(result, "skipped") && !isSet(result, "unreachable");
  const succeeded = status === "ok" || status === "changed";
  const changed = isSet(result, "changed");
  if (succeeded) for (const attempt of outcome.items ?? [outcome]) applyEffects({ ...job, changed }, attempt);
  if (succeeded && !isInclude(outcome)) {
    run.state.stats.count(host, "ok");
    if (isSet(result, "changed")) run.state.stats.count(host, "changed");
  }
  if (task.register !== undefined) register(job, task.register, result);
  if (ran && task.role) startRole(run, task.role.key, host);
  return { status, failed: isSet(result, "failed"), unreachable: isSet(result, "unreachable") };
}

/** A module that was stopped, or waited long enough, names the server's task that goes on. */
function noteLeftRunning({ run, host }: AppliedJob, result: Result): void {
  const upid = result.get("upid");
  const code = result.get("code");
  if (typeof upid !== "string" || (code !== "INTERRUPTED" && code !== "PROXMOX_TASK_TIMEOUT")) return;
  run.state.leftRunning.push({ host, upid });
}

function isInclude(outcome: Outcome): boolean {
  return outcome.include !== undefined || (outcome.items ?? []).some((item) => item.include !== undefined);
}

function settle(job: AppliedJob, outcome: Outcome): Status {
  const { result } = outcome;
  const { stats } = job.run.state;
  if (isSet(result, "unreachable")) return settleUnreachable(job, outcome);
  if (isSet(result, "failed")) return settleFailed(job, outcome);
  if (isSet(result, "skipped")) {
    stats.count(job.host, "skipped");
    return "skipped";
  }
  return isSet(result, "changed") ? "changed" : "ok";
}

function settleUnreachable({ run, host }: AppliedJob, outcome: Outcome): Status {
  const { stats, unreachableHosts } = run.state;
  if (outcome.ignoreUnreachable) {
    stats.count(host, "ok");
    stats.count(host, "ignored");
    return "unreachable";
  }
  unreachableHosts.add(host);
  run.removed.push(host);
  stats.count(host, "unreachable");
  return "unreachable";
}

function settleFailed(job: AppliedJob, outcome: Outcome): Status {
  const { run, host } = job;
  const { stats, failedHosts } = run.state;
  if (outcome.ignoreErrors) {
    stats.count(host, "ok");
    stats.count(host, "ignored");
    if (isSet(outcome.result, "changed")) stats.count(host, "changed");
    return "ignored";
  }
  const rescuable = run.hosts.get(host)?.isRescuable ?? false;
  for (const name of job.runOnce ? run.batch : [host]) {
    if (!run.state.unreachableHosts.has(name)) failHost(run, name);
  }
  if (run.hosts.get(host)?.failed) failedHosts.add(host);
  if (!rescuable) {
    stats.count(host, "failed");
    return "failed";
  }
  stats.count(host, "rescued");
  run.removed.splice(run.removed.indexOf(host), 1);
  run.state.variables.setVariables(
    host,
    new Map<Value, Value>([
      ["ansible_failed_task", taskAsDict(job)],
      ["ansible_failed_result", outcome.result],
    ]),
  );
  return "rescued";
}

/** Marks a host as failed where it stands. */
export function failHost(run: PlayRun, host: string): void {
  run.hosts.get(host)?.fail();
  run.removed.push(host);
}

function applyEffects(job: AppliedJob & { readonly changed: boolean }, attempt: Attempt): void {
  const { run, host } = job;
  const { result } = attempt;
  // Items of a loop notify together: one that changed speaks for all.
  if (job.changed) for (const handler of attempt.notify) notify(run, host, handler);
  const facts = result.get("ansible_facts");
  if (isDict(facts) && job.task.resolved?.name !== "debug") keepFacts(job, attempt, facts);
  const stats = result.get("ansible_stats");
  if (isDict(stats)) keepStats(job, stats);
}

function keepFacts(job: AppliedJob, attempt: Attempt, facts: Dict): void {
  const { variables } = job.run.state;
  const action = job.task.resolved?.name;
  const delegated = attempt.delegatedTo !== undefined && attempt.delegateFacts ? attempt.delegatedTo : undefined;
  for (const host of delegated === undefined ? hostsOf(job) : [delegated]) {
    if (action === "include_vars") for (const [name, value] of facts) variables.includeVariable(host, name, value);
    else if (action === "set_fact") {
      if (attempt.result.get("_ansible_facts_cacheable") === true) variables.addFacts(host, facts);
      variables.setVariables(host, facts);
    } else variables.addFacts(host, facts);
  }
}

function keepStats(job: AppliedJob, stats: Dict): void {
  const data = stats.get("data");
  if (!isDict(data)) return;
  const hosts = stats.get("per_host") === false ? ["_run"] : hostsOf(job);
  for (const host of hosts) job.run.state.stats.addCustom(host, data, stats.get("aggregate") !== false);
}

function register(job: AppliedJob, name: string, result: Result): void {
  const kept = publicResult(result);
  kept.delete("invocation");
  for (const host of hostsOf(job)) job.run.state.variables.setVariables(host, new Map([[name, kept]]));
}

function hostsOf({ run, host, runOnce }: AppliedJob): readonly string[] {
  return runOnce ? run.batch.filter((name) => !run.state.unreachableHosts.has(name)) : [host];
}

function startRole(run: PlayRun, key: string, host: string): void {
  const started = run.rolesStarted.get(key) ?? new Set<string>();
  started.add(host);
  run.rolesStarted.set(key, started);
}
