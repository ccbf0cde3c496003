import { HintedError } from "../../core/errors.ts";
import type { Guest } from "../../core/proxmox/guests.ts";
import type { SnapshotArgs } from "./options.ts";

/** A snapshot as the API lists it; the entry `current` (the live state) is left out. */
export interface Snapshot {
  readonly name: string;
  readonly parent?: string;
  readonly description?: string;
  /** Seconds since 1970. */
  readonly snaptime?: number;
  readonly vmstate?: number;
}

/** A guest with its snapshots and whether it runs. */
export interface SnapshotGuest {
  readonly guest: Guest;
  readonly snapshots: readonly Snapshot[];
  readonly running: boolean;
}

/** One step on all guests it concerns, all or nothing. */
export type Change =
  | { readonly kind: "create"; readonly snapname: string; readonly guests: readonly Guest[] }
  | { readonly kind: "remove"; readonly snapname: string; readonly guests: readonly Guest[] }
  | {
      readonly kind: "rollback";
      readonly snapname: string;
      readonly guests: readonly { readonly guest: Guest; readonly start: boolean }[];
    };

/** Pure: which guests need the step. Guests that are there already are left out. */
export function plan(current: readonly SnapshotGuest[], args: SnapshotArgs): readonly Change[] {
  const { snapname = "" } = args;
  const having = current.filter(({ snapshots }) => snapshots.some(({ name }) => name === snapname));
  const lacking = current.filter((entry) => !having.includes(entry));
  switch (args.state) {
    case "list":
      return [];
    case "present":
      refuseContainerMemory(lacking, args);
      return lacking.length === 0 ? [] : [{ kind: "create", snapname, guests: lacking.map(({ guest }) => guest) }];
    case "absent":
      return having.length === 0 ? [] : [{ kind: "remove", snapname, guests: having.map(({ guest }) => guest) }];
    case "rollback":
      if (lacking.length > 0) throw notFound(snapname, lacking);
      return [
        {
          kind: "rollback",
          snapname,
          guests: having.map(({ guest, running }) => ({ guest, start: starts(args, running) })),
        },
      ];
  }
}

function starts(args: SnapshotArgs, running: boolean): boolean {
  return args.start === "previous" ? running : args.start === "true";
}

function refuseContainerMemory(guests: readonly SnapshotGuest[], args: SnapshotArgs): void {
  const container = guests.find(({ guest }) => guest.type === "lxc");
  if (!args.vmstate || !container) return;
  throw new HintedError(
    "SNAPSHOT_UNSUPPORTED",
    `Guest ${container.guest.vmid} is a container, whose memory can not be part of a snapshot`,
    {
      hint: "Leave out 'vmstate', or take containers in a task of their own",
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
