import type { Args, Constraints, Options } from "../../core/spec/options.ts";
import { guestSelection, guestSelectionNeeded } from "../kit/guest-selection.ts";

/** The options of proxmox_snapshot. */
export const options = {
  ...guestSelection,
  state: {
    type: "str",
    choices: ["present", "absent", "rollback", "list", "ready"],
    default: "present",
    description: [
      "V(present) and V(absent) make and remove the snapshot on every guest named.",
      "V(rollback) brings every guest back to it; that is a change on every run. V(list) only reads.",
      "V(ready) changes nothing either: it waits until no task is at work on the guests and none is locked, and with O(snapname) it fails when one of them can not be snapshotted.",
    ],
  },
  snapname: {
    type: "str",
    description: "Name of the snapshot: a letter, then letters, digits, C(_) and C(-), 40 characters at most.",
  },
  description: { type: "str", description: "Text kept with a new snapshot." },
  vmstate: { type: "bool", default: false, description: "Include the memory of running VMs in the snapshot." },
  start: {
    type: "str",
    choices: ["previous", "true", "false"],
    default: "previous",
    description:
      "After a rollback: start the guests that were running before it (V(previous)), all, or none. A snapshot with memory always comes back running.",
  },
  order: {
    type: "str",
    choices: ["together", "given", "reverse"],
    default: "together",
    description:
      "With V(rollback): all guests at once, or one after the other in the order named or the other way round. When one fails, the others are rolled back all the same.",
  },
  freeze: {
    type: "bool",
    default: false,
    description:
      "Freeze the file systems of all running VMs of the group through their agents before the first snapshot and thaw them after the last, so that all snapshots show one moment. A VM whose agent is off is an error.",
  },
  retention: {
    type: "int",
    min: 0,
    default: 0,
    description:
      "With V(present): keep so many of the snapshots this module made on each guest, and remove older ones of its own. V(0) keeps all. Snapshots made by others are never touched.",
  },
  retention_age: {
    type: "str",
    description:
      "With V(present): remove the module's own snapshots older than this, such as V(30d), V(12h) or V(45m).",
  },
  safety_snapshot: {
    type: "str",
    description:
      "With V(rollback): take a snapshot of this name first, so that the state that is left can be come back to. Refused where a disk is on ZFS, which rolls back to its youngest snapshot only.",
  },
  force: {
    type: "bool",
    default: false,
    description: [
      "With V(rollback): remove younger snapshots first where the storage (ZFS) can only roll back to the youngest.",
      "With V(absent): remove the snapshot from the configuration even when that of a disk can not be removed; an unfinished one, left by a worker that was killed, is removed so in any case.",
    ],
  },
  timeout: {
    type: "int",
    default: 300,
    min: 1,
    description: "Seconds to wait for the task of each guest; with V(ready), for all guests together.",
  },
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = {
  requiredOneOf: [guestSelectionNeeded],
  requiredIf: [
    ["state", "present", ["snapname"]],
    ["state", "absent", ["snapname"]],
    ["state", "rollback", ["snapname"]],
  ],
};

/** The arguments of proxmox_snapshot. */
export type SnapshotArgs = Args<typeof options>;
