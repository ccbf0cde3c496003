import type { Node, Task } from "../compile/model.ts";
import { type Applied, applyOutcome, failHost } from "./apply-outcome.ts";
import { startsOnce } from "./actions/index.ts";
import { runIncludes } from "./includes.ts";
import { KeywordValues } from "./keyword-values.ts";
import { Lockstep, type LockStep } from "./lockstep.ts";
import { metaAction, runMeta } from "./meta.ts";
import type { Outcome } from "./outcome.ts";
import type { PlayRun } from "./play-run.ts";
import { mapPool } from "./pool.ts";
import { reportOutcome } from "./report-result.ts";
import { runTask } from "./run-task.ts";
import { takeStep } from "./take-step.ts";
import { reportTaskStart } from "./task-start.ts";

/** What became of a task on one host. */
interface Finished extends Applied {
  readonly host: string;
  readonly outcome: Outcome;
}

/** The linear strategy: every host runs a task before any runs the next. @returns whether max_fail_percentage broke the play off */
export async function runLinear(run: PlayRun, nodes: readonly Node[]): Promise<boolean> {
  const lockstep = new Lockstep(nodes);
  let broken = false;
  while (!run.state.signal.aborted) {
    const left = run.batch.filter((host) => !run.state.unreachableHosts.has(host));
    const step = lockstep.step(run, left);
    if (!step) return broken;
    const finished =
      metaAction(step.task) === undefined ? await runStep(run, step, lockstep) : await runMetaStep(run, step, lockstep);
    if (tooManyFailed(run, finished)) {
      failOthers(run, left, finished);
      run.state.reporter.noHostsLeft();
      broken = true;
    }
    if (broken && run.state.failedHosts.size >= left.length) {
      run.state.reporter.noHostsLeft();
      return true;
    }
  }
  return broken;
}

async function runMetaStep(run: PlayRun, { task, hosts }: LockStep, lockstep: Lockstep): Promise<readonly Finished[]> {
  const action = metaAction(task);
  if (action === "flush_handlers") lockstep.insert(run.handlers);
  const once = action !== undefined && !PER_HOST.has(action);
  clearNotification(run, task, hosts);
  for (const host of once ? hosts.slice(0, 1) : hosts) await runMeta({ run, task, host });
  return [];
}

/** Meta actions that each host runs for itself; the others concern all hosts at once. */
const PER_HOST: ReadonlySet<string> = new Set([
  "noop",
  "reset_connection",
  "end_host",
  "role_complete",
  "flush_handlers",
  "end_role",
]);

async function runStep(run: PlayRun, { task, hosts }: LockStep, lockstep: Lockstep): Promise<readonly Finished[]> {
  const [first] = hosts;
  if (first === undefined || !(await takeStep(run, task))) return [];
  const keywords = new KeywordValues(run.templar, run.scope(task, first));
  const runOnce = keywords.flag("run_once", task.settings.runOnce) ?? false;
  const once = runOnce || startsOnce(task);
  const due = once ? [first] : hosts;
  reportTaskStart({ run, task, host: first, hosts: due });
  // A handler that notifies itself while it runs is due once more.
  clearNotification(run, task, once ? run.batch : due);
  const limit = concurrency(run, keywords.number("throttle", task.settings.throttle) ?? 0, once);
  const finished = await mapPool(due, limit, (host) => runOn({ run, task, host, runOnce }));
  const notIncluded = await runIncludes({ run, task, finished }, (tasks) => lockstep.insert(tasks));
  const fatal =
    once || (keywords.flag("any_errors_fatal", task.settings.anyErrorsFatal) ?? run.state.settings.anyErrorsFatal);
  if (fatal && (notIncluded.size > 0 || finished.some(isFatal))) {
    failOthers(
      run,
      run.batch.filter((host) => !run.state.unreachableHosts.has(host) && !notIncluded.has(host)),
      finished,
    );
  }
  return finished;
}

interface Due {
  readonly run: PlayRun;
  readonly task: Task;
  readonly host: string;
  readonly runOnce: boolean;
}

async function runOn(job: Due): Promise<Finished> {
  const started = performance.now();
  const outcome = await runTask(job);
  const applied = applyOutcome(job, outcome);
  reportOutcome(job, outcome, { status: applied.status, started });
  return { ...applied, host: job.host, outcome };
}

function isFatal({ failed, unreachable, outcome }: Finished): boolean {
  return (failed && !outcome.ignoreErrors) || unreachable;
}

function concurrency(run: PlayRun, throttle: number, once: boolean): number {
  const { forks } = run.state.options;
  return throttle > 0 && !once ? Math.min(throttle, forks) : forks;
}

function clearNotification(run: PlayRun, task: Task, hosts: readonly string[]): void {
  const notified = run.notified.get(task);
  if (notified) for (const host of hosts) notified.delete(host);
}

function failOthers(run: PlayRun, hosts: readonly string[], finished: readonly Finished[]): void {
  const failed = new Set(finished.filter((one) => one.failed).map((one) => one.host));
  for (const host of hosts) {
    if (failed.has(host)) continue;
    run.state.failedHosts.add(host);
    failHost(run, host);
  }
}

function tooManyFailed(run: PlayRun, finished: readonly Finished[]): boolean {
  const limit = run.maxFailPercentage;
  return limit !== undefined && finished.length > 0 && run.state.failedHosts.size / run.batch.length > limit / 100;
}
