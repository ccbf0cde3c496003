import type { Args, Options } from "../../core/spec/options.ts";

/** The options of proxmox_role. */
export const options = {
  roleid: { type: "str", required: true, aliases: ["name"], description: "Name of the role." },
  state: { type: "str", choices: ["present", "absent"], default: "present", description: "Whether the role exists." },
  privs: {
    type: "list",
    elements: "str",
    aliases: ["privileges"],
    description: "Privileges of the role; an empty list takes all away. Left alone when not given.",
  },
  preset: {
    type: "str",
    choices: ["vm-operator", "vm-manager", "provisioner", "self-backup"],
    description: [
      "Privileges by purpose, in place of or beside O(privs).",
      "V(vm-operator) looks at guests and switches them. V(vm-manager) also makes, clones and removes them. V(provisioner) holds all that cloning, configuring and checkpointing guests needs. V(self-backup) is for a guest's own token.",
    ],
  },
  append: {
    type: "bool",
    default: false,
    description: "Add the privileges to those the role has, in place of making them exactly these.",
  },
} as const satisfies Options;

/** The arguments of proxmox_role. */
export type RoleArgs = Args<typeof options>;
