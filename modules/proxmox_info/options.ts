import type { Args, Options } from "../../core/spec/options.ts";

/** The options of proxmox_info. */
export const options = {
  gather: {
    type: "list",
    elements: "str",
    choices: ["version", "nodes", "guests", "templates", "storages", "tasks"],
    default: ["version", "nodes", "guests", "templates", "storages"],
    description: "What to look up.",
  },
  node: { type: "str", env: ["PROXMOX_NODE"], description: "Only what is on this node." },
  vmids: { type: "list", elements: "int", description: "Only these guests and templates." },
  config: {
    type: "bool",
    default: false,
    description: "Add its configuration to every guest and template: one more request for each.",
  },
  content: {
    type: "list",
    elements: "str",
    choices: ["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"],
    description: "Add the volumes of these kinds to every storage: one more request for each storage that has them.",
  },
  tasks_limit: {
    type: "int",
    default: 50,
    min: 1,
    max: 1000,
    description: "Greatest number of tasks of each node, newest first.",
  },
} as const satisfies Options;

/** The arguments of proxmox_info. */
export type InfoArgs = Args<typeof options>;
