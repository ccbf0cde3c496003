import type { Origin } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import { HintedError } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText, type Value, VaultText } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { kindOf, syntaxFault } from "./fault.ts";
import { parseKeyValues } from "./key-values.ts";
import type { TaskArgs } from "./model.ts";
import { valueText } from "./value-key.ts";
import { splitWords } from "./words.ts";

/** Actions whose text is a command and stays as written. */
const FREE_FORM = new Set(["command", "shell", "script", "raw", "win_command", "win_shell", "reboot"]);

/** Actions that take words without a key. */
const WORDS_ALLOWED = new Set([
  ...FREE_FORM,
  "add_host",
  "group_by",
  "import_role",
  "import_tasks",
  "include_role",
  "include_tasks",
  "include_vars",
  "meta",
  "set_fact",
]);

/** An action's name as written with its arguments, before templating. */
export interface ActionCall {
  readonly name: string | TemplateText;
  readonly args: TaskArgs;
  /** From `local_action`: the task is delegated to localhost. */
  readonly local: boolean;
}

/** Reads `module: arguments`, with `args` as lower-ranking ones. @throws HintedError PLAYBOOK_SYNTAX */
export function callOfModule(task: Dict, name: string): ActionCall {
  const origin = originOfKey(task, name);
  const args = mergeArgs(argsKeyword(task), readArguments(task.get(name) ?? null, name, origin));
  checkReserved(args, name, origin);
  return { name, args: requireNamed(args, name, origin), local: false };
}

/** Reads `action: module a=b`, `action: {module: x, ...}` and the same of `local_action`. @throws HintedError PLAYBOOK_SYNTAX */
export function callOfAction(task: Dict, keyword: "action" | "local_action"): ActionCall {
  const origin = originOfKey(task, keyword);
  const value = task.get(keyword);
  const { name, args } = isDict(value) ? readActionDict(value, origin) : readActionText(value, keyword, origin);
  const merged = mergeArgs(argsKeyword(task), args);
  const text = name instanceof TemplateText ? name.source : name;
  checkReserved(merged, text, origin);
  return { name, args: requireNamed(merged, text, origin), local: keyword === "local_action" };
}

function readArguments(value: Value, name: string, origin: Origin | undefined): TaskArgs {
  if (value === null) return { named: new Map(), raw: undefined, dynamic: undefined };
  if (isDict(value)) return { named: value, raw: undefined, dynamic: undefined };
  if (value instanceof VaultText) return { named: new Map(), raw: value, dynamic: undefined };
  if (typeof value === "string" || value instanceof TemplateText) return readText(value, name, origin);
  throw syntaxFault(
    `Arguments of '${name}' are ${kindOf(value)}, expected a mapping or a text`,
    `Write them as 'option: value' lines below '${name}:'`,
    origin,
  );
}

function readText(value: string | TemplateText, name: string, origin: Origin | undefined): TaskArgs {
  const text = value instanceof TemplateText ? value.source : value;
  const short = shortName(name);
  const { named, raw: words } = parseKeyValues(text, FREE_FORM.has(short), origin);
  // The text as the file has it knows its own place.
  const raw = value instanceof TemplateText && words instanceof TemplateText && words.source === text ? value : words;
  if (raw instanceof TemplateText && !WORDS_ALLOWED.has(short) && isWholeTemplate(raw.source)) {
    return { named, raw: undefined, dynamic: raw };
  }
  return { named, raw, dynamic: undefined };
}

function readActionDict(value: Dict, origin: Origin | undefined): { name: string | TemplateText; args: TaskArgs } {
  const module = value.get("module");
  const rest: Dict = new Map([...value].filter(([key]) => key !== "module" && key !== "args"));
  const nested = value.get("args");
  if (isDict(nested)) for (const [key, item] of nested) rest.set(key, item);
  const { name, args } = readActionText(module, "module", origin);
  for (const [key, item] of args.named) rest.set(key, item);
  return { name, args: { ...args, named: rest } };
}

