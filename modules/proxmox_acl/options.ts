import type { Args, Constraints, Options } from "../../core/spec/options.ts";

/** The options of proxmox_acl. */
export const options = {
  path: {
    type: "str",
    required: true,
    description: "Path the entries are on, such as V(/vms/101), V(/storage/local) or V(/pool/web).",
  },
  roles: {
    type: "list",
    elements: "str",
    required: true,
    aliases: ["role", "roleid"],
    description: "Roles given to, or taken from, every principal named.",
  },
  users: { type: "list", elements: "str", description: "Users, as V(user@realm)." },
  groups: { type: "list", elements: "str", description: "Groups." },
  tokens: { type: "list", elements: "str", description: "API tokens, as V(user@realm!tokenid)." },
  propagate: {
    type: "bool",
    default: true,
    description:
      "Whether the entries count for paths below too. Compared with V(present); with V(absent) an entry goes whatever its flag.",
  },
  state: {
    type: "str",
    choices: ["present", "absent"],
    default: "present",
    description: "Whether the entries exist. Other entries are left alone.",
  },
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = { requiredOneOf: [["users", "groups", "tokens"]] };

/** The arguments of proxmox_acl. */
export type AclArgs = Args<typeof options>;
