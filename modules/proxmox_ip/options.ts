import type { Args, Constraints, Options } from "../../core/spec/options.ts";
import { guestSelection, guestSelectionNeeded } from "../kit/guest-selection.ts";

/** The options of proxmox_ip. */
export const options = {
  ...guestSelection,
  family: {
    type: "str",
    choices: ["any", "ipv4", "ipv6"],
    default: "any",
    description: "Address family; IPv4 addresses come first with V(any).",
  },
  interface: { type: "str", description: "Only addresses of this network device of the guest, such as V(eth0)." },
  include: { type: "list", elements: "str", description: "Only addresses of these networks, such as V(10.0.0.0/8)." },
  exclude: {
    type: "list",
    elements: "str",
    description: "No addresses of these networks. Loopback and link-local ones are always left out.",
  },
  virtual_interfaces: {
    type: "bool",
    default: false,
    description:
      "Also take addresses of devices that container engines make inside the guest (docker, br-, veth, cni, ...).",
  },
  fallback: {
    type: "str",
    choices: ["none", "configured"],
    default: "none",
    description:
      "With V(configured): when a guest gives no answer, take the static address its cloud-init or container configuration names. It is marked as such.",
  },
  wait: {
    type: "bool",
    default: true,
    description: "Wait until every guest has an address. Without, a guest that has none yet is an error at once.",
  },
  timeout: { type: "int", default: 120, min: 1, description: "Seconds to wait, for all guests together." },
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = { requiredOneOf: [guestSelectionNeeded] };

/** The arguments of proxmox_ip. */
export type IpArgs = Args<typeof options>;
