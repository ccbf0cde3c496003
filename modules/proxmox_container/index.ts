import { defineModule } from "../kit/define-module.ts";
import { GuestTask } from "../kit/guest/apply.ts";
import { readGuest } from "../kit/guest/read.ts";
import { guestResult, guestReturns, guestWarnings } from "../kit/guest/result.ts";
import { showChange } from "../kit/guest/show.ts";
import { createParams } from "./create-params.ts";
import { container } from "./kind.ts";
import { constraints, options } from "./options.ts";
import { normalised, plan } from "./plan.ts";

export default defineModule({
  name: "proxmox_container",
  summary: "Create, clone, configure, start, stop and remove LXC containers",
  description: [
    "Describes a whole container in one task: where it comes from, its configuration, its volumes and network devices, its place and its power.",
    "What the task does not name is left as it is: other options of volumes and network devices, MAC addresses, other keys.",
    "A container that exists is never made anew, whatever the options.",
  ],
  options,
  constraints,
  returns: guestReturns,
  read: (client, args) => readGuest(container, client, normalised(args)),
  plan,
  show: showChange,
  apply: (client, args, change) =>
    new GuestTask({ kind: container, client, args: normalised(args), createParams: createParams(args) }).apply(change),
  result: (current, args) => guestResult(container, current, args),
  warnings: (current, args) => guestWarnings(container, current, args),
});