function readActionText(
  value: Value | undefined,
  keyword: string,
  origin: Origin | undefined,
): { name: string | TemplateText; args: TaskArgs } {
  if (typeof value !== "string" && !(value instanceof TemplateText)) {
    throw syntaxFault(
      `'${keyword}' is ${kindOf(value)}, expected a module's name`,
      "Write the module's name as the task's own key: 'module: arguments'",
      origin,
    );
  }
  const text = value instanceof TemplateText ? value.source : value;
  const first = splitWords(text, origin)[0];
  const name = first?.text ?? "";
  const rest = text.slice(text.indexOf(name) + name.length).trim();
  const templated = /\{[{%#]/.test(name);
  return {
    name: templated ? new TemplateText(name, origin) : name,
    args: readText(templated && rest === "" ? "" : rest, name, origin),
  };
}

function argsKeyword(task: Dict): TaskArgs {
  const value = task.get("args");
  const origin = originOfKey(task, "args");
  if (value === undefined || value === null) return { named: new Map(), raw: undefined, dynamic: undefined };
  if (isDict(value)) return { named: value, raw: undefined, dynamic: undefined };
  if (value instanceof TemplateText && isWholeTemplate(value.source)) {
    return { named: new Map(), raw: undefined, dynamic: value };
  }
  throw syntaxFault(
    `'args' is ${kindOf(value)}, expected a mapping`,
    "Write 'option: value' lines, or one template that gives a mapping",
    origin,
  );
}

function mergeArgs(low: TaskArgs, high: TaskArgs): TaskArgs {
  if (low.named.size === 0 && low.raw === undefined && low.dynamic === undefined) return high;
  const raw = high.raw ?? low.named.get("_raw_params");
  // Only a dict as it was read knows where its keys stand.
  const whole = high.named.size === 0 && !low.named.has("_raw_params");
  const named: Dict = whole ? low.named : new Map([...low.named, ...high.named]);
  if (named.has("_raw_params")) named.delete("_raw_params");
  return { named, raw, dynamic: high.dynamic ?? low.dynamic };
}

/** Words without a key are refused where the module has no use for them. */
function requireNamed(args: TaskArgs, name: string, origin: Origin | undefined): TaskArgs {
  const short = shortName(name);
  if (args.raw === undefined || WORDS_ALLOWED.has(short) || /\{[{%#]/.test(name)) return args;
  throw syntaxFault(
    `'${name}' takes no free-form text`,
    `Write its options as 'option: value' lines below '${name}:'`,
    origin,
  );
}

function checkReserved(args: TaskArgs, name: string, origin: Origin | undefined): void {
  for (const key of args.named.keys()) {
    if (typeof key !== "string" || !key.startsWith("_ansible_")) continue;
    throw syntaxFault(
      `'${key}' is not an option of '${name}'`,
      "Options starting with _ansible_ are Ansible's own: use check_mode, diff or no_log on the task",
      origin,
    );
  }
}

/** Refuses options other than the ones listed. @throws HintedError PLAYBOOK_SYNTAX at the option */
export function checkOptions(args: Dict, name: string, known: readonly string[]): void {
  for (const key of args.keys()) {
    if (typeof key === "string" && known.includes(key)) continue;
    throw new HintedError("PLAYBOOK_SYNTAX", `'${valueText(key)}' is not an option of '${name}'`, {
      hint: didYouMean(valueText(key), known, `'${name}' knows ${known.join(", ")}`),
      origin: typeof key === "string" ? originOfKey(args, key) : undefined,
    });
  }
}

function shortName(name: string): string {
  return name.replace(/^(ansible\.(builtin|legacy|windows))\./, "");
}

/** Whether a text is one `{{ ... }}` and nothing beside it. */
export function isWholeTemplate(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith("{{") && trimmed.endsWith("}}") && trimmed.indexOf("}}") === trimmed.length - 2;
}
