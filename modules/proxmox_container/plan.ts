import { HintedError } from "../../core/errors.ts";
import type { Change } from "../kit/guest/change.ts";
import { planGuest } from "../kit/guest/plan.ts";
import type { Current } from "../kit/guest/state.ts";
import { container } from "./kind.ts";
import type { ContainerArgs } from "./options.ts";

/** Pure: what must change for the container to become what the task asks. @throws HintedError OPTION_MISSING, OPTION_CONFLICT and those of guests */
export function plan(current: Current, args: ContainerArgs): readonly Change[] {
  const changes = planGuest(container, current, normalised(args));
  if (current.kind === "found") refuseOtherPrivilege(current, args);
  if (changes.some(({ kind }) => kind === "create") && args.ostemplate === undefined) {
    throw new HintedError("OPTION_MISSING", "A new container needs a template and none is given", {
      hint: "Add 'ostemplate', such as local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst, or 'clone'",
    });
  }
  return changes;
}

/** The arguments with `clone_type`, the Python module's word, turned into `full`; opportunistic is what happens without either. */
export function normalised(args: ContainerArgs): ContainerArgs {
  if (args.clone_type === undefined || args.clone_type === "opportunistic") return args;
  return { ...args, full: args.clone_type === "full" };
}

function refuseOtherPrivilege({ guest, config }: Extract<Current, { kind: "found" }>, args: ContainerArgs): void {
  const unprivileged = Number(config["unprivileged"] ?? 0) === 1;
  if (args.unprivileged === undefined || args.unprivileged === unprivileged || args.state === "absent") return;
  throw new HintedError(
    "OPTION_CONFLICT",
    `Container ${guest.vmid} is ${unprivileged ? "unprivileged" : "privileged"}, expected the opposite: this can not be changed`,
    {
      hint: "Leave 'unprivileged' out, or make a new container (from a backup, when its data is needed)",
    },
  );
}
