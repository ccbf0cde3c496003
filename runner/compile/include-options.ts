import { isDict } from "../../core/values.ts";
import { syntaxFault } from "./context.ts";
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
  const apply = task.args.named.get("apply");
  if (apply === undefined || apply === null) return;
  if (!isDict(apply)) throw syntaxFault("'apply' is not a mapping", "Give it keywords, such as 'tags'", task.origin);
  checkKeywords(apply, { what: "block", allowed: BLOCK_KEYWORDS });
}
