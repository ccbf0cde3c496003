import type { Args, Constraints, Options } from "../../core/spec/options.ts";

/** Who gets what: a set of entries, every role for every principal named. */
const principals = {
  users: { type: "list", elements: "str", aliases: ["user"], description: "Users, as V(user@realm)." },
  groups: { type: "list", elements: "str", aliases: ["group"], description: "Groups." },
  tokens: {
    type: "list",
    elements: "str",
    aliases: ["token"],
    description: "API tokens, as V(user@realm!tokenid).",
  },
} as const satisfies Options;

/** The options of proxmox_acl. */
export const options = {
  path: {
    type: "str",
    description: [
      "Path the entries are on, such as V(/), V(/vms/101), V(/storage/local), V(/pool/web), V(/nodes/pve1), V(/sdn/zones/localnetwork/vmbr0/20), V(/access/groups/ops) or V(/mapping/pci/gpu).",
      "Its shape is checked before anything is sent. What it names need not exist.",
    ],
  },
  paths: { type: "list", elements: "str", description: "Several paths, each with the same entries." },
  roles: {
    type: "list",
    elements: "str",
    aliases: ["role", "roleid"],
    description: "Roles given to, or taken from, every principal named beside them.",
  },
  ...principals,
  propagate: {
    type: "bool",
    default: true,
    description:
      "Whether the entries count for paths below too. Compared with V(present) and V(exact); with V(absent) an entry goes whatever its flag.",
  },
  entries: {
    type: "list",
    elements: "dict",
    description:
      "Entries with other roles for other principals, in place of or beside those of O(roles). With V(exact), an empty list empties the path.",
    options: {
      roles: { type: "list", elements: "str", required: true, aliases: ["role", "roleid"], description: "Roles." },
      ...principals,
      propagate: { type: "bool", description: "As O(propagate), which counts when not given." },
    },
  },
  state: {
    type: "str",
    choices: ["present", "absent", "exact"],
    default: "present",
    description:
      "V(present) and V(absent) leave other entries alone. V(exact) makes the entries the only ones on each path; the diff shows every entry that goes.",
  },
  force: {
    type: "bool",
    default: false,
    description:
      "Go on although the credential in use loses C(Permissions.Modify) on a path it changes, or on V(/), and so may not be able to undo it.",
  },
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = {
  requiredOneOf: [
    ["path", "paths"],
    ["users", "groups", "tokens", "entries"],
  ],
  mutuallyExclusive: [["path", "paths"]],
};

/** The arguments of proxmox_acl. */
export type AclArgs = Args<typeof options>;
