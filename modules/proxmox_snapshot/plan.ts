import { ageSeconds } from "../kit/age.ts";
import { isOwn } from "./mark.ts";
import { checkName } from "./name.ts";
import type { SnapshotArgs } from "./options.ts";
import { containerMemory, notFound, safetyIsYounger, unfinished, unsupported, youngerWouldGo } from "./refusals.ts";
import type { Change, Current, Named, SnapshotGuest } from "./state.ts";

/** Pure: which guests need the step. Guests that are there already are left out. @throws HintedError SNAPSHOT_*, OPTION_INVALID */
export function plan({ guests, now }: Current, args: SnapshotArgs): readonly Change[] {
  const { snapname = "" } = args;
  checkName("snapname", args.snapname);
  checkName("safety_snapshot", args.safety_snapshot);
  const having = guests.filter(({ snapshots }) => snapshots.some(({ name }) => name === snapname));
  const lacking = guests.filter((entry) => !having.includes(entry));
  switch (args.state) {
    case "list":
      return [];
    case "ready":
      checkAble(guests);
      return [];
    case "present":
      refuseUnfinished(having, snapname);
      return [...creation(lacking, snapname, args), ...pruning(guests, now, args)];
    case "absent":
      return removal(having.map((entry) => ({ ...named(entry, snapname), ...(args.force ? { force: true } : {}) })));
    case "rollback":
      if (lacking.length > 0) throw notFound(snapname, lacking);
      refuseUnfinished(having, snapname);
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
      const others = snapshots.filter(
        (snapshot) => isOwn(snapshot) && snapshot.snapstate === undefined && snapshot.name !== args.snapname,
      );
      const byAge = others.toSorted((a, b) => (b.snaptime ?? 0) - (a.snaptime ?? 0));
      const kept = args.retention === 0 ? byAge.length : args.retention - 1;
      const gone = byAge.filter(
        (snapshot, index) => index >= kept || (oldest !== undefined && (snapshot.snaptime ?? now) < oldest),
      );
      return gone.toReversed().map(({ name }) => ({ guest, snapname: name }));
    }),
  );
}

/** A snapshot to remove. One that is unfinished lacks what a plain removal looks for: it goes by force. */
function named({ guest, snapshots }: SnapshotGuest, snapname: string): Named {
  const isUnfinished = snapshots.some(({ name, snapstate }) => name === snapname && snapstate !== undefined);
  return { guest, snapname, ...(isUnfinished ? { force: true } : {}) };
}

function removal(snapshots: readonly Named[]): readonly Change[] {
  return snapshots.length === 0 ? [] : [{ kind: "remove", snapshots }];
}

function rollback(having: readonly SnapshotGuest[], snapname: string, args: SnapshotArgs): readonly Change[] {
  if (args.safety_snapshot !== undefined) refuseSafety(having, args.safety_snapshot);
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
export function youngerThan(entry: SnapshotGuest, snapname: string): readonly Named[] {
  const { snapshots } = entry;
  const time = snapshots.find(({ name }) => name === snapname)?.snaptime ?? 0;
  const later = snapshots.filter((snapshot) => (snapshot.snaptime ?? 0) > time);
  return later.toSorted((a, b) => (b.snaptime ?? 0) - (a.snaptime ?? 0)).map(({ name }) => named(entry, name));
}

function checkAble(guests: readonly SnapshotGuest[]): void {
  const unable = guests.filter((entry) => entry.unable.length > 0);
  if (unable.length > 0) throw unsupported(unable);
}

/** @throws HintedError SNAPSHOT_UNFINISHED */
function refuseUnfinished(having: readonly SnapshotGuest[], snapname: string): void {
  const guests = having.filter((entry) => named(entry, snapname).force);
  if (guests.length > 0) throw unfinished(snapname, guests);
}

/** Where only the youngest snapshot can be rolled back to, a safety snapshot taken first would stand in the way itself. */
function refuseSafety(having: readonly SnapshotGuest[], safety: string): void {
  const guests = having.filter(({ youngestOnly }) => youngestOnly.length > 0);
  if (guests.length > 0) throw safetyIsYounger(safety, guests);
}
