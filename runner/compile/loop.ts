import { HintedError, type Origin } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { checkConditions } from "./check-templates.ts";
import type { CompileContext } from "./context.ts";
import { syntaxFault } from "./fault.ts";
import { checkKeywords, LOOP_CONTROL_KEYS } from "./keywords.ts";
import type { Loop, LoopControl } from "./model.ts";
import { asList } from "./settings.ts";
import { isVariableName } from "./variable-names.ts";

/** The loop of a task: `loop`, or `with_LOOKUP`. @throws HintedError PLAYBOOK_SYNTAX, TEMPLATE_UNKNOWN_LOOKUP */
export function compileLoop(
  task: Dict,
  { name }: { readonly name: string | TemplateText },
  context: CompileContext,
): Loop | undefined {
  const forms = [...task.keys()].filter(
    (key): key is string => typeof key === "string" && (key === "loop" || key.startsWith("with_")),
  );
  const control = compileControl(task, context);
  const [form, second] = forms;
  if (form === undefined) return undefined;
  if (second !== undefined) {
    throw syntaxFault(
      `Two loops in one task: '${form}' and '${second}'`,
      "Keep one of them",
      originOfKey(task, second),
    );
  }
  const terms = task.get(form) ?? null;
  const lookup = form === "loop" ? undefined : form.slice("with_".length);
  if (lookup !== undefined) checkLookup(lookup, originOfKey(task, form), context);
  if (terms === null && lookup === undefined) return undefined;
  if (terms === null) throw syntaxFault(`'${form}' is empty`, "Give it a list", originOfKey(task, form));
  return { lookup, terms, control, searchFolder: searchFolderOf(typeof name === "string" ? name : name.source) };
}

/** Where `with_first_found` looks besides the folders themselves, by the name of the task's action, as Ansible does. */
function searchFolderOf(action: string): Loop["searchFolder"] {
  if (action.includes("template")) return "templates";
  return action.includes("var") ? "vars" : "files";
}

function checkLookup(name: string, origin: Origin | undefined, { templar }: CompileContext): void {
  try {
    templar.checkExpression(`lookup('${name}')`);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    throw new HintedError(error.code, error.message, { hint: error.hint, origin });
  }
}

function checkVariable(given: Dict, key: string): void {
  const name = given.get(key);
  if (name === undefined || name === null || name instanceof TemplateText || isVariableName(name)) return;
  throw syntaxFault(
    `'${key}' is not a variable's name`,
    "Use letters, digits and underscores, starting with a letter",
    originOfKey(given, key),
  );
}

function compileControl(task: Dict, context: CompileContext): LoopControl {
  const given = task.get("loop_control") ?? new Map();
  if (!isDict(given)) {
    throw syntaxFault(
      "'loop_control' is not a mapping",
      `Use its keys ${[...LOOP_CONTROL_KEYS].join(", ")}`,
      originOfKey(task, "loop_control"),
    );
  }
  checkKeywords(given, { what: "loop_control", allowed: LOOP_CONTROL_KEYS });
  checkConditions(context.templar, given, "break_when");
  for (const name of ["loop_var", "index_var"]) checkVariable(given, name);
  return {
    loopVar: given.get("loop_var") ?? "item",
    indexVar: given.get("index_var") ?? undefined,
    label: given.get("label") ?? undefined,
    pause: given.get("pause") ?? undefined,
    extended: given.get("extended") ?? undefined,
    extendedAllitems: given.get("extended_allitems") ?? undefined,
    breakWhen: asList(given.get("break_when")),
  };
}
