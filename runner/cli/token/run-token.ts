import type { ModuleResult } from "../../../modules/index.ts";
import type { ApiSession } from "../api/session.ts";
import { tellResult } from "../api/tell-result.ts";
import type { CommandContext } from "../command-context.ts";
import { interruptSignal } from "../interrupt.ts";
import type { TokenName } from "./name.ts";

interface TokenRun {
  readonly args: Readonly<Record<string, unknown>>;
  readonly checkMode: boolean;
  /** What stops it; Ctrl-C when left out. */
  readonly signal?: AbortSignal;
}

/** Runs proxmox_token once and tells its warnings. A failure is told too and sets the exit code. @returns the result of a run that went well */
export async function runToken(
  session: ApiSession,
  run: TokenRun,
  context: CommandContext,
): Promise<ModuleResult | undefined> {
  const result = await session.run("proxmox_token", run.args, {
    checkMode: run.checkMode,
    signal: run.signal ?? interruptSignal(context),
  });
  tellResult(result, context);
  if (!result.failed) return result;
  context.setExitCode(/^(USAGE$|OPTION_)/.test(result.code ?? "") ? 2 : 1);
  return undefined;
}

/** Whether a token is there, under this name or that of one made in its place. A failure is told and sets the exit code. @returns undefined for one */
export async function isThere(
  session: ApiSession,
  token: TokenName,
  context: CommandContext,
): Promise<boolean | undefined> {
  const result = await runToken(
    session,
    { args: { ...token, state: "absent" }, checkMode: true, signal: new AbortController().signal },
    context,
  );
  return result?.changed;
}
