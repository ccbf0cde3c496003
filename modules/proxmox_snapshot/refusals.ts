import { HintedError } from "../../core/errors.ts";
import type { Named, SnapshotGuest } from "./state.ts";

/** Disks that can not be part of a snapshot. */
export function unsupported(unable: readonly SnapshotGuest[]): HintedError {
  const list = unable.flatMap((entry) =>
    entry.unable.map(
      (obstacle) => `${entry.guest.vmid} ${obstacle.disk} on ${obstacle.storage} (${obstacle.storageType})`,
    ),
  );
  return new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `Snapshots are not possible for ${list.join(", ")}; no guest was touched`,
    {
      hint: "Move the disk to a storage that can (LVM-thin, ZFS, RBD, or qcow2 on a directory), or leave the guest out",
    },
  );
}

/** Memory asked for of a container. */
export function containerMemory({ guest }: SnapshotGuest): HintedError {
  return new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `Guest ${guest.vmid} is a container, whose memory can not be part of a snapshot`,
    {
      hint: "Leave out 'vmstate', or take containers in a task of their own",
    },
  );
}

/** Younger snapshots in the way of a rollback, and no leave to remove them. */
export function youngerWouldGo(snapname: string, younger: readonly Named[]): HintedError {
  const list = younger.map(({ guest, snapname: name }) => `${guest.vmid} ${name}`).join(", ");
  return new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `The storage can only roll back to the youngest snapshot, and these are younger than '${snapname}': ${list}`,
    {
      hint: "Add 'force: true' to remove them first, or roll back to the youngest",
    },
  );
}

/** Guests without the snapshot: nothing is rolled back unless everything can be. */
export function notFound(snapname: string, lacking: readonly SnapshotGuest[]): HintedError {
  const list = lacking.map(({ guest, snapshots }) => {
    const names = snapshots.map(({ name }) => name);
    return `${guest.vmid} (has ${names.length === 0 ? "none" : names.join(", ")})`;
  });
  return new HintedError("SNAPSHOT_NOT_FOUND", `Snapshot '${snapname}' is missing on ${list.join("; ")}`, {
    hint: "Check 'snapname'; no guest was touched",
  });
}

/** A snapshot in the making, or whose making or removal was cut off. */
export function unfinished(snapname: string, guests: readonly SnapshotGuest[]): HintedError {
  const list = guests.map(({ guest, snapshots }) => {
    const state = snapshots.find(({ name }) => name === snapname)?.snapstate ?? "";
    return `${guest.vmid} (snapstate ${state})`;
  });
  return new HintedError("SNAPSHOT_UNFINISHED", `Snapshot '${snapname}' is unfinished on ${list.join(", ")}`, {
    hint: "Wait for the task that works at it; when there is none, its worker was killed: remove what it left with 'state: absent', after qm unlock or pct unlock on the node if the guest is still locked",
    details: { failed_on: guests.map(({ guest }) => guest.vmid) },
  });
}

/** A safety snapshot on a storage that rolls back to the youngest only. */
export function safetyIsYounger(safety: string, guests: readonly SnapshotGuest[]): HintedError {
  const list = guests.flatMap(({ guest, youngestOnly }) =>
    youngestOnly.map(({ disk, storage, storageType }) => `${guest.vmid} ${disk} on ${storage} (${storageType})`),
  );
  return new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `The safety snapshot '${safety}' would be the youngest, and only to the youngest can these roll back: ${list.join(", ")}`,
    { hint: "Leave out 'safety_snapshot', or back the guests up first with proxmox_backup; no guest was touched" },
  );
}
