import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOfItem, originOfValue } from "../../core/yaml/index.ts";
import type { Templar } from "../template/index.ts";
import { expectsFailure } from "./check-options.ts";
import type { TaskPlace } from "./context.ts";
import type { Level } from "./level.ts";
import type { Task } from "./model.ts";
import { asList } from "./settings.ts";

/** Keywords whose texts are expressions rather than templates. */
const CONDITIONS = ["when", "until", "changed_when", "failed_when"] as const;

/**
 * Refuses bad template syntax and unknown filters, tests and lookups anywhere in a task, block or play, before anything runs.
 * @throws HintedError TEMPLATE_SYNTAX, TEMPLATE_UNKNOWN_FILTER, TEMPLATE_UNKNOWN_TEST, TEMPLATE_UNKNOWN_LOOKUP
 */
export function checkTemplates(templar: Templar, keywords: Dict, skip: ReadonlySet<string> = new Set()): void {
  for (const [key, value] of keywords) {
    if (typeof key === "string" && skip.has(key)) continue;
    checkValue(templar, value);
  }
  for (const name of CONDITIONS) checkConditions(templar, keywords, name);
}

/** As {@link checkTemplates}, for one expression given as text (`that` of assert, `break_when`). */
export function checkConditions(templar: Templar, keywords: Dict, name: string): void {
  const value = keywords.get(name);
  for (const [index, condition] of asList(value).entries()) {
    if (typeof condition !== "string") continue;
    const place = Array.isArray(value) ? originOfItem(value, index) : originOfValue(keywords, name);
    templar.checkExpression(condition, place);
  }
}

/** Options of builtins whose texts are expressions. */
const EXPRESSIONS: ReadonlyMap<string, string> = new Map([
  ["assert", "that"],
  ["debug", "var"],
]);

/** As {@link checkTemplates}, for a task with its expressions, unless its failure is met when it runs. @throws as checkTemplates */
export function checkTaskTemplates(task: Task, given: Dict, { place, templar }: TaskCheck): void {
  const { ignoreErrors } = task.settings;
  if ((ignoreErrors !== undefined && ignoreErrors !== false) || failsInTime(place)) return;
  checkTemplates(templar, given);
  // `failed_when` judges what the action makes of its options, but is not reached when a template is at fault.
  if (expectsFailure(task)) return;
  const option = task.resolved?.kind === "builtin" ? EXPRESSIONS.get(task.resolved.name) : undefined;
  if (option !== undefined) checkConditions(templar, task.args.named, option);
}

interface TaskCheck {
  readonly place: TaskPlace;
  readonly templar: Templar;
}

/** Whether a fault is early enough when its task fails: a `rescue` takes it, or the run goes on already (an include). */
function failsInTime({ rescued, level }: TaskPlace): boolean {
  if (rescued) return true;
  for (let step: Level | undefined = level; step; step = step.parent) if (step.kind === "include") return true;
  return false;
}

function checkValue(templar: Templar, value: Value): void {
  if (value instanceof TemplateText) templar.check(value);
  else if (Array.isArray(value)) for (const item of value) checkValue(templar, item);
  else if (isDict(value)) for (const item of value.values()) checkValue(templar, item);
}
