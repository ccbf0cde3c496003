import { FALSE_WORDS, TRUE_WORDS } from "../../core/spec/coerce.ts";
import { didYouMean } from "../../core/nearest.ts";
import { type Dict, Float, isDict, TemplateText, type Value, VaultText } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { kindOf, syntaxFault } from "./fault.ts";

/** What a keyword's value may be, when it is written out rather than a template. */
type Kind = "condition" | "flag" | "list" | "number" | "percentage" | "text" | "whole";

const KINDS: ReadonlyMap<Value, Kind> = new Map<Value, Kind>([
  ...each("flag", [
    "any_errors_fatal",
    "become",
    "check_mode",
    "delegate_facts",
    "diff",
    "force_handlers",
    "gather_facts",
    "ignore_errors",
    "ignore_unreachable",
    "no_log",
    "run_once",
  ]),
  ...each("whole", ["async", "gather_timeout", "poll", "port", "retries", "throttle", "timeout"]),
  ...each("number", ["delay", "pause"]),
  ...each("percentage", ["max_fail_percentage", "serial"]),
  ...each("condition", ["changed_when", "failed_when", "until", "when"]),
  ...each("list", ["collections", "gather_subset", "listen", "notify", "tags"]),
  ...each("text", [
    "become_exe",
    "become_flags",
    "become_method",
    "become_user",
    "connection",
    "delegate_to",
    "fact_path",
    "name",
    "order",
    "remote_user",
    "strategy",
    "user",
  ]),
]);

/** Keywords with a closed set of values. */
const CHOICES: ReadonlyMap<Value, readonly string[]> = new Map([
  ["order", ["inventory", "reverse_inventory", "reverse_sorted", "shuffle", "sorted"]],
]);

function each(kind: Kind, names: readonly string[]): readonly (readonly [Value, Kind])[] {
  return names.map((name) => [name, kind] as const);
}

/** Keywords that are read for all hosts at once: what is wrong with them is no failure of a task. */
const FOR_ALL_HOSTS: ReadonlySet<string> = new Set(["any_errors_fatal", "run_once", "tags", "throttle"]);

/**
 * Refuses values that a keyword can not have, as far as they are known before the run. `isLenient` leaves those out that
 * only make the task fail. @throws HintedError PLAYBOOK_SYNTAX at the keyword
 */
export function checkKeywordTypes(given: Dict, keywords: ReadonlySet<string>, isLenient = false): void {
  for (const [key, value] of given) {
    const kind = KINDS.get(key);
    if (typeof key !== "string" || kind === undefined || value === null || !keywords.has(key)) continue;
    if (isLenient && kind !== "text" && !FOR_ALL_HOSTS.has(key)) continue;
    if (!isOpen(value) && !fits(value, kind)) throw wrongKind(given, key, kind);
    const choices = CHOICES.get(key);
    if (choices && typeof value === "string" && !choices.includes(value)) {
      throw notAChoice({ given, name: key, value }, choices);
    }
  }
}

/** A template or secret may be anything. */
function isOpen(value: Value): boolean {
  return value instanceof TemplateText || value instanceof VaultText;
}

function fits(value: Value, kind: Kind): boolean {
  switch (kind) {
    case "flag":
      return isFlag(value);
    case "whole":
      return typeof value === "number" || isText(value, /^\s*[+-]?\d+\s*$/);
    case "number":
      return typeof value === "number" || value instanceof Float || isText(value, /^\s*[+-]?\d*\.?\d+\s*$/);
    case "percentage":
      return items(value).every((item) => isOpen(item) || fits(item, "number") || isText(item, /^\s*\d+(\.\d+)?%\s*$/));
    case "condition":
      return items(value).every((item) => !isDict(item) && !Array.isArray(item));
    case "list":
      return items(value).every((item) => !isDict(item));
    case "text":
      return !isDict(value) && !Array.isArray(value);
  }
}

function isFlag(value: Value): boolean {
  if (typeof value === "boolean" || value === 0 || value === 1) return true;
  if (typeof value !== "string") return false;
  const word = value.trim().toLowerCase();
  return TRUE_WORDS.has(word) || FALSE_WORDS.has(word);
}

function isText(value: Value, form: RegExp): boolean {
  return typeof value === "string" && form.test(value);
}

function items(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  flag: "true or false",
  whole: "a whole number",
  number: "a number",
  percentage: "a number or a percentage such as 30%",
  condition: "an expression, or a list of them",
  list: "a text or a list of texts",
  text: "a text",
};

function wrongKind(given: Dict, name: string, kind: Kind) {
  const value = given.get(name);
  const seen = typeof value === "string" ? `'${value}'` : kindOf(value);
  return syntaxFault(
    `'${name}' is ${seen}, expected ${EXPECTED[kind]}`,
    hintFor(name, kind, value),
    originOfKey(given, name),
  );
}

function hintFor(name: string, kind: Kind, value: Value | undefined): string {
  const looksLikeTemplate = isDict(value) || (Array.isArray(value) && value.some(isDict));
  if (kind === "condition" && looksLikeTemplate)
    return "Write the expression without braces, as in 'when: x is defined'";
  if (looksLikeTemplate) return `Put quotes around a template, as in '${name}: "{{ x }}"'`;
  return `Give '${name}' ${EXPECTED[kind]}`;
}

interface Written {
  readonly given: Dict;
  readonly name: string;
  readonly value: string;
}

function notAChoice({ given, name, value }: Written, choices: readonly string[]) {
  const hint = didYouMean(value, choices, `Use one of ${choices.join(", ")}`);
  return syntaxFault(`'${name}' is '${value}', expected one of ${choices.join(", ")}`, hint, originOfKey(given, name));
}
