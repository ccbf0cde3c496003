import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Guest } from "../../core/proxmox/guests.ts";
import { followTask } from "../../core/proxmox/follow-task.ts";
import { parseUpid, waitForTask } from "../../core/proxmox/task.ts";
import { asTemplate } from "./notes.ts";
import type { BackupArgs } from "./options.ts";
import type { Change, Counted, Wanted } from "./state.ts";
import { listBackups } from "./storage.ts";
import { explained } from "./task-failure.ts";

type Create = Extract<Change, { kind: "create" }>;

/** How the backup of one guest went. */
export interface Outcome {
  readonly guest: Guest;
  readonly made: Counted | undefined;
  readonly warnings: readonly string[];
  /** Undefined when it went well. */
  readonly error: unknown;
}

/** Backs all guests up: nodes at once, the guests of one node in turn, as its lock has it. One that fails stops none of the others. */
export async function backUpAll(client: ProxmoxClient, args: BackupArgs, change: Create): Promise<readonly Outcome[]> {
  const nodes = [...new Set(change.guests.map(({ guest }) => guest.node))];
  const outcomes = await Promise.all(
    nodes.map(async (node) => {
      const done: Outcome[] = [];
      for (const wanted of change.guests.filter(({ guest }) => guest.node === node))
        done.push(await outcomeOf(client, args, { wanted, isProtected: change.protected }));
      return done;
    }),
  );
  return outcomes.flat();
}

interface One {
  readonly wanted: Wanted;
  readonly isProtected: boolean | undefined;
}

async function outcomeOf(client: ProxmoxClient, args: BackupArgs, one: One): Promise<Outcome> {
  const { guest } = one.wanted;
  try {
    return { guest, ...(await backUp(client, args, one)), error: undefined };
  } catch (error) {
    return { guest, made: undefined, warnings: [], error };
  }
}

async function backUp(
  client: ProxmoxClient,
  args: BackupArgs,
  { wanted: { guest, notes }, isProtected }: One,
): Promise<{ readonly made: Counted; readonly warnings: readonly string[] }> {
  const { node, vmid } = guest;
  const upid = await client.post<string>(`/nodes/${encodeURIComponent(node)}/vzdump`, {
    vmid,
    storage: args.storage,
    mode: args.mode,
    compress: args.compress,
    bwlimit: args.bwlimit,
    "exclude-path": args.exclude_path,
    "pbs-change-detection-mode": args.change_detection_mode,
    "notes-template": notes === undefined ? undefined : asTemplate(notes),
    protected: isProtected,
    // What is removed is this task's to say, and its diff's to show.
    remove: false,
  });
  // The server's answer for a guest that is not on the node any more.
  if (upid === "OK")
    throw new HintedError("PROXMOX_CONFLICT", `Guest ${vmid} is not on ${node} any more`, { hint: "Run again" });
  const { starttime } = parseUpid(upid);
  const { warnings } = await followTask(client, upid, args.timeout).catch((error: unknown) => {
    throw explained(error);
  });
  const listed = await listBackups(client, { node, storage: args.storage, vmid });
  const backup = listed.find(({ ctime }) => ctime >= starttime);
  if (backup) return { made: { guest, backup }, warnings };
  throw new HintedError("BACKUP_NOT_FOUND", `The task of guest ${vmid} ended well, and there is no new backup`, {
    hint: `Read its log: pvesh get /nodes/${node}/tasks/${upid}/log; and see whether something else removed the backup`,
    details: { upid },
  });
}

/** Waits for backups of these guests that are under way, such as those of a run that was given up. True when there was one. */
export async function waitForRunning(client: ProxmoxClient, args: BackupArgs, change: Create): Promise<boolean> {
  const nodes = [...new Set(change.guests.map(({ guest }) => guest.node))];
  const vmids = new Set(change.guests.map(({ guest }) => String(guest.vmid)));
  const lists = await Promise.all(
    nodes.map((node) =>
      client.get<readonly { readonly upid: string; readonly id: string }[]>(
        `/nodes/${encodeURIComponent(node)}/tasks`,
        { source: "active", typefilter: "vzdump" },
      ),
    ),
  );
  const running = lists.flat().filter(({ id }) => vmids.has(id));
  await Promise.all(running.map(({ upid }) => waitForTask(client, upid, args.timeout).catch(passOverFailure)));
  return running.length > 0;
}

/** What it left is looked at anew. */
function passOverFailure(error: unknown): void {
  if (!(error instanceof HintedError) || error.code !== "PROXMOX_TASK_FAILED") throw error;
}
