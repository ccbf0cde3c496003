import type { Args, Options } from "../../core/spec/options.ts";

/** What a user's entry holds, all of it left alone when not given. */
export const settings = {
  comment: { type: "str", description: "Comment." },
  email: { type: "str", description: "E-mail address." },
  enable: { type: "bool", description: "Whether the user may log in." },
  expire: { type: "int", min: 0, description: "When the account expires, in seconds since 1970; V(0) is never." },
  firstname: { type: "str", description: "First name." },
  lastname: { type: "str", description: "Last name." },
  keys: { type: "str", description: "Keys for two-factor authentication (old form)." },
  groups: {
    type: "list",
    elements: "str",
    description: "Groups of the user, in any order; an empty list takes the user out of all.",
  },
} as const satisfies Options;

/** The options of proxmox_user. */
export const options = {
  userid: { type: "str", required: true, aliases: ["name"], description: "The user, as V(user@realm)." },
  state: {
    type: "str",
    choices: ["present", "absent"],
    default: "present",
    description: "Whether the user exists. A user's tokens and ACL entries go with the user, and only then.",
  },
  ...settings,
  password: { type: "str", secret: true, description: "Password of a new user of the realm C(pve)." },
} as const satisfies Options;

/** The arguments of proxmox_user. */
export type UserArgs = Args<typeof options>;
