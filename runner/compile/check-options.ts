import { HintedError } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import type { Option, Options } from "../../core/spec/options.ts";
import { parseArgs } from "../../core/spec/parse-args.ts";
import { isDict, TemplateText, toJson, type Value, VaultText } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import type { Node, Playbook, Task } from "./model.ts";
import { valueText } from "./value-key.ts";
import type { ResolvedAction } from "./resolve-action.ts";

/** The options of an action; undefined where they are not known or anything is taken. */
export type OptionsOf = (action: ResolvedAction) => Options | undefined;

/**
 * Refuses options an action does not have, and written-out values an option can not have, before anything runs. A task whose
 * failure the playbook expects (`ignore_errors`, `failed_when`, a rescue) is left to fail when it runs.
 * @throws HintedError OPTION_UNKNOWN, OPTION_INVALID, OPTION_MISSING at the option
 */
export function checkModuleOptions({ plays }: Playbook, optionsOf: OptionsOf): void {
  for (const play of plays) {
    const sections = [play.preTasks, play.roleTasks, play.tasks, play.postTasks, play.handlers];
    for (const nodes of sections) checkNodes(nodes, optionsOf);
  }
}

function checkNodes(nodes: readonly Node[], optionsOf: OptionsOf): void {
  for (const node of nodes) {
    if (node.kind === "task") checkTask(node, optionsOf);
    else {
      if (node.rescue.length === 0) checkNodes(node.block, optionsOf);
      checkNodes(node.rescue, optionsOf);
      checkNodes(node.always, optionsOf);
    }
  }
}

function checkTask(task: Task, optionsOf: OptionsOf): void {
  const { resolved, args, settings } = task;
  if (!resolved || task.implicit || expectsFailure(task)) return;
  const options = optionsOf(resolved);
  if (!options) return;
  const names = namesOf(options);
  for (const [key, value] of args.named) {
    const option = typeof key === "string" ? optionNamed(options, names, key) : undefined;
    if (typeof key !== "string" || !option) throw unknownOption(task, valueText(key), names);
    if (value !== null && isWritten(value)) checkValue(task, key, { option, value });
  }
  if (args.dynamic === undefined && settings.moduleDefaults.length === 0) checkRequired(task, options);
}

/** Whether a playbook counts on a task to fail, by its keywords. */
export function expectsFailure({ settings, failedWhen }: Task): boolean {
  const { ignoreErrors } = settings;
  return failedWhen.length > 0 || (ignoreErrors !== undefined && ignoreErrors !== false);
}

/** Option names by name and alias. */
function namesOf(options: Options): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(options).flatMap(([name, { aliases = [] }]) =>
      [name, ...aliases].map((alias) => [alias, name] as const),
    ),
  );
}

function optionNamed(options: Options, names: ReadonlyMap<string, string>, key: string): Option | undefined {
  const name = names.get(key);
  if (name !== undefined) return options[name];
  const [, family = "", number] = /^(.*?)(\d+)$/.exec(key) ?? [];
  const indexed = options[family]?.indexed;
  return indexed !== undefined && Number(number) < indexed ? options[family] : undefined;
}

/** Whether a value is known before the run. */
function isWritten(value: Value): boolean {
  if (value instanceof TemplateText || value instanceof VaultText) return false;
  if (Array.isArray(value)) return value.every(isWritten);
  return !isDict(value) || [...value.values()].every(isWritten);
}

function checkValue(
  task: Task,
  key: string,
  { option, value }: { readonly option: Option; readonly value: Value },
): void {
  // A member of a family may be one of many forms: the action itself knows.
  if (option.indexed !== undefined) return;
  try {
    parseArgs({ [key]: { ...option, aliases: [], required: false } }, { [key]: toJson(value) }, { env: {} });
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    const { code, hint, message } = error;
    const origin = originOfKey(task.args.named, key) ?? task.origin;
    throw new HintedError(code, `${actionName(task)}: ${message}`, { hint, origin });
  }
}

function checkRequired(task: Task, options: Options): void {
  const { named, raw } = task.args;
  if (raw !== undefined) return;
  for (const [name, { required, env = [], aliases = [] }] of Object.entries(options)) {
    if (!required || env.length > 0 || [name, ...aliases].some((key) => named.has(key))) continue;
    throw new HintedError("OPTION_MISSING", `${actionName(task)}: Option '${name}' is missing`, {
      hint: `Add '${name}' to the task`,
      origin: task.origin,
    });
  }
}

function unknownOption(task: Task, key: string, names: ReadonlyMap<string, string>): HintedError {
  const known = [...new Set(names.values())].toSorted();
  return new HintedError("OPTION_UNKNOWN", `'${key}' is not an option of '${actionName(task)}'`, {
    hint: didYouMean(key, names.keys(), `It knows ${known.join(", ")}`),
    origin: originOfKey(task.args.named, key) ?? task.origin,
  });
}

function actionName({ action }: Task): string {
  return action instanceof TemplateText ? action.source : action;
}
