import type { Options } from "../../../core/spec/options.ts";

/** Which guest, where it comes from, and what becomes of it. */
export const identityOptions = {
  vmid: {
    type: "int",
    min: 100,
    max: 999_999_999,
    description: "Id of the VM. With O(name) alone, the VM of that name, or the next free id for a new one.",
  },
  name: {
    type: "str",
    description:
      "Name of the VM, a DNS name. Finds the VM when O(vmid) is not given; otherwise the name it shall have.",
  },
  node: {
    type: "str",
    env: ["PROXMOX_NODE"],
    description: "Node for a new VM. A VM that exists is used where it is.",
  },
  state: {
    type: "str",
    choices: ["present", "started", "stopped", "restarted", "template", "absent"],
    default: "present",
    description: [
      "V(present) makes sure that the VM exists as described, and leaves its power alone.",
      "V(started) and V(stopped) also see to its power; V(restarted) reboots it on every run, or starts it when it is stopped.",
      "V(template) converts it to a template. V(absent) removes it; a running VM only with O(force).",
    ],
  },
  clone: {
    type: "str",
    description:
      "Vmid or name of the VM or template a new VM is cloned from. All other options apply to the clone in the same task.",
  },
  full: {
    type: "bool",
    description:
      "Full clone (V(true)) or linked clone (V(false)); templates are cloned linked and VMs full when not given.",
  },
  snapname: { type: "str", description: "Snapshot of the source to clone." },
  storage: { type: "str", description: "Storage for the disks of a full clone." },
  format: { type: "str", choices: ["raw", "qcow2", "vmdk"], description: "Disk format of a full clone." },
  pool: { type: "str", description: "Resource pool of the VM; left alone when not given." },
  delete: {
    type: "list",
    elements: "str",
    description:
      "Configuration keys to remove, such as V(net1) or V(scsi2). A removed disk stays as an unused one; removing V(unused0) destroys its volume.",
  },
  update_password: {
    type: "str",
    choices: ["on_create", "always"],
    default: "on_create",
    description:
      "When O(cipassword) is written: the server never shows it, so that V(always) reports a change on every run.",
  },
  force: {
    type: "bool",
    default: false,
    description:
      "With V(stopped): stop hard when the guest does not shut down in time. With V(absent): stop a running VM first.",
  },
  shutdown_timeout: { type: "int", default: 60, min: 1, description: "Seconds a guest gets to shut down or reboot." },
  purge: {
    type: "bool",
    default: false,
    description: "With V(absent): also remove the VM from backup jobs, replication and HA.",
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
