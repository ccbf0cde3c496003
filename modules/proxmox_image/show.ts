import type { Shown } from "../kit/define-module.ts";
import type { Change } from "./plan.ts";

/** A change as the diff shows it: one line for each volume. */
export function show(change: Change): Shown {
  if (change.kind === "remove") {
    const { volid, size } = change.volume;
    return { before: { [volid]: { size } }, after: { [volid]: null } };
  }
  const { target, before, from, size } = change;
  return {
    before: { [target.volid]: before ? { size: before.size } : null },
    after: { [target.volid]: { ...(size === undefined ? {} : { size }), from } },
  };
}
