import type { Options } from "../../../core/spec/options.ts";
import { identityOptions } from "../../kit/guest/identity-options.ts";

/** Which VM, where it comes from, and what becomes of it. */
export const vmIdentityOptions = {
  ...identityOptions,
  name: {
    type: "str",
    description:
      "Name of the VM, a DNS name. Finds the VM when O(vmid) is not given; otherwise the name it shall have.",
  },
  state: {
    type: "str",
    choices: [
      "present",
      "started",
      "stopped",
      "restarted",
      "paused",
      "resumed",
      "hibernated",
      "template",
      "absent",
      "current",
    ],
    default: "present",
    description: [
      "V(present) makes sure that the VM exists as described, and leaves its power alone.",
      "V(started), V(stopped), V(paused), V(resumed) and V(hibernated) also see to its power; V(restarted) reboots it on every run, or starts it when it is stopped.",
      "V(current) only reads.",
      "V(template) converts it to a template. V(absent) removes it; a running VM only with O(force).",
    ],
  },
  format: { type: "str", choices: ["raw", "qcow2", "vmdk"], description: "Disk format of a full clone." },
  update_password: {
    type: "str",
    choices: ["on_create", "always"],
    default: "on_create",
    description:
      "When O(cipassword) is written: the server never shows it, so that V(always) reports a change on every run.",
  },
} as const satisfies Options;

/** Names of the Python module for what has another name, or no need, here. */
export const vmCompatOptions = {
  newid: {
    type: "int",
    min: 100,
    max: 999_999_999,
    description: "Id of a new clone when O(vmid) names the source, as the Python module has it.",
  },
  update_unsafe: {
    type: "bool",
    description: "Without effect: disks and network devices are always merged with what is there.",
  },
} as const satisfies Options;
