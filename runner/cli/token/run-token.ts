import type { ModuleResult } from "../../../modules/index.ts";
import type { ApiSession } from "../api/session.ts";
import { tellResult } from "../api/tell-result.ts";
import type { CommandContext } from "../command-context.ts";
import { interruptSignal } from "../interrupt.ts";

interface TokenRun {
  readonly args: Readonly<Record<string, unknown>>;
  readonly checkMode: boolean;
}

/** Runs proxmox_token once and tells its warnings. A failure is told too and sets the exit code. @returns the result of a run that went well */
export async function runToken(
  session: ApiSession,
  { args, checkMode }: TokenRun,
  context: CommandContext,
): Promise<ModuleResult | undefined> {
  const result = await session.run("proxmox_token", args, {
    checkMode,
    signal: interruptSignal(context),
    env: context.env,
  });
  tellResult(result, context);
  if (!result.failed) return result;
  // A secret that found no place is lost otherwise: encrypted, it may be seen.
  if (typeof result["vault_text"] === "string") context.say(result["vault_text"]);
  context.setExitCode(/^(USAGE$|OPTION_)/.test(result.code ?? "") ? 2 : 1);
  return undefined;
}
