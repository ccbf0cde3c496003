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
