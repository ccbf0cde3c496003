import type { Origin } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOf, originOfKey } from "../../core/yaml/index.ts";
import type { Templar } from "../template/index.ts";
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
  const place = Array.isArray(value) ? originOf(value) : undefined;
  for (const condition of asList(value)) {
    if (typeof condition === "string") templar.checkExpression(condition, place ?? afterKey(keywords, name));
  }
}

/** Where the value of a key begins that stands on the key's line. */
function afterKey(keywords: Dict, name: string): Origin | undefined {
  const origin = originOfKey(keywords, name);
  return origin && { ...origin, column: origin.column + name.length + ": ".length };
}

function checkValue(templar: Templar, value: Value): void {
  if (value instanceof TemplateText) templar.check(value);
  else if (Array.isArray(value)) for (const item of value) checkValue(templar, item);
  else if (isDict(value)) for (const item of value.values()) checkValue(templar, item);
}
