import { failure } from "../pve-error.ts";
import type { Call } from "../services.ts";
import { KIND_NAME } from "./kind-name.ts";
import type { Guest, GuestKind, State } from "../state.ts";

const FOLDER = { qemu: "qemu-server", lxc: "lxc" } as const;

/** A guest on a node. @throws PveError 500 as reading its missing configuration file does */
export function guestOn(
  state: State,
  where: { readonly node: string; readonly kind: GuestKind; readonly vmid: number },
): Guest {
  const guest = state.guests.get(where.vmid);
  if (!guest || guest.kind !== where.kind || guest.node !== where.node) {
    throw failure(`Configuration file 'nodes/${where.node}/${FOLDER[where.kind]}/${where.vmid}.conf' does not exist`);
  }
  return guest;
}

/** The guest a call is about. @throws PveError 500 when it is not on the call's node */
export function guestOf(call: Call, kind: GuestKind): Guest {
  return guestOn(call.services.state, { node: call.node, kind, vmid: vmidOf(call) });
}

/** The `vmid` of a call. */
export function vmidOf(call: Call): number {
  return Number(call.params.need("vmid"));
}

/** The message for an id that is taken, undefined when it is free. */
export function usedBy(state: State, vmid: number): string | undefined {
  const guest = state.guests.get(vmid);
  return guest && `${KIND_NAME[guest.kind]} ${vmid} already exists on node '${guest.node}'`;
}
