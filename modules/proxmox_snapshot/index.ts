import { defineModule } from "../kit/define-module.ts";
import { apply } from "./apply.ts";
import { constraints, options } from "./options.ts";
import { plan } from "./plan.ts";
import { read } from "./read.ts";
import { show } from "./show.ts";

export default defineModule({
  name: "proxmox_snapshot",
  summary: "Take, remove and roll back snapshots of one guest or a group",
  description: [
    "A group is handled as one: when a snapshot can not be made on one of its guests, those made on the others are removed again, and nothing is rolled back unless every guest has the snapshot.",
    "Works on VMs and containers.",
  ],
  options,
  constraints,
  returns: {
    guests: {
      type: "list",
      returned: "always",
      description:
        "The guests named, each with the snapshots it had before the task, oldest first; C(parent) makes them a tree, and C(snapstate) is there on an unfinished one. V(list) adds C(memory_size), the bytes the memory of a snapshot takes; V(ready) adds to each guest its C(type), whether it is C(running), and with O(snapname) the C(storages) of its disks.",
      sample: [{ vmid: 101, name: "web1", node: "pve1", snapshots: [{ name: "before", parent: null }] }],
    },
    failed_on: { type: "list", returned: "on failure", description: "Ids of the guests the step failed on." },
    succeeded_on: { type: "list", returned: "on failure", description: "Ids of the guests the step succeeded on." },
    removed_again: {
      type: "list",
      returned: "when a snapshot of a group failed",
      description: "Ids of the guests whose snapshot was made and removed again.",
    },
    still_there: {
      type: "list",
      returned: "when a snapshot of a group failed",
      description: "Ids of the guests whose snapshot was made and could not be removed again.",
    },
    still_running: {
      type: "list",
      returned: "when a snapshot of a group failed",
      description: "Ids of the guests whose snapshot was still being made when the task was told to stop.",
    },
    still_frozen: {
      type: "list",
      returned: "when it happened",
      description:
        "Ids of the guests whose file systems were frozen and could not be thawed: they hang until they are.",
    },
  },
  read,
  plan,
  show,
  apply,
  result: (current, { state }) => ({
    guests: current.guests.map(({ guest, snapshots, running, storages }) => ({
      vmid: guest.vmid,
      // The cluster's list knows the names of guests only some seconds after they were made.
      ...(guest.name === undefined ? {} : { name: guest.name }),
      node: guest.node,
      ...(state === "ready" ? { type: guest.type, running, storages } : {}),
      snapshots: snapshots.toSorted((a, b) => (a.snaptime ?? 0) - (b.snaptime ?? 0)),
    })),
  }),
});
