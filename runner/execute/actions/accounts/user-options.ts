import type { Args, Options } from "../../../../core/spec/options.ts";

/** Options of `user`, as Ansible has them for Linux. */
export const userOptions = {
  name: { type: "str", required: true, aliases: ["user"], description: "The user." },
  state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it exists." },
  uid: { type: "int", description: "Its number." },
  non_unique: { type: "bool", default: false, description: "Its number may be another user's as well." },
  group: { type: "str", description: "Its own group." },
  groups: { type: "list", elements: "str", description: "Further groups; an empty list is none." },
  append: { type: "bool", default: false, description: "Leave it in groups that are not named." },
  comment: { type: "str", description: "Its full name." },
  home: { type: "path", description: "Its home." },
  shell: { type: "path", description: "Its login shell." },
  password: { type: "str", secret: true, description: "The hash of its password." },
  update_password: {
    type: "str",
    choices: ["always", "on_create"],
    default: "always",
    description: "When the password is set.",
  },
  password_lock: { type: "bool", description: "Whether the password is locked." },
  password_expire_max: { type: "int", description: "Days after which it must be changed." },
  password_expire_min: { type: "int", description: "Days before which it can not be changed." },
  password_expire_warn: { type: "int", description: "Days of warning before." },
  password_expire_account_disable: { type: "int", description: "Days after that until the account is closed." },
  expires: { type: "float", description: "When the account ends, seconds since 1970; negative is never." },
  create_home: { type: "bool", default: true, aliases: ["createhome"], description: "Make its home." },
  move_home: { type: "bool", default: false, description: "Move its home when `home` changes." },
  skeleton: { type: "str", description: "Folder a new home is copied from." },
  umask: { type: "str", description: "Permissions a new home lacks." },
  system: { type: "bool", default: false, description: "A new one is a system user." },
  force: { type: "bool", default: false, description: "Remove it even when it is logged in; make its key anew." },
  remove: { type: "bool", default: false, description: "Remove its home with it." },
  generate_ssh_key: { type: "bool", description: "Make a key for it." },
  ssh_key_type: { type: "str", default: "rsa", description: "Kind of the key." },
  ssh_key_bits: { type: "int", default: 0, description: "Size of the key; 0 is the kind's own." },
  ssh_key_file: { type: "path", description: "The key's file, below its home; default .ssh/id_TYPE." },
  ssh_key_comment: { type: "str", description: "The key's comment; default says where it was made." },
  uid_min: { type: "int", description: "Lowest number of a new one." },
  local: { type: "bool", default: false, description: "Use the tools of libuser; only false is spoken." },
  uid_max: { type: "int", description: "Highest number of a new one." },
} as const satisfies Options;

/** Arguments of `user`. */
export type UserArgs = Args<typeof userOptions>;
