import { HintedError, type Origin } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import type { Dict } from "../../core/values.ts";
import { originOfKey } from "../../core/yaml/index.ts";
import { checkKeywordTypes } from "./keyword-types.ts";

const INHERITED = [
  "any_errors_fatal",
  "become",
  "become_exe",
  "become_flags",
  "become_method",
  "become_user",
  "check_mode",
  "collections",
  "connection",
  "debugger",
  "diff",
  "environment",
  "ignore_errors",
  "ignore_unreachable",
  "module_defaults",
  "name",
  "no_log",
  "port",
  "remote_user",
  "run_once",
  "tags",
  "throttle",
  "timeout",
  "vars",
] as const;

const GUARDED = [...INHERITED, "when"] as const;
const DELEGATED = ["delegate_to", "delegate_facts"] as const;

/** Keywords of a play. */
export const PLAY_KEYWORDS: ReadonlySet<string> = new Set([
  ...INHERITED,
  "fact_path",
  "force_handlers",
  "gather_facts",
  "gather_subset",
  "gather_timeout",
  "handlers",
  "hosts",
  "max_fail_percentage",
  "order",
  "post_tasks",
  "pre_tasks",
  "roles",
  "serial",
  "strategy",
  "tasks",
  "user",
  "vars_files",
  "vars_prompt",
]);

/** Keywords of a block. */
export const BLOCK_KEYWORDS: ReadonlySet<string> = new Set([
  ...GUARDED,
  ...DELEGATED,
  "always",
  "block",
  "notify",
  "rescue",
]);

/** Keywords of a task, the action's own name and `with_*` aside. */
export const TASK_KEYWORDS: ReadonlySet<string> = new Set([
  ...GUARDED,
  ...DELEGATED,
  "action",
  "args",
  "async",
  "changed_when",
  "delay",
  "failed_when",
  "local_action",
  "loop",
  "loop_control",
  "notify",
  "poll",
  "register",
  "retries",
  "until",
]);

/** Keywords of a handler. */
export const HANDLER_KEYWORDS: ReadonlySet<string> = new Set([...TASK_KEYWORDS, "listen"]);

/** Keywords that `include_tasks` and `include_role` accept beside their own options. */
export const INCLUDE_KEYWORDS: ReadonlySet<string> = new Set([
  "action",
  "args",
  "collections",
  "debugger",
  "ignore_errors",
  "listen",
  "local_action",
  "loop",
  "loop_control",
  "name",
  "no_log",
  "register",
  "run_once",
  "tags",
  "timeout",
  "vars",
  "when",
]);

/** Keywords of an entry of `roles`; other keys are parameters of the role. */
export const ROLE_KEYWORDS: ReadonlySet<string> = new Set([...GUARDED, ...DELEGATED, "role"]);

/** Keywords of `import_playbook`. */
export const IMPORT_PLAYBOOK_KEYWORDS: ReadonlySet<string> = new Set([...GUARDED, "import_playbook"]);

/** Keys of `loop_control`. */
export const LOOP_CONTROL_KEYS: ReadonlySet<string> = new Set([
  "break_when",
  "extended",
  "extended_allitems",
  "index_var",
  "label",
  "loop_var",
  "pause",
]);

/** Where keys are checked: the dict, what it is (for messages) and what it may hold. */
export interface KeywordCheck {
  readonly what: string;
  readonly allowed: ReadonlySet<string>;
  /** Keys that are checked elsewhere: the action's own name, `with_*`. */
  readonly ignore?: (key: string) => boolean;
  /** Whether values that a keyword can not have are left to fail when the task runs. */
  readonly isLenient?: boolean;
}

/** Refuses keys that the table does not hold. @throws HintedError PLAYBOOK_UNKNOWN_KEYWORD at the key's own place */
export function checkKeywords(given: Dict, check: KeywordCheck): void {
  for (const key of given.keys()) {
    if (typeof key === "string" && (check.allowed.has(key) || check.ignore?.(key))) continue;
    throw unknownKeyword(given, key, check);
  }
  checkKeywordTypes(given, check.allowed, check.isLenient);
}

/** Refuses `debugger`, which needs a person at the terminal in the middle of a run. */
export function refuseDebugger(given: Dict): void {
  const value = given.get("debugger");
  if (value === undefined || value === null || value === "never") return;
  throw new HintedError("PLAYBOOK_UNSUPPORTED", "The task debugger is not supported", {
    hint: "Remove 'debugger', and use register with debug or -vvv to look at results",
    origin: originOfKey(given, "debugger"),
  });
}

function unknownKeyword(given: Dict, key: unknown, { what, allowed }: KeywordCheck): HintedError {
  const name = typeof key === "string" ? key : JSON.stringify(key);
  const origin: Origin | undefined = typeof key === "string" ? originOfKey(given, key) : undefined;
  return new HintedError("PLAYBOOK_UNKNOWN_KEYWORD", `'${name}' is not a keyword of a ${what}`, {
    hint: didYouMean(name, allowed, `A ${what} knows ${[...allowed].toSorted().join(", ")}`),
    origin,
  });
}
