import { defineModule } from "../kit/define-module.ts";
import { apply } from "./apply.ts";
import { constraints, options } from "./options.ts";
import { plan } from "./plan.ts";
import { read } from "./read.ts";
import { show } from "./show.ts";

export default defineModule({
  name: "proxmox_vm",
  summary: "Create, clone, configure, start, stop and remove QEMU virtual machines",
  description: [
    "Describes a whole virtual machine in one task: where it comes from, its configuration, its disks and network devices, and its power.",
    "What the task does not name is left as it is: other disk and network options, MAC addresses, other keys.",
    "With O(clone), the other options apply to the clone in the same task. A VM that exists is never cloned again.",
  ],
  options,
  constraints,
  returns: {
    vmid: {
      type: "int",
      returned: "always",
      description: "Id of the VM the task was about; in check mode the id a new one would get.",
      sample: 101,
    },
    node: { type: "str", returned: "always", description: "Node of the VM.", sample: "pve1" },
    name: { type: "str", returned: "when it has one", description: "Name of the VM.", sample: "web1" },
    status: {
      type: "str",
      returned: "always",
      description: "Power of the VM after the task: V(running), V(stopped) or V(absent).",
      sample: "running",
    },
  },
  read,
  plan,
  show,
  apply,
  result(current, args) {
    if (current.kind === "found") {
      const { vmid, node } = current.guest;
      return { vmid, node, name: args.name ?? current.config["name"], status: current.power.status };
    }
    if (args.state === "absent") return { vmid: args.vmid, name: args.name, status: "absent" };
    return { vmid: current.vmid, node: current.node ?? current.source?.guest.node, name: args.name, status: "stopped" };
  },
});
