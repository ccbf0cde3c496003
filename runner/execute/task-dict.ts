import { type Dict, TemplateText, type Value } from "../../core/values.ts";
import type { TaskJob } from "./task-job.ts";
import { taskName } from "./task-name.ts";

/** A task as the variable `ansible_failed_task` shows it. */
export function taskAsDict(job: TaskJob): Dict {
  const { task } = job;
  const action = task.action instanceof TemplateText ? task.action.source : task.action;
  return new Map<Value, Value>([
    ["name", taskName(job)],
    ["action", action],
    [
      "args",
      new Map(task.args.raw === undefined ? task.args.named : [...task.args.named, ["_raw_params", task.args.raw]]),
    ],
    ["register", task.register ?? null],
    ["tags", [...task.tags]],
    ["when", [...task.settings.when]],
    ["delegate_to", task.settings.delegateTo ?? null],
  ]);
}
