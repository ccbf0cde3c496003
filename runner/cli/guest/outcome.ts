import type { ModuleResult } from "../../../modules/index.ts";

/** How the work on one guest went. */
export interface Outcome {
  readonly state: "changed" | "same" | "failed" | "skipped";
  /** `started`, `already running`, or why it failed. */
  readonly text: string;
  /** Lines below it: warnings, the tail of a failed task's log. */
  readonly details: readonly string[];
}

/** What is said of a change that was made, and of one there was no need for. */
export interface Words {
  readonly done: string;
  readonly same: string;
}

/** A module's result as an outcome; in check mode a change is one that would be made. */
export function outcomeOf(result: ModuleResult, words: Words, checkMode: boolean): Outcome {
  const warnings = textList(result["warnings"]).map((text) => `warning: ${text}`);
  if (result.failed) {
    const details = [...warnings, ...textList(result["task_log"])];
    return { state: "failed", text: result.msg ?? "failed without a message", details };
  }
  if (!result.changed) return { state: "same", text: words.same, details: warnings };
  return { state: "changed", text: checkMode ? `would be ${words.done}` : words.done, details: warnings };
}

/** What is left of work when the program is told to stop before it began. */
export const NOT_BEGUN: Outcome = { state: "skipped", text: "not begun", details: [] };

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
