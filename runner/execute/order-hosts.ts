import { HintedError } from "../../core/errors.ts";

/** Hosts in the order a play asks for. @throws HintedError OPTION_INVALID */
export function orderHosts(hosts: readonly string[], order: string | undefined): readonly string[] {
  switch (order ?? "inventory") {
    case "inventory":
      return hosts;
    case "sorted":
      return hosts.toSorted();
    case "reverse_sorted":
      return hosts.toSorted().toReversed();
    case "reverse_inventory":
      return hosts.toReversed();
    case "shuffle":
      return shuffle(hosts);
    default:
      throw new HintedError("OPTION_INVALID", `'order' is '${order}'`, {
        hint: "Use inventory, reverse_inventory, sorted, reverse_sorted or shuffle",
      });
  }
}

function shuffle(hosts: readonly string[]): readonly string[] {
  const keyed = hosts.map((host) => ({ host, key: Math.random() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ host }) => host);
}
