import { TemplateText } from "../../core/values.ts";
import type { Task } from "../compile/model.ts";
import type { PlayRun } from "./play-run.ts";
import { taskTitle } from "./task-name.ts";

interface StartingTask {
  readonly run: PlayRun;
  readonly task: Task;
  /** The host whose variables the name may use. */
  readonly host: string;
  /** How many hosts run it. */
  readonly hosts: number;
}

/** Announces a task or handler. */
export function reportTaskStart({ run, task, host, hosts }: StartingTask): void {
  run.state.reporter.taskStart({
    title: taskTitle({ task, run, host }),
    action: task.action instanceof TemplateText ? task.action.source : task.action,
    isHandler: run.handlers.includes(task),
    origin: task.origin,
    hosts,
  });
}
