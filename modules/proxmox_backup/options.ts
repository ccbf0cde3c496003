import type { Args, Constraints, Options } from "../../core/spec/options.ts";
import { guestSelection, guestSelectionNeeded } from "../kit/guest-selection.ts";

/** How a new backup is made. What is not said is left to the server (`/etc/vzdump.conf`). */
const vzdumpOptions = {
  mode: {
    type: "str",
    choices: ["snapshot", "suspend", "stop"],
    description:
      "How a running guest is backed up: while it runs on (V(snapshot)), suspended, or shut down and started again (V(stop)).",
  },
  compress: { type: "str", choices: ["0", "1", "gzip", "lzo", "zstd"], description: "Compression of the archive." },
  bwlimit: {
    type: "int",
    min: 0,
    aliases: ["bandwidth"],
    description: "Greatest speed in KiB/s; V(0) is no limit. Needs Sys.Modify on C(/).",
  },
  exclude_path: {
    type: "list",
    elements: "str",
    description: "Files and directories of containers that are left out, as shell patterns.",
  },
  change_detection_mode: {
    type: "str",
    choices: ["legacy", "data", "metadata"],
    description: "How a Proxmox Backup Server's client finds changed files of containers.",
  },
} as const satisfies Options;

/** The options of proxmox_backup. */
export const options = {
  ...guestSelection,
  storage: { type: "str", required: true, description: "Storage of the backups." },
  state: {
    type: "str",
    choices: ["present", "absent", "pruned", "list"],
    default: "present",
    description: [
      "V(present) backs up every guest named, unless it has a backup that is young enough (O(max_age)), and sees to O(notes) and O(protected) of that one.",
      "V(pruned) removes what O(prune) does not keep, without a new backup.",
      "V(absent) removes the one backup named by O(volid). V(list) only reads.",
    ],
  },
  max_age: {
    type: "str",
    description:
      "With V(present): a backup younger than this (V(24h), V(7d), V(30m)) counts, and no new one is made. Without it, every run makes a new backup.",
  },
  volid: {
    type: "str",
    description:
      "One backup, such as V(local:backup/vzdump-qemu-101-2026_01_31-02_00_00.vma.zst), in place of a guest's newest: with V(present) for its O(notes) and O(protected), with V(absent) to remove it.",
  },
  node: {
    type: "str",
    description: "With O(volid): node that sees it; that of its guest when not given and the guest still exists.",
  },
  notes: {
    type: "str",
    aliases: ["description"],
    description:
      "Notes of the backup; left alone when not given. The server's own C({{guestname}}), C({{vmid}}) and C({{node}}) may stand in it, as C(!unsafe) so that Ansible lets them through.",
  },
  protected: {
    type: "bool",
    description:
      "Whether the backup is protected from removal and pruning; left alone when not given. With V(absent), V(false) takes the protection off first.",
  },
  prune: {
    type: "str",
    aliases: ["retention"],
    description: [
      "Which backups of each guest on the storage to keep, such as V(keep-last=3,keep-weekly=4); V(storage) stands for what is set for the storage. All others are removed, but for protected ones; the diff names them.",
      "Without it nothing is removed, whatever is set for the storage.",
    ],
  },
  ...vzdumpOptions,
  timeout: {
    type: "int",
    default: 3600,
    min: 1,
    aliases: ["wait_timeout"],
    description:
      "Seconds to wait for the backup of each guest. One that still runs then goes on, and the next run waits for it.",
  },
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = {
  requiredOneOf: [[...guestSelectionNeeded, "volid"]],
  mutuallyExclusive: guestSelectionNeeded.map((name) => [name, "volid"]),
  requiredIf: [
    ["state", "absent", ["volid"]],
    ["state", "pruned", ["prune"]],
  ],
};

/** The arguments of proxmox_backup. */
export type BackupArgs = Args<typeof options>;
