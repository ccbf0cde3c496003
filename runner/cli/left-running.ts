import type { LeftRunning } from "../execute/run-state.ts";
import type { CommandContext } from "./command-context.ts";

/** Says what still runs on the servers after a run that was stopped or did not wait any longer, and how to look after it. */
export function sayLeftRunning(left: readonly LeftRunning[], context: CommandContext): void {
  if (left.length === 0) return;
  context.say(left.length === 1 ? "This task still runs on the server:" : "These tasks still run on the servers:");
  for (const { host, upid } of left) context.say(`  ${host}: ${upid}`);
  context.say("Await it with `pveplay task wait UPID`, stop it with `pveplay task stop UPID`.");
}
