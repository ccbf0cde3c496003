import { defineModule } from "../kit/define-module.ts";
import { GuestTask } from "../kit/guest/apply.ts";
import { planGuest } from "../kit/guest/plan.ts";
import { readGuest } from "../kit/guest/read.ts";
import { guestResult, guestReturns, guestWarnings } from "../kit/guest/result.ts";
import { showChange } from "../kit/guest/show.ts";
import { vm } from "./kind.ts";
import { constraints, options } from "./options.ts";

export default defineModule({
  name: "proxmox_vm",
  summary: "Create, clone, configure, start, stop and remove QEMU virtual machines",
  description: [
    "Describes a whole virtual machine in one task: where it comes from, its configuration, its disks and network devices, its place and its power.",
    "What the task does not name is left as it is: other disk and network options, MAC addresses, other keys.",
    "With O(clone), the other options apply to the clone in the same task. A VM that exists is never cloned again.",
  ],
  options,
  constraints,
  returns: guestReturns,
  read: (client, args) => readGuest(vm, client, args),
  plan: (current, args) => planGuest(vm, current, args),
  show: showChange,
  apply: (client, args, change) => new GuestTask({ kind: vm, client, args }).apply(change),
  result: (current, args) => guestResult(vm, current, args),
  warnings: (current, args) => guestWarnings(vm, current, args),
});
