import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import type { Applied } from "../kit/define-module.ts";
import { whileFrozen } from "./freeze.ts";
import { markedDescription } from "./mark.ts";
import type { options, SnapshotArgs } from "./options.ts";
import { failed, finish, onAll, onEach } from "./outcomes.ts";
import type { Change, Named } from "./state.ts";

type Done = Applied<typeof options>;

/** Performs one step on all its guests at once. @throws HintedError with the guests it failed on and those it did not */
export async function apply(client: ProxmoxClient, args: SnapshotArgs, change: Change): Promise<Done> {
  switch (change.kind) {
    case "create":
      return create(client, args, change);
    case "remove":
      return finish(await removeAll(client, args, change.snapshots), change.kind);
    case "rollback":
      return rollback(client, args, change);
  }
}

/** All or nothing: when one guest fails, the snapshots made by this step are removed again. */
async function create(
  client: ProxmoxClient,
  args: SnapshotArgs,
  change: Extract<Change, { kind: "create" }>,
): Promise<Done> {
  const { guests, snapname } = change;
  const description = markedDescription(args.description);
  const outcomes = await whileFrozen(client, change.frozen, () =>
    onAll(guests, async (guest) => {
      const vmstate = guest.type === "qemu" && args.vmstate ? true : undefined;
      const upid = await client.post<string>(`${guestPath(guest)}/snapshot`, { snapname, description, vmstate });
      return (await waitForTask(client, upid, args.timeout)).warnings;
    }),
  );
  const made = outcomes.filter(({ error }) => error === undefined).map(({ guest }) => guest);
  if (made.length === outcomes.length) return finish(outcomes, "create");
  const undone = await removeAll(
    client,
    args,
    made.map((guest) => ({ guest, snapname })),
  );
  const left = undone.filter(({ error }) => error !== undefined).map(({ guest }) => guest.vmid);
  throw failed(outcomes, "create", {
    removed_again: made.map(({ vmid }) => vmid).filter((vmid) => !left.includes(vmid)),
    still_there: left,
  });
}

/** Guests at once, the snapshots of one guest in turn: the server locks the guest while it removes one. */
async function removeAll(client: ProxmoxClient, args: SnapshotArgs, snapshots: readonly Named[]) {
  const guests = new Map(snapshots.map(({ guest }) => [guest.vmid, guest]));
  return onAll([...guests.values()], async (guest) => {
    const warnings: string[] = [];
    for (const { snapname } of snapshots.filter((named) => named.guest.vmid === guest.vmid)) {
      const upid = await client.delete<string>(pathOf(guest, snapname));
      warnings.push(...(await waitForTask(client, upid, args.timeout)).warnings);
    }
    return warnings;
  });
}

async function rollback(
  client: ProxmoxClient,
  args: SnapshotArgs,
  change: Extract<Change, { kind: "rollback" }>,
): Promise<Done> {
  const start = new Map(change.guests.map((entry) => [entry.guest.vmid, entry.start]));
  const named = change.guests.map(({ guest }) => guest);
  const inTurn = args.order === "together" ? onAll : onEach;
  const outcomes = await inTurn(args.order === "reverse" ? named.toReversed() : named, async (guest) => {
    const upid = await client.post<string>(`${pathOf(guest, change.snapname)}/rollback`, {
      start: start.get(guest.vmid),
    });
    return (await waitForTask(client, upid, args.timeout)).warnings;
  });
  return finish(outcomes, change.kind);
}

function pathOf(guest: Guest, snapname: string): string {
  return `${guestPath(guest)}/snapshot/${encodeURIComponent(snapname)}`;
}
