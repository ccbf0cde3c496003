import type { ModuleResult } from "../../../modules/index.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";

/** Tells a module's warnings, and why it failed when it did, with the tail of the task's log. */
export function tellResult(result: ModuleResult, context: CommandContext): void {
  const { warnings } = result;
  if (Array.isArray(warnings)) for (const warning of warnings) context.warn(plainText(String(warning)));
  if (!result.failed) return;
  context.say(plainText(`error: ${result.msg ?? "no message"}${result.code === undefined ? "" : ` [${result.code}]`}`));
  const log = result["task_log"];
  if (Array.isArray(log)) for (const line of log) context.say(plainText(`    ${String(line)}`));
}
