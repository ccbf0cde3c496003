import { isDict, TemplateText } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { kindOf, syntaxFault } from "./fault.ts";
import { BLOCK_KEYWORDS, checkKeywords } from "./keywords.ts";
import type { Task } from "./model.ts";
import { checkOptions } from "./task-args.ts";

/** Options of `import_role` and `include_role` beside `apply`. */
export const ROLE_OPTIONS = [
  "name",
  "role",
  "tasks_from",
  "vars_from",
  "defaults_from",
  "handlers_from",
  "public",
  "allow_duplicates",
  "rolespec_validate",
] as const;

/** Refuses unknown options of a dynamic include before the run. @throws HintedError PLAYBOOK_SYNTAX */
export function checkIncludeOptions(task: Task): void {
  const isRole = task.resolved?.kind === "include_role";
  checkOptions(
    task.args.named,
    isRole ? "include_role" : "include_tasks",
    isRole ? [...ROLE_OPTIONS, "apply"] : ["file", "apply"],
  );
  checkTarget(task);
  const apply = task.args.named.get("apply");
  if (apply === undefined || apply === null) return;
  if (!isDict(apply)) {
    const origin = originOfKey(task.args.named, "apply") ?? task.origin;
    throw syntaxFault("'apply' is not a mapping", "Give it keywords, such as 'tags'", origin);
  }
  checkKeywords(apply, { what: "block", allowed: BLOCK_KEYWORDS });
}

/** What is included must be named, and names of a role's files must be texts, whether or not any host gets there. */
function checkTarget({ args, resolved, origin }: Task): void {
  const { named, raw, dynamic } = args;
  const target = raw ?? named.get("file") ?? named.get("name") ?? named.get("role") ?? dynamic;
  const name = resolved?.name ?? "include";
  if (target === undefined) throw syntaxFault(`${name} names nothing to include`, `Write '${name}: NAME'`, origin);
  for (const key of FROM_OPTIONS) {
    const value = named.get(key);
    if (value === undefined || typeof value === "string" || value instanceof TemplateText) continue;
    throw syntaxFault(
      `'${key}' is ${kindOf(value)}, expected a text`,
      "Give the name of a file of the role",
      originOfKey(named, key) ?? origin,
    );
  }
}

const FROM_OPTIONS = ["tasks_from", "vars_from", "defaults_from", "handlers_from"] as const;
