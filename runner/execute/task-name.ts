import { HintedError } from "../../core/errors.ts";
import { TemplateText, type Value } from "../../core/values.ts";
import { roleFullName, type Task } from "../compile/model.ts";
import { text } from "../template/python/text.ts";
import { valueText } from "../compile/value-key.ts";
import type { PlayRun } from "./play-run.ts";
import type { TaskScope } from "./variables/task-scope.ts";

interface NamedTask {
  readonly task: Task;
  readonly run: PlayRun;
  /** Whose variables the name may use; undefined for none. */
  readonly host: string | undefined;
}

/** A task's own name, templates evaluated as far as they can be; empty when it has none. */
export function taskName({ task, run, host }: NamedTask): string {
  if (!(task.name instanceof TemplateText)) return task.name === undefined ? "" : valueText(task.name);
  return evaluatedName(task.name, run, run.scope(task, host));
}

/** The name as reports show it: with the role before it, or the action in place of a missing one. */
export function taskTitle(place: NamedTask): string {
  const { task } = place;
  const name = taskName(place) || nameless(place);
  return task.role ? `${roleFullName(task.role)} : ${name}` : name;
}

/** The title of a task as its file has it, for lists made before a run. */
export function writtenTitle(task: Task): string {
  const written = (value: Value): string => (value instanceof TemplateText ? value.source : valueText(value));
  const name = task.name === undefined ? "" : written(task.name);
  const role = task.args.named.get("name") ?? task.args.named.get("role");
  const isRole = task.resolved?.kind === "include_role" && role !== undefined;
  const title = name || `${written(task.action)}${isRole ? ` : ${written(role)}` : ""}`;
  return task.role ? `${roleFullName(task.role)} : ${title}` : title;
}

/** What stands for a task without a name: its action, and the role of an include_role as written. */
function nameless(place: NamedTask): string {
  const { resolved, args } = place.task;
  const role = args.named.get("name") ?? args.named.get("role");
  if (resolved?.kind !== "include_role" || role === undefined) return actionText(place);
  return `${actionText(place)} : ${role instanceof TemplateText ? role.source : valueText(role)}`;
}

/** The action as written, a template evaluated. */
export function actionText({ task, run, host }: NamedTask): string {
  return task.action instanceof TemplateText ? evaluatedName(task.action, run, run.scope(task, host)) : task.action;
}

function evaluatedName(name: TemplateText, run: PlayRun, scope: TaskScope): string {
  const evaluate = (source: string): string => text(run.templar.evaluate(new TemplateText(source, name.origin), scope));
  try {
    return evaluate(name.source);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    // Whatever can be worked out is; the rest says why not, and names stay usable.
    let count = 0;
    return name.source.replace(/\{\{.*?\}\}/gs, (part) => {
      try {
        return evaluate(part);
      } catch (fault) {
        if (!(fault instanceof HintedError)) throw fault;
        count += 1;
        return `<< error ${count} - ${fault.message} >>`;
      }
    });
  }
}
