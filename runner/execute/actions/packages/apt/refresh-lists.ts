import { HintedError } from "../../../../../core/errors.ts";
import { sleep } from "../../../sleep.ts";
import type { ActionCall } from "../../action.ts";
import { runTool, type ToolResult } from "../../tool.ts";
import type { AptArgs } from "./options.ts";

/** What became of the lists of packages, as results show it. */
export interface ListsRefreshed {
  readonly cache_updated: boolean;
  /** Seconds since 1970. */
  readonly cache_update_time: number;
}

const PLACES = ["/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists"];

/** Reads the lists anew when that is asked for and they are older than allowed. @throws HintedError TASK_FAILED */
export async function refreshLists(args: AptArgs, call: ActionCall): Promise<ListsRefreshed> {
  const before = await listsTime(call);
  const isWanted = args.update_cache === true || args.cache_valid_time > 0;
  if (!isWanted || before + args.cache_valid_time >= Date.now() / 1000) {
    return { cache_updated: false, cache_update_time: Math.floor(before) };
  }
  if (call.checkMode) return { cache_updated: true, cache_update_time: Math.floor(before) };
  await updateLists(args, call);
  const after = await listsTime(call);
  return { cache_updated: Math.floor(after) !== Math.floor(before), cache_update_time: Math.floor(after) };
}

async function listsTime(call: ActionCall): Promise<number> {
  const target = await call.target();
  for (const place of PLACES) {
    const info = await target.files.stat(place, { follow: true });
    if (info) return info.mtime;
  }
  return 0;
}

/** How often and how patiently lists are read. */
export type ListPatience = Pick<AptArgs, "update_cache_retries" | "update_cache_retry_max_delay" | "lock_timeout">;

/** Reads the lists of packages anew. @throws HintedError TASK_FAILED */
export async function updateLists(args: ListPatience, call: ActionCall): Promise<void> {
  let done: ToolResult | undefined;
  for (let attempt = 0; attempt < args.update_cache_retries && !call.signal.aborted; attempt += 1) {
    done = await runTool(call, ["apt-get", "update", "-q", "-o", `DPkg::Lock::Timeout=${args.lock_timeout}`]);
    // apt-get only warns of lists it could not fetch, and goes on with old ones.
    if (done.rc === 0 && !/^(W|E): (Failed to fetch|Some index files failed)/m.test(done.stderr)) return;
    if (done.rc === 127) break;
    await sleep(Math.min(2 ** attempt, args.update_cache_retry_max_delay) * 1000, call.signal);
  }
  const said = done?.stderr.trim() ?? "";
  throw new HintedError(
    "TASK_FAILED",
    `Failed to update apt cache after ${args.update_cache_retries} retries: ${said}`,
    {
      hint: "Correct the repositories in /etc/apt, or see whether the target can reach them",
    },
  );
}
