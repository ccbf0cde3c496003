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
    choices: ["present", "started", "stopped", "restarted", "paused", "resumed", "hibernated", "template", "absent"],
    default: "present",
    description: [
      "V(present) makes sure that the VM exists as described, and leaves its power alone.",
      "V(started), V(stopped), V(paused), V(resumed) and V(hibernated) also see to its power; V(restarted) reboots it on every run, or starts it when it is stopped.",
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
