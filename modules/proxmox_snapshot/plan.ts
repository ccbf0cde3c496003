import { HintedError } from "../../core/errors.ts";
import { ageSeconds } from "../kit/age.ts";
import { isOwn } from "./mark.ts";
import type { SnapshotArgs } from "./options.ts";
import type { Change, Current, Named, SnapshotGuest } from "./state.ts";

/** Pure: which guests need the step. Guests that are there already are left out. @throws HintedError SNAPSHOT_* */
export function plan({ guests, now }: Current, args: SnapshotArgs): readonly Change[] {
  const { snapname = "" } = args;
  const having = guests.filter(({ snapshots }) => snapshots.some(({ name }) => name === snapname));
  const lacking = guests.filter((entry) => !having.includes(entry));
  switch (args.state) {
    case "list":
      return [];
    case "ready":
      checkAble(guests);
      return [];
    case "present":
      return [...creation(lacking, snapname, args), ...pruning(guests, now, args)];
    case "absent":
      return removal(having.map(({ guest }) => ({ guest, snapname })));
    case "rollback":
      if (lacking.length > 0) throw notFound(snapname, lacking);
      return rollback(having, snapname, args);
  }
}

function creation(lacking: readonly SnapshotGuest[], snapname: string, args: SnapshotArgs): readonly Change[] {
  if (lacking.length === 0) return [];
  checkAble(lacking);
  const container = lacking.find(({ guest }) => guest.type === "lxc");
  if (args.vmstate && container) throw containerMemory(container);
  const frozen = args.freeze ? lacking.filter(({ guest, running }) => guest.type === "qemu" && running) : [];
  return [
    { kind: "create", snapname, guests: lacking.map(({ guest }) => guest), frozen: frozen.map(({ guest }) => guest) },
  ];
}

/** The module's own snapshots that are too many or too old, oldest first; the one this task is about stays. */
function pruning(guests: readonly SnapshotGuest[], now: number, args: SnapshotArgs): readonly Change[] {
  const oldest = args.retention_age === undefined ? undefined : now - ageSeconds("retention_age", args.retention_age);
  return removal(
    guests.flatMap(({ guest, snapshots }) => {
      const others = snapshots.filter((snapshot) => isOwn(snapshot) && snapshot.name !== args.snapname);
      const byAge = others.toSorted((a, b) => (b.snaptime ?? 0) - (a.snaptime ?? 0));
      const kept = args.retention === 0 ? byAge.length : args.retention - 1;
      const gone = byAge.filter(
        (snapshot, index) => index >= kept || (oldest !== undefined && (snapshot.snaptime ?? now) < oldest),
      );
      return gone.toReversed().map(({ name }) => ({ guest, snapname: name }));
    }),
  );
}

function removal(snapshots: readonly Named[]): readonly Change[] {
  return snapshots.length === 0 ? [] : [{ kind: "remove", snapshots }];
}

function rollback(having: readonly SnapshotGuest[], snapname: string, args: SnapshotArgs): readonly Change[] {
  const younger = having.flatMap((entry) => (entry.youngestOnly.length > 0 ? youngerThan(entry, snapname) : []));
  if (younger.length > 0 && !args.force) throw youngerWouldGo(snapname, younger);
  const safety: readonly Change[] =
    args.safety_snapshot === undefined
      ? []
      : [{ kind: "create", snapname: args.safety_snapshot, guests: having.map(({ guest }) => guest), frozen: [] }];
  const guests = having.map(({ guest, running }) => ({
    guest,
    start: args.start === "previous" ? running : args.start === "true",
  }));
  return [...safety, ...removal(younger), { kind: "rollback", snapname, guests }];
}

/** The snapshots taken after the named one, youngest first. */
export function youngerThan({ guest, snapshots }: SnapshotGuest, snapname: string): readonly Named[] {
  const time = snapshots.find(({ name }) => name === snapname)?.snaptime ?? 0;
  const later = snapshots.filter((snapshot) => (snapshot.snaptime ?? 0) > time);
  return later.toSorted((a, b) => (b.snaptime ?? 0) - (a.snaptime ?? 0)).map(({ name }) => ({ guest, snapname: name }));
}

function checkAble(guests: readonly SnapshotGuest[]): void {
  const unable = guests.filter((entry) => entry.unable.length > 0);
  if (unable.length > 0) throw unsupported(unable);
}

function unsupported(unable: readonly SnapshotGuest[]): HintedError {
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

function containerMemory({ guest }: SnapshotGuest): HintedError {
  return new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `Guest ${guest.vmid} is a container, whose memory can not be part of a snapshot`,
    {
      hint: "Leave out 'vmstate', or take containers in a task of their own",
    },
  );
}

function youngerWouldGo(snapname: string, younger: readonly Named[]): HintedError {
  const list = younger.map(({ guest, snapname: name }) => `${guest.vmid} ${name}`).join(", ");
  return new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `The storage can only roll back to the youngest snapshot, and these are younger than '${snapname}': ${list}`,
    {
      hint: "Add 'force: true' to remove them first, or roll back to the youngest",
    },
  );
}

/** Nothing is rolled back unless everything can be. */
function notFound(snapname: string, lacking: readonly SnapshotGuest[]): HintedError {
  const list = lacking.map(({ guest, snapshots }) => {
    const names = snapshots.map(({ name }) => name);
    return `${guest.vmid} (has ${names.length === 0 ? "none" : names.join(", ")})`;
  });
  return new HintedError("SNAPSHOT_NOT_FOUND", `Snapshot '${snapname}' is missing on ${list.join("; ")}`, {
    hint: "Check 'snapname'; no guest was touched",
  });
}
