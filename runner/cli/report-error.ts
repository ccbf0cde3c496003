import { HintedError } from "../../core/errors.ts";
import { systemFailure } from "../../core/system-error.ts";
import type { CommandContext } from "./command-context.ts";

/** Prints an error for the person at the terminal. @returns the exit code it calls for, as Ansible's programs give it */
export function reportError(thrown: unknown, context: CommandContext): number {
  const error = systemFailure(thrown) ?? thrown;
  if (error instanceof HintedError) {
    const { origin } = error;
    if (origin) context.say(`${origin.file}:${origin.line}:${origin.column}: ${error.code}`);
    context.say(`error: ${error.message}${origin ? "" : ` [${error.code}]`}`);
    context.say(`  ${error.hint}`);
    return exitCodeOf(error);
  }
  const { stack, message } = error instanceof Error ? error : new Error(String(error));
  context.say(stack ?? message);
  context.say("This is a bug in pveplay, not in your playbook: please report it with the lines above.");
  return 250;
}

/** Options that do not fit together end with 5, faults of the playbook itself with 4, everything else a user can cause with 1. */
function exitCodeOf({ code }: HintedError): number {
  if (code === "USAGE") return 5;
  return /^(PLAYBOOK|YAML|TEMPLATE)_/.test(code) ? 4 : 1;
}
