import type { Args, Constraints, Options } from "../../core/spec/options.ts";
import { guestSelection, guestSelectionNeeded } from "../kit/guest-selection.ts";

/** The options of proxmox_snapshot. */
export const options = {
  ...guestSelection,
  state: {
    type: "str",
    choices: ["present", "absent", "rollback", "list"],
    default: "present",
    description: [
      "V(present) and V(absent) make and remove the snapshot on every guest named.",
      "V(rollback) brings every guest back to it; that is a change on every run. V(list) only reads.",
    ],
  },
  snapname: { type: "str", description: "Name of the snapshot." },
  description: { type: "str", description: "Text kept with a new snapshot." },
  vmstate: { type: "bool", default: false, description: "Include the memory of running VMs in the snapshot." },
  start: {
    type: "str",
    choices: ["previous", "true", "false"],
    default: "previous",
    description:
      "After a rollback: start the guests that were running before it (V(previous)), all, or none. A snapshot with memory always comes back running.",
  },
  timeout: { type: "int", default: 300, min: 1, description: "Seconds to wait for the task of each guest." },
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
