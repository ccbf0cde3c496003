import { HintedError } from "../../core/errors.ts";
import type { Dict, Value } from "../../core/values.ts";
import type { AttemptJob } from "./attempt-job.ts";
import { asyncKeywords, runAsync } from "./async-task.ts";
import { connectionVariable } from "./connection-variables.ts";
import { type Delegation, delegationOf } from "./delegation.ts";
import { KeywordValues } from "./keyword-values.ts";
import type { Attempt, IncludeCall } from "./outcome.ts";
import { failureOf, isSet, type Result, resultOf, truthy } from "./result.ts";
import { prepareAction, type PreparedAction } from "./prepare-action.ts";
import { sleep } from "./sleep.ts";
import { isOmit } from "../template/index.ts";
import { withTimeout } from "./timeout.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** Runs a task once: condition, arguments, retries. Never rejects for what a user can cause. */
export async function runAttempt(given: AttemptJob): Promise<Attempt> {
  const delegation: { to: Delegation | undefined } = { to: undefined };
  const job = { ...given, scope: given.scope.withFallback((name) => connectionVariable(name, given, delegation.to)) };
  const keywords = new KeywordValues(job.run.templar, job.scope);
  let result: Result;
  let include: IncludeCall | undefined;
  try {
    if (job.fatal) throw job.fatal;
    delegation.to = delegationOf(job, keywords);
    const skipped = falseCondition(job);
    if (skipped) result = skipped;
    else if (job.deferred) throw job.deferred;
    else if (isInclude(job)) [include, result] = [includeCall(job), resultOf({ changed: false })];
    else result = await runWithRetries(job, keywords, delegation.to);
  } catch (error) {
    result = failureOf(error, job.task.origin);
  }
  if (!result.has("changed")) result.set("changed", false);
  return { ...finalKeywords(job, keywords, result), result, include, ...delegated(job, keywords, delegation.to) };
}

function delegated({ task }: AttemptJob, keywords: KeywordValues, to: Delegation | undefined) {
  return {
    delegatedTo: to?.host,
    delegateFacts:
      to !== undefined && attempt(() => keywords.flag("delegate_facts", task.settings.delegateFacts), false),
  };
}

/** Keywords that decide what becomes of a result; ones that can not be worked out after a failure count on the safe side. */
function finalKeywords({ task, run }: AttemptJob, keywords: KeywordValues, result: Result) {
  const { settings } = task;
  return {
    ignoreErrors: attempt(() => keywords.flag("ignore_errors", settings.ignoreErrors), false),
    ignoreUnreachable: attempt(() => keywords.flag("ignore_unreachable", settings.ignoreUnreachable), false),
    noLog:
      result.get("_ansible_no_log") === true ||
      attempt(() => keywords.flag("no_log", settings.noLog) ?? run.state.settings.noLog, true),
    diff: attempt(() => keywords.flag("diff", settings.diff) ?? run.state.options.diff, false),
    notify: settings.notify ? attempt(() => keywords.texts("notify", settings.notify ?? []), []) : [],
  };
}

function attempt<T>(evaluate: () => T | undefined, otherwise: T): T {
  try {
    return evaluate() ?? otherwise;
  } catch (error) {
    if (error instanceof HintedError) return otherwise;
    throw error;
  }
}

function falseCondition({ task, run, scope }: AttemptJob): Result | undefined {
  for (const condition of task.settings.when) {
    if (run.templar.condition(condition, scope)) continue;
    const result = resultOf({ changed: false, skipped: true, skip_reason: "Conditional result was False" });
    result.set("false_condition", plainCondition(condition));
    return result;
  }
  return undefined;
}

function plainCondition(condition: Value): Value {
  return typeof condition === "object" && condition !== null && "source" in condition ? condition.source : condition;
}

function isInclude({ task }: AttemptJob): boolean {
  return task.resolved?.kind === "include_tasks" || task.resolved?.kind === "include_role";
}

