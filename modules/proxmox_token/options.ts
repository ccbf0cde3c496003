import type { Args, Options } from "../../core/spec/options.ts";

/** The options of proxmox_token. */
export const options = {
  userid: {
    type: "str",
    required: true,
    description: "User the token belongs to, as V(user@realm); V(user@realm!tokenid) names the token as well.",
  },
  tokenid: { type: "str", description: "Name of the token, at least two characters." },
  state: { type: "str", choices: ["present", "absent"], default: "present", description: "Whether the token exists." },
  comment: { type: "str", description: "Comment; left alone when not given." },
  expire: {
    type: "int",
    min: 0,
    description: "When the token expires, in seconds since 1970; V(0) is never. Left alone when not given.",
  },
  privsep: {
    type: "bool",
    aliases: ["privilege_separation"],
    description:
      "Whether the token has only the rights granted to itself (a new token has, when not given) or all those of its user. Left alone when not given.",
  },
} as const satisfies Options;

/** The arguments of proxmox_token. */
export type TokenArgs = Args<typeof options>;
