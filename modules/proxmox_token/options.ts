import type { Args, Constraints, Options } from "../../core/spec/options.ts";

/** Where a new secret goes. */
const secretOptions = {
  vault_file: {
    type: "path",
    description: [
      "Vault file a new secret is written into, on the host that runs the module; it is then not part of the result.",
      "That the file can be written and its password is right is proved before a token is made or rotated. Only the keys concerned change, in one step; a file that is not there yet is made, encrypted as a whole, with mode C(0600). In a plain file the value becomes an inline C(!vault) one.",
    ],
  },
  vault_key: { type: "str", description: "Key in O(vault_file) for the secret; a nested one with dots." },
  vault_tokenid_key: {
    type: "str",
    description:
      "Key in O(vault_file) for the token's full name, V(user@realm!tokenid), written together with the secret.",
  },
  vault_password_file: {
    type: "path",
    description:
      "File or script with the password of O(vault_file). When not given, what Ansible itself reads counts: E(ANSIBLE_VAULT_PASSWORD_FILE), E(ANSIBLE_VAULT_IDENTITY_LIST) and ansible.cfg.",
  },
  vault_id: { type: "str", description: "The same with a vault id, as V(label@file)." },
  return_secret: {
    type: "bool",
    default: false,
    description:
      "Have a new secret in the result of a task without C(no_log: true), where anybody sees it at C(-v) and in logs. Without this, without C(no_log) and without O(vault_file), no token is made or rotated.",
  },
} as const satisfies Options;

/** The options of proxmox_token. */
export const options = {
  userid: {
    type: "str",
    required: true,
    description: "User the token belongs to, as V(user@realm); V(user@realm!tokenid) names the token as well.",
  },
  tokenid: { type: "str", description: "Name of the token, at least two characters." },
  state: {
    type: "str",
    choices: ["present", "absent", "rotated"],
    default: "present",
    description: [
      "Whether the token exists. V(rotated) gives it a new secret on every run, or after O(rotate_after); a token that is not there is made.",
      "Proxmox VE 9 puts a new secret in place of the old one. Before that, a second token with the same properties and entries is made (O(tokenid) with V(-2), V(-3) and so on), its secret stored, and the first removed: RV(full_tokenid) and O(vault_tokenid_key) name the one in use, and O(tokenid) goes on meaning it.",
    ],
  },
  rotate_after: {
    type: "str",
    description:
      "With V(rotated): the age at which a secret is replaced, as V(90d), V(2w) or V(12h). Proxmox VE keeps no date, so it is kept at the end of the token's comment; a secret without one counts as too old.",
  },
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
  ...secretOptions,
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = { requiredTogether: [["vault_file", "vault_key"]] };

/** The arguments of proxmox_token. */
export type TokenArgs = Args<typeof options>;