function includeCall({ task, run, scope }: AttemptJob): IncludeCall {
  const keywords = new KeywordValues(run.templar, scope);
  const { named, raw } = task.args;
  const { apply, ...rest } = { apply: named.get("apply"), rest: [...named].filter(([key]) => key !== "apply") };
  const options: Dict = new Map(rest.rest);
  for (const [key, raw] of rest.rest) {
    const value = run.templar.evaluate(raw, scope);
    if (isOmit(value)) options.delete(key);
    else options.set(key, value);
  }
  // `apply` holds keywords of the tasks inside: they are templated there.
  if (apply !== undefined) options.set("apply", apply);
  const name = raw ?? named.get("file") ?? named.get("name") ?? named.get("role");
  const target = keywords.text("name", name);
  if (target === undefined) throw noTarget(task.resolved?.name ?? "include");
  return { target, options };
}

function noTarget(name: string): HintedError {
  return new HintedError("PLAYBOOK_SYNTAX", `${name} names nothing to include`, { hint: `Write '${name}: NAME'` });
}

async function runWithRetries(job: AttemptJob, keywords: KeywordValues, to: Delegation | undefined): Promise<Result> {
  const { task, run } = job;
  const action = prepareAction(job, keywords, to);
  const given = keywords.number("retries", task.retries);
  const retries = 1 + (given === undefined ? (task.until.length > 0 ? 3 : 0) : Math.max(0, given));
  const delay = Math.max(0, keywords.number("delay", task.delay) ?? 5);
  const timeout = keywords.number("timeout", task.settings.timeout) ?? run.state.settings.taskTimeout;
  const background = asyncKeywords(job, keywords);
  for (let number = 1; ; number += 1) {
    const limit = { seconds: timeout, name: action.name };
    const result = background
      ? await runAsync(job, action, background)
      : await withTimeout(action.call.signal, limit, (signal) => action.run(signal));
    finish(result, retries, number);
    const scope = judge(job, action, result);
    if (retries === 1 || run.templar.condition(untilOf(job, result), scope)) return result;
    if (number >= retries || run.state.signal.aborted) {
      return result.set("attempts", number === retries ? retries - 1 : number).set("failed", true);
    }
    result.set("retries", retries);
    run.state.reporter.retry({ host: job.host, left: retries - number });
    await sleep(delay * 1000, run.state.signal);
  }
}

function untilOf({ task }: AttemptJob, result: Result): Value {
  return task.until.length > 0 ? [...task.until] : !isSet(result, "failed");
}

/** Fills in what a module left out: `failed` (from a non-zero rc), `changed`, the count of attempts. */
function finish(result: Result, retries: number, number: number): void {
  const rc = result.get("rc");
  if (!result.has("failed")) result.set("failed", rc !== undefined && rc !== 0 && rc !== "0" && rc !== null);
  if (retries > 1) result.set("attempts", number);
  if (!result.has("changed")) result.set("changed", false);
}

/** Applies changed_when and failed_when. @returns the scope in which `until` is judged */
function judge({ task, run, scope }: AttemptJob, action: PreparedAction, result: Result): TaskScope {
  const seen: Dict = new Map<Value, Value>(action.factsSeen(result));
  if (task.register !== undefined) seen.set(task.register, result);
  const after = scope.with(seen);
  if (result.has("skipped")) return after;
  let what = "changed";
  try {
    if (task.changedWhen.length > 0) result.set("changed", run.templar.condition([...task.changedWhen], after));
    what = "failed";
    if (task.failedWhen.length > 0) {
      const failed = run.templar.condition([...task.failedWhen], after);
      result.set("failed_when_result", failed).set("failed", failed);
    }
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    result.set("failed", true).set(`${what}_when_result`, `${error.message}: ${error.hint}`);
    if (!truthy(result.get("msg"))) result.set("msg", `${error.message}: ${error.hint}`);
  }
  return after;
}
