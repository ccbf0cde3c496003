import type { Shown } from "../kit/define-module.ts";
import type { Change } from "./state.ts";

/** A change as the diff shows it: one line for each guest. */
export function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return lines(change.guests.map(({ vmid }) => [`${vmid} snapshot ${change.snapname}`, null, "taken"]));
    case "remove":
      return lines(
        change.snapshots.map(({ guest, snapname }) => [`${guest.vmid} snapshot ${snapname}`, "there", null]),
      );
    case "rollback":
      return lines(
        change.guests.map(({ guest, start }) => [
          `${guest.vmid} state`,
          "current",
          `${change.snapname}, ${start ? "started" : "power as in the snapshot"}`,
        ]),
      );
  }
}

function lines(entries: readonly (readonly [string, string | null, string | null])[]): Shown {
  return {
    before: Object.fromEntries(entries.map(([key, before]) => [key, before])),
    after: Object.fromEntries(entries.map(([key, , after]) => [key, after])),
  };
}
