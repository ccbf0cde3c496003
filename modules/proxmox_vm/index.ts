import { defineModule } from "../kit/define-module.ts";
import { guestResult, guestReturns, guestWarnings } from "../kit/guest/result.ts";
import { showChange } from "../kit/guest/show.ts";
import { applyVm } from "./apply.ts";
import { compatWarnings, normalised } from "./compat.ts";
import { vm } from "./kind.ts";
import { constraints, options } from "./options.ts";
import { planVm, readVm } from "./read.ts";

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
  read: (client, args) => readVm(client, normalised(args)),
  plan: (current, args) => planVm(current, normalised(args)),
  show: showChange,
  apply: (client, args, change) => applyVm(client, normalised(args), change),
  result: (current, args) => guestResult(vm, current, normalised(args)),
  warnings: (current, args) => [...guestWarnings(vm, current, normalised(args)), ...compatWarnings(args)],
});
