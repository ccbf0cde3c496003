import { HintedError } from "../../core/errors.ts";
import { TemplateText } from "../../core/values.ts";
import { roleFullName, type Task } from "../compile/model.ts";
import { valueText } from "../compile/value-key.ts";
import type { PlayRun } from "./play-run.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** A task's own name, templates evaluated as far as they can be; empty when it has none. */
export function taskName({ task, run, host }: { task: Task; run: PlayRun; host: string | undefined }): string {
  if (!(task.name instanceof TemplateText))
    return typeof task.name === "string" ? task.name : valueText(task.name ?? "");
  return evaluatedName(task.name, run, run.scope(task, host));
}

/** The name as reports show it: with the role before it, or the action in place of a missing one. */
export function taskTitle(place: { task: Task; run: PlayRun; host: string | undefined }): string {
  const { task } = place;
  const action = task.action instanceof TemplateText ? task.action.source : task.action;
  const name = taskName(place) || action;
  return task.role ? `${roleFullName(task.role)} : ${name}` : name;
}

function evaluatedName(name: TemplateText, run: PlayRun, scope: TaskScope): string {
  try {
    const value = run.templar.evaluate(name, scope);
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch (error) {
    if (error instanceof HintedError) return name.source;
    throw error;
  }
}
