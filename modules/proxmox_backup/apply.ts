import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import type { Applied } from "../kit/define-module.ts";
import { backUpAll, type Outcome, waitForRunning } from "./back-up.ts";
import type { BackupArgs, options } from "./options.ts";
import { told } from "./result.ts";
import type { Backup, Change } from "./state.ts";
import { backupPath, surplusOf } from "./storage.ts";

type Done = Applied<typeof options>;

/** Performs one step and waits for it. @throws HintedError with the guests it failed on and those it did not */
export async function apply(client: ProxmoxClient, args: BackupArgs, change: Change): Promise<Done> {
  switch (change.kind) {
    case "create":
      return create(client, args, change);
    case "attributes":
      await client.put(backupPath(change.node, change.backup), { ...change.after });
      return {};
    case "remove":
      return { warnings: await remove(client, args, change) };
    case "prune":
      return prune(client, args, change);
  }
}

async function create(
  client: ProxmoxClient,
  args: BackupArgs,
  change: Extract<Change, { kind: "create" }>,
): Promise<Done> {
  if (await waitForRunning(client, args, change))
    return { replan: {}, warnings: ["A backup of one of the guests was under way: it was waited for"] };
  const outcomes = await backUpAll(client, args, change);
  if (outcomes.some(({ error }) => error !== undefined)) throw failed(outcomes);
  const made = outcomes.flatMap((outcome) => outcome.made ?? []);
  const warnings = outcomes.flatMap(({ guest, warnings: texts }) => texts.map((text) => `${guest.vmid}: ${text}`));
  return { result: told([...change.counted, ...made]), warnings };
}

async function remove(
  client: ProxmoxClient,
  { timeout }: BackupArgs,
  { node, backup }: { readonly node: string; readonly backup: Backup },
): Promise<readonly string[]> {
  const upid = await client.delete<string | null>(backupPath(node, backup));
  return upid === null ? [] : (await waitForTask(client, upid, timeout)).warnings;
}

/** Nothing goes that was not shown, and nothing the server would keep by now. */
async function prune(
  client: ProxmoxClient,
  args: BackupArgs,
  { guest, retention, backups }: Extract<Change, { kind: "prune" }>,
): Promise<Done> {
  const surplus = await surplusOf(client, guest, { storage: args.storage, retention });
  const warnings: string[] = [];
  for (const backup of backups) {
    if (surplus.includes(backup.volid)) warnings.push(...(await remove(client, args, { node: guest.node, backup })));
    else warnings.push(`${backup.volid} was not removed: by now the server would keep it`);
  }
  return { warnings };
}

/** The first guest's failure, with who failed and who did not. Anything but a HintedError is passed on as the bug it is. */
function failed(outcomes: readonly Outcome[]): unknown {
  const bad = outcomes.filter(({ error }) => error !== undefined);
  const first = bad[0]?.error;
  if (!(first instanceof HintedError)) return first;
  const good = outcomes.flatMap(({ made }) => made ?? []);
  // Another node's lock or a guest that moved: planned again, unless something was made that would be made twice.
  if (first.code === "PROXMOX_CONFLICT" && good.length === 0) return first;
  const list = bad.map(
    ({ guest, error }) => `${guest.vmid}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new HintedError(
    first.code === "PROXMOX_CONFLICT" ? "GUEST_STATE" : first.code,
    `The backup failed on ${bad.length} of ${outcomes.length} guests: ${list.join("; ")}`,
    {
      hint: first.hint,
      cause: first,
      details: {
        ...first.details,
        made: good.map(({ backup }) => backup.volid),
        changed: good.length > 0,
        failed_on: bad.map(({ guest }) => guest.vmid),
        succeeded_on: good.map(({ guest }) => guest.vmid),
      },
    },
  );
}
