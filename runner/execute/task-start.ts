import type { Task } from "../compile/model.ts";
import type { TaskStart } from "../report/reporter.ts";
import type { PlayRun } from "./play-run.ts";
import { actionText, taskTitle } from "./task-name.ts";

interface StartingTask {
  readonly run: PlayRun;
  readonly task: Task;
  /** The host whose variables the name may use. */
  readonly host: string;
  /** Those who run it. */
  readonly hosts: readonly string[];
}

/** Announces a task or handler. */
export function reportTaskStart(starting: StartingTask): void {
  const start = describe(starting);
  starting.run.started.set(starting.task, start);
  starting.run.state.reporter.taskStart(start);
}

/** A task as reports name it: as announced, or worked out anew. */
export function taskStartOf({ run, task, host }: { run: PlayRun; task: Task; host: string }): TaskStart {
  return run.started.get(task) ?? describe({ run, task, host, hosts: [host] });
}

function describe({ run, task, host, hosts }: StartingTask): TaskStart {
  return {
    title: taskTitle({ task, run, host }),
    action: actionText({ task, run, host }),
    isHandler: run.isHandler(task),
    origin: task.origin,
    hosts: hosts.length,
    names: hosts,
  };
}
