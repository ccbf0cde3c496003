import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOfItem, originOfValue } from "../../core/yaml/index.ts";
import type { Templar } from "../template/index.ts";
import { expectsFailure } from "./check-options.ts";
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

/** Refuses a bad expression among a task's options, unless the playbook expects the task to fail. @throws as checkTemplates */
export function checkExpressions(task: Task, templar: Templar): void {
  if (task.resolved?.kind !== "builtin" || expectsFailure(task)) return;
  const option = EXPRESSIONS.get(task.resolved.name);
  if (option !== undefined) checkConditions(templar, task.args.named, option);
}

function checkValue(templar: Templar, value: Value): void {
  if (value instanceof TemplateText) templar.check(value);
  else if (Array.isArray(value)) for (const item of value) checkValue(templar, item);
  else if (isDict(value)) for (const item of value.values()) checkValue(templar, item);
}
