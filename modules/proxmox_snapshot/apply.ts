import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { waitForTask } from "../../core/proxmox/task.ts";
import { withoutStop } from "../../core/proxmox/without-stop.ts";
import type { Applied } from "../kit/define-module.ts";
import { leftFrozen, whileFrozen } from "./freeze.ts";
import { markedDescription } from "./mark.ts";
import type { options, SnapshotArgs } from "./options.ts";
import { failed, finish, onAll, onEach, type Outcome } from "./outcomes.ts";
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
  const { value: outcomes, stuck } = await whileFrozen(client, change.frozen, () =>
    onAll(guests, async (guest) => {
      const vmstate = guest.type === "qemu" && args.vmstate ? true : undefined;
      const upid = await client.post<string>(`${guestPath(guest)}/snapshot`, { snapname, description, vmstate });
      return (await waitForTask(client, upid, args.timeout)).warnings;
    }),
  );
  const made = outcomes.filter(({ error }) => error === undefined).map(({ guest }) => guest);
  if (made.length === outcomes.length) {
    // The snapshots are good and stay.
    if (stuck.length > 0) throw leftFrozen(stuck);
    return finish(outcomes, "create");
  }
  const failure = failed(outcomes, "create", await undo(client, args, { outcomes, snapname }));
  throw stuck.length > 0 ? leftFrozen(stuck, failure) : failure;
}

/** Also when the process was told to stop: half a group's snapshots serve nobody. Those still being made then get a moment to end. */
async function undo(
  client: ProxmoxClient,
  args: SnapshotArgs,
  { outcomes, snapname }: { readonly outcomes: readonly Outcome[]; readonly snapname: string },
) {
  const cleaner = withoutStop(client);
  const ends = await Promise.all(
    outcomes.map(async (outcome) => ({ guest: outcome.guest, end: await endOf(cleaner, outcome) })),
  );
  const made = ends.filter(({ end }) => end === "made").map(({ guest }) => guest);
  const removals = await removeAll(
    cleaner,
    args,
    made.map((guest) => ({ guest, snapname })),
  );
  const left = removals.filter(({ error }) => error !== undefined).map(({ guest }) => guest.vmid);
  return {
    removed_again: made.map(({ vmid }) => vmid).filter((vmid) => !left.includes(vmid)),
    still_there: left,
    still_running: ends.filter(({ end }) => end === "running").map(({ guest }) => guest.vmid),
  };
}

/** Seconds a snapshot gets to end after the process was told to stop: who tells so kills after five, as a rule. */
const GRACE = 3;

async function endOf(client: ProxmoxClient, { error }: Outcome): Promise<"made" | "failed" | "running"> {
  if (error === undefined) return "made";
  const upid = error instanceof HintedError && error.code === "INTERRUPTED" ? error.details["upid"] : undefined;
  if (typeof upid !== "string") return "failed";
  try {
    await waitForTask(client, upid, GRACE);
    return "made";
  } catch (failure) {
    return failure instanceof HintedError && failure.code === "PROXMOX_TASK_FAILED" ? "failed" : "running";
  }
}

/** Guests at once, the snapshots of one guest in turn: the server locks the guest while it removes one. */
async function removeAll(client: ProxmoxClient, args: SnapshotArgs, snapshots: readonly Named[]) {
  const guests = new Map(snapshots.map(({ guest }) => [guest.vmid, guest]));
  return onAll([...guests.values()], async (guest) => {
    const warnings: string[] = [];
    for (const { snapname, force } of snapshots.filter((named) => named.guest.vmid === guest.vmid)) {
      const upid = await client.delete<string>(pathOf(guest, snapname), { force });
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
