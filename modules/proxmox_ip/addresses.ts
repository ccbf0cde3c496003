import { type Address, isReachable } from "../../core/proxmox/guest-addresses.ts";
import type { IpArgs } from "./options.ts";

/** The addresses worth connecting to, IPv4 first: no loopback, no link-local, and only what the task asks for. */
export function usable(addresses: readonly Address[], args: Pick<IpArgs, "family" | "interface">): readonly Address[] {
  const kept = addresses.filter(
    (address) =>
      isReachable(address) &&
      (args.family === "any" || address.family === args.family) &&
      (args.interface === undefined || address.interface === args.interface),
  );
  return kept.toSorted((a, b) => a.family.localeCompare(b.family));
}
