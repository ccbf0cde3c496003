import type { HintedError } from "../../../core/errors.ts";
import type { ModuleResult } from "../../../modules/index.ts";
import { cliWords } from "../api/cli-words.ts";

/** How the work on one guest went. */
export interface Outcome {
  readonly state: "changed" | "same" | "failed" | "skipped";
  /** `started`, `already running`, or why it failed. */
  readonly text: string;
  /** Lines below it: warnings, the tail of a failed task's log. */
  readonly details: readonly string[];
  /** The task of the server that goes on without being waited for. */
  readonly leftRunning?: string;
}

/** An error that fails the work on one guest. */
export function outcomeOfError({ code, message, hint, details }: HintedError): Outcome {
  return { state: "failed", text: cliWords(`${message}: ${hint}`), details: [], ...leftRunning(code, details) };
}

/** Which task goes on after a failure, by its code and what is known beside it. */
export function leftRunning(
  code: string | undefined,
  details: Readonly<Record<string, unknown>>,
): { readonly leftRunning?: string } {
  const goesOn = code === "INTERRUPTED" || code === "PROXMOX_TASK_TIMEOUT";
  const upid = details["upid"];
  return goesOn && typeof upid === "string" ? { leftRunning: upid } : {};
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
    const text = result.msg ?? "failed without a message";
    return { state: "failed", text, details, ...leftRunning(result.code, result) };
  }
  if (!result.changed) return { state: "same", text: words.same, details: warnings };
  return { state: "changed", text: checkMode ? `would be ${words.done}` : words.done, details: warnings };
}

/** What is left of work when the program is told to stop before it began. */
export const NOT_BEGUN: Outcome = { state: "skipped", text: "not begun", details: [] };

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
