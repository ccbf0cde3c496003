import type { Node, Task } from "../compile/model.ts";
import { applyOutcome } from "./apply-outcome.ts";
import { runIncludes } from "./includes.ts";
import { KeywordValues } from "./keyword-values.ts";
import { metaAction, runMeta } from "./meta.ts";
import type { PlayRun } from "./play-run.ts";
import { mapPool } from "./pool.ts";
import { reportOutcome } from "./report-result.ts";
import { runTask } from "./run-task.ts";
import { reportTaskStart } from "./task-start.ts";
import { Throttle } from "./throttle.ts";

/** The free strategy: every host goes through the play at its own pace, as many at a time as there are forks. */
export async function runFree(run: PlayRun, _nodes: readonly Node[]): Promise<boolean> {
  const throttle = new Throttle();
  await mapPool(run.batch, run.state.options.forks, (host) => runHost(run, host, throttle));
  return false;
}

async function runHost(run: PlayRun, host: string, throttle: Throttle): Promise<void> {
  const { state } = run;
  while (!state.signal.aborted && !state.unreachableHosts.has(host)) {
    const task = run.hosts.get(host)?.take();
    if (!task) return;
    // A handler that notifies itself while it runs is due once more.
    run.notified.get(task)?.delete(host);
    const limit = new KeywordValues(run.templar, run.scope(task, host)).number("throttle", task.settings.throttle) ?? 0;
    if (metaAction(task) === undefined) await throttle.run(task, limit, () => runOne(run, task, host));
    else await runMeta({ run, task, host });
  }
}

async function runOne(run: PlayRun, task: Task, host: string): Promise<void> {
  reportTaskStart({ run, task, host, hosts: [host] });
  const started = performance.now();
  const job = { run, task, host, runOnce: false };
  const outcome = await runTask(job);
  const applied = applyOutcome(job, outcome);
  reportOutcome(job, outcome, { status: applied.status, started });
  await runIncludes({ run, task, finished: [{ host, outcome }] }, () => undefined);
}
