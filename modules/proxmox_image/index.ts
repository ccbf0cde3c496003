import { defineModule } from "../kit/define-module.ts";
import { apply } from "./apply.ts";
import { constraints, options } from "./options.ts";
import { differs, plan, warnings } from "./plan.ts";
import { read } from "./read.ts";
import { show } from "./show.ts";

export default defineModule({
  name: "proxmox_image",
  summary: "Bring ISO images, disk images, container templates and cloud-init seeds to a storage",
  description: [
    "An image comes from an address (the node downloads it), from a file (uploaded as a stream), from the server's list of container templates, or is built as a seed for cloud-init.",
    "An image counts as there when one of its name and size is. The API tells no checksums of what is there.",
    "Needs Datastore.Audit and Datastore.AllocateTemplate on the storage; a download also Sys.AccessNetwork on the node; removing needs Datastore.Allocate on the storage.",
  ],
  options,
  constraints,
  returns: {
    volid: {
      type: "str",
      returned: "always",
      description: "The image as other options take it, such as C(import_from), C(ostemplate) or a CD-ROM.",
      sample: "local:import/debian-13-generic-amd64.qcow2",
    },
    name: { type: "str", returned: "always", description: "The file name on the storage." },
    node: { type: "str", returned: "always", description: "The node that was asked." },
    storage: { type: "str", returned: "always", description: "The storage." },
    content: { type: "str", returned: "always", description: "What the image is." },
    size: { type: "int", returned: "when known", description: "Bytes of the image." },
    differs: {
      type: "bool",
      returned: "always",
      description: "Whether the image that was there before the task is known to have another size than the source.",
    },
    notes: {
      type: "list",
      returned: "always",
      description: "Names the server changed, and why a size could not be compared.",
      sample: ["'noble-server-cloudimg-amd64.img' is kept as 'noble-server-cloudimg-amd64.qcow2'"],
    },
  },
  read,
  plan,
  show,
  apply,
  warnings,
  result: (current) => {
    const { node, storage, content, name, volid } = current.target;
    const size = current.found?.size ?? current.wantedSize;
    const known = size === undefined ? {} : { size };
    return { volid, name, node, storage, content, ...known, differs: differs(current), notes: current.notes };
  },
});
