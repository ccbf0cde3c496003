import { pendingResult } from "./apply.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import type { Current } from "./state.ts";
import type { ReturnValue } from "../define-module.ts";

/** What every guest module returns. */
export const guestReturns: Readonly<Record<string, ReturnValue>> = {
  vmid: {
    type: "int",
    returned: "always",
    description: "Id of the guest the task was about; in check mode the id a new one would get.",
    sample: 101,
  },
  node: { type: "str", returned: "always", description: "Node of the guest.", sample: "pve1" },
  name: { type: "str", returned: "when it has one", description: "Name of the guest.", sample: "web1" },
  status: {
    type: "str",
    returned: "always",
    description: "Power of the guest after the task: V(running), V(stopped), V(paused) or V(absent).",
    sample: "running",
  },
  pending: {
    type: "list",
    returned: "when the guest exists",
    description: "Configuration keys whose new values wait for a reboot.",
    sample: ["memory"],
  },
  needs_reboot: {
    type: "bool",
    returned: "when the guest exists",
    description: "Whether anything waits for a reboot.",
  },
};

/** The result keys that the state before the changes already tells. */
export function guestResult(kind: GuestKind, current: Current, args: GuestArgs): Readonly<Record<string, unknown>> {
  if (current.kind === "found") {
    const { vmid, node } = current.guest;
    const name = args.name ?? current.config[kind.nameKey];
    return { vmid, node, name, status: current.power.status, ...pendingResult(current.pending) };
  }
  if (args.state === "absent") return { vmid: args.vmid, name: args.name, status: "absent" };
  return {
    vmid: current.vmid,
    node: current.node ?? (current.source?.kind === "guest" ? current.source.guest.node : undefined),
    name: args.name,
    status: "stopped",
  };
}

/** What the user should know whether or not anything changes. */
export function guestWarnings(kind: GuestKind, current: Current, args: GuestArgs): readonly string[] {
  if (
    current.kind !== "found" ||
    args.node === undefined ||
    args.migrate ||
    args.node === current.guest.node ||
    args.state === "absent"
  )
    return [];
  return [
    `${kind.title} ${current.guest.vmid} is on node ${current.guest.node}, not ${args.node}: add 'migrate: true' to move it`,
  ];
}
