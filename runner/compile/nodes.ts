import { type Dict, isDict, type Value } from "../../core/values.ts";
import { originOf, originOfItem, originOfKey } from "../../core/yaml/index.ts";
import { checkTaskTemplates, checkTemplates } from "./check-templates.ts";
import { type CompileContext, requireList, type TaskPlace } from "./context.ts";
import { kindOf, syntaxFault } from "./fault.ts";
import { checkIncludeOptions } from "./include-options.ts";
import { BLOCK_KEYWORDS, checkKeywords, refuseDebugger } from "./keywords.ts";
import type { Level } from "./level.ts";
import type { Block, Node, Task } from "./model.ts";
import { checkMeta } from "./meta-actions.ts";
import { compileTask } from "./task.ts";
import { checkVariableNames } from "./variable-names.ts";

const SECTIONS: ReadonlySet<string> = new Set(["block", "rescue", "always"]);

/** The tasks and blocks of a list, with static imports expanded in place. @throws HintedError as compileTask */
export function compileNodes(given: Value | undefined, place: TaskPlace, context: CompileContext): readonly Node[] {
  const entries = requireList(given, place.handlers ? "Handlers" : "Tasks", { file: place.file, line: 1, column: 1 });
  return entries.flatMap((entry, index) => {
    if (!isDict(entry)) {
      throw syntaxFault(
        `A task is ${kindOf(entry)}, expected a mapping`,
        "Write a module's name and its options",
        originOfItem(entries, index) ?? originOf(entries) ?? { file: place.file, line: 1, column: 1 },
      );
    }
    return [...SECTIONS].some((section) => entry.has(section))
      ? [compileBlock(entry, place, context)]
      : compileTaskOrImport(entry, place, context);
  });
}

/** Handlers: tasks only, imports flattened. @throws HintedError PLAYBOOK_UNSUPPORTED for blocks, and as compileTask */
export function compileHandlers(given: Value | undefined, place: TaskPlace, context: CompileContext): readonly Task[] {
  return compileNodes(given, { ...place, handlers: true }, context).map((node) => {
    if (node.kind === "task") return node;
    throw syntaxFault(
      "A block can not be a handler",
      "Make each of its tasks a handler with the same 'listen'",
      node.origin,
    );
  });
}

function compileTaskOrImport(entry: Dict, place: TaskPlace, context: CompileContext): readonly Node[] {
  const task = compileTask(entry, place, context);
  checkTaskTemplates(task, entry, { place, templar: context.templar });
  const kind = task.resolved?.kind;
  if (kind === "import_tasks" || kind === "import_role") {
    return context.expandImport({ task, keywords: entry, place }, context);
  }
  if (kind === "include_tasks" || kind === "include_role") checkIncludeOptions(task);
  if (place.handlers && kind === "include_role") {
    throw syntaxFault("include_role can not be a handler", "Notify the role's own handlers instead", task.origin);
  }
  if (kind === "meta") checkMeta(task, entry, place);
  return [task];
}

function compileBlock(entry: Dict, place: TaskPlace, context: CompileContext): Block {
  const origin = originOf(entry);
  checkKeywords(entry, { what: "block", allowed: BLOCK_KEYWORDS });
  refuseDebugger(entry);
  checkTemplates(context.templar, entry, SECTIONS);
  const level: Level = { kind: "block", keywords: entry, vars: blockVars(entry), parent: place.level };
  const section = (name: string, rescued = place.rescued): readonly Node[] => {
    const tasks = entry.get(name);
    requireList(tasks, `'${name}'`, originOfKey(entry, name));
    return compileNodes(tasks, { ...place, level, rescued }, context);
  };
  const rescue = section("rescue");
  const block: Block = {
    kind: "block",
    origin,
    block: section("block", place.rescued === true || rescue.length > 0),
    rescue,
    always: section("always"),
  };
  if (block.block.length === 0 && !entry.has("block")) {
    throw syntaxFault("'rescue' or 'always' without 'block'", "Put the tasks they belong to under 'block:'", origin);
  }
  return block;
}

function blockVars(entry: Dict): Dict {
  const vars = entry.get("vars");
  if (vars === undefined || vars === null) return new Map();
  if (isDict(vars)) {
    checkVariableNames(vars);
    return vars;
  }
  throw syntaxFault("'vars' is not a mapping", "Write 'name: value' lines below 'vars:'", originOfKey(entry, "vars"));
}
