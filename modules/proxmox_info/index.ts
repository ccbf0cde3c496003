import { defineModule } from "../kit/define-module.ts";
import { readOnly } from "../kit/read-only.ts";
import { options } from "./options.ts";
import { read } from "./read.ts";

export default defineModule({
  name: "proxmox_info",
  summary: "Look up guests, nodes, storages, templates, tasks and the version",
  description: [
    "Everything in one task, and only what the credential may see.",
    "Only reads: it never changes anything.",
  ],
  options,
  returns: {
    version: {
      type: "dict",
      returned: "when asked for",
      description: "Version of Proxmox VE.",
      sample: { version: "9.2.11", release: "9.2" },
    },
    nodes: { type: "list", returned: "when asked for", description: "Nodes with their status and use." },
    guests: {
      type: "list",
      returned: "when asked for",
      description: "VMs and containers, with C(config) when asked for.",
      sample: [{ vmid: 101, name: "web1", node: "pve1", type: "qemu", status: "running" }],
    },
    templates: { type: "list", returned: "when asked for", description: "Templates, in the same form." },
    storages: {
      type: "list",
      returned: "when asked for",
      description: "Storages of each node: what they hold, free bytes, and whether their volumes can be snapshotted.",
      sample: [
        {
          storage: "local-lvm",
          node: "pve1",
          type: "lvmthin",
          content: ["images", "rootdir"],
          avail: 794568949760,
          snapshots: "always",
        },
      ],
    },
    tasks: { type: "list", returned: "when asked for", description: "Newest tasks of each node." },
  },
  read,
  ...readOnly,
  result: (info) => ({ ...info }),
});
