import type { Options } from "../../../core/spec/options.ts";

/** Options all guests have in common: which guest, where it comes from, and what becomes of it. */
export const identityOptions = {
  vmid: {
    type: "int",
    min: 100,
    max: 999_999_999,
    description: "Id of the guest. With a name alone, the guest of that name, or a free id for a new one.",
  },
  vmid_range: {
    type: "list",
    elements: "str",
    description: "Ids a new guest may get, such as V(200-299); the first free one is taken.",
  },
  node: {
    type: "str",
    env: ["PROXMOX_NODE"],
    aliases: ["target"],
    description: "Node of a new guest. One that exists stays where it is, unless O(migrate) is on.",
  },
  clone: {
    type: "str",
    description:
      "Vmid or name of the guest or template a new guest is cloned from. All other options apply to the clone in the same task.",
  },
  archive: {
    type: "str",
    description:
      "Backup a new guest is restored from, such as V(local:backup/vzdump-qemu-101-2026_01_31-02_00_00.vma.zst). All other options apply to the restored guest in the same task; one that exists is never overwritten.",
  },
  unique: {
    type: "bool",
    default: false,
    description: "With O(archive): give the restored guest MAC addresses of its own.",
  },
  full: {
    type: "bool",
    description:
      "Full clone (V(true)) or linked clone (V(false)); when not given, templates are cloned linked and others full, and all are with O(storage) or a format, which a linked clone can not have.",
  },
  snapname: { type: "str", description: "Snapshot of the source to clone." },
  storage: { type: "str", description: "Storage for the disks of a copy: a clone is a full one with it." },
  pool: { type: "str", description: "Resource pool of the guest; left alone when not given." },
  migrate: {
    type: "bool",
    default: false,
    description: "Move a guest that is on another node to O(node): live when it runs (containers restart).",
  },
  with_local_disks: {
    type: "bool",
    default: false,
    description: "With O(migrate): take disks on local storages along.",
  },
  target_storage: { type: "str", description: "With O(migrate): storage for the disks on the other node." },
  delete: {
    type: "list",
    elements: "str",
    description:
      "Configuration keys to remove, such as V(net1). A removed disk stays as an unused one; removing V(unused0) destroys its volume.",
  },
  delete_moved: {
    type: "bool",
    default: false,
    description: "Destroy the source of a disk that is moved to another storage; otherwise it stays as an unused disk.",
  },
  update: {
    type: "bool",
    default: true,
    description: "With V(false) the configuration of a guest that exists is left alone.",
  },
  reboot: {
    type: "raw",
    default: "never",
    description:
      "V(when_needed) reboots a running guest once, after all other changes, when any waits for it; V(never) only reports them. Check mode announces a reboot that may be needed: only the server tells which changes wait. (V(true) and V(false) set the VM's configuration key of that name.)",
  },
  force: {
    type: "bool",
    default: false,
    description:
      "With V(stopped): stop hard when the guest does not shut down in time. With V(absent): stop a running guest first.",
  },
  shutdown: {
    type: "list",
    elements: "dict",
    description:
      "The ladder by which a guest is brought to a stop, rung by rung, in place of O(shutdown_timeout) and O(force).",
    options: {
      method: {
        type: "str",
        required: true,
        choices: ["agent", "acpi", "stop"],
        description: "V(agent) asks the guest agent, V(acpi) the server's clean shutdown, V(stop) pulls the plug.",
      },
      timeout: { type: "int", default: 60, min: 1, description: "Seconds until the next rung." },
    },
  },
  shutdown_timeout: { type: "int", default: 60, min: 1, description: "Seconds a guest gets to shut down or reboot." },
  purge: {
    type: "bool",
    default: false,
    description: "With V(absent): also remove the guest from backup jobs, replication and HA.",
  },
  destroy_unreferenced_disks: {
    type: "bool",
    default: false,
    description: "With V(absent): also destroy disks on any storage that carry this id but stand in no configuration.",
  },
  timeout: {
    type: "int",
    default: 300,
    min: 1,
    description: "Seconds to wait for one server task (clone, resize, start, ...).",
  },
} as const satisfies Options;
