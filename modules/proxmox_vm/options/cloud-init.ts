import type { Options } from "../../../core/spec/options.ts";

/** Cloud-init, as keys of their own and as one dictionary. */
export const cloudInitOptions = {
  ciuser: { type: "str", description: "Cloud-init: user." },
  cipassword: { type: "str", secret: true, description: "Cloud-init: password of the user. See O(update_password)." },
  citype: {
    type: "str",
    choices: ["configdrive2", "nocloud", "opennebula"],
    description: "Cloud-init: format of the drive.",
  },
  ciupgrade: { type: "bool", description: "Cloud-init: upgrade packages at first boot." },
  cicustom: { type: "raw", description: "Cloud-init: custom files, such as V(user=local:snippets/user.yml)." },
  sshkeys: { type: "str", description: "Cloud-init: public SSH keys, one a line." },
  ipconfig: {
    type: "raw",
    indexed: 32,
    description: "Cloud-init: address of a network device, such as V(ip=10.0.0.5/24,gw=10.0.0.1) or V({ip: dhcp}).",
  },
  nameservers: { type: "list", elements: "str", aliases: ["nameserver"], description: "Cloud-init: name servers." },
  searchdomains: {
    type: "list",
    elements: "str",
    aliases: ["searchdomain"],
    description: "Cloud-init: search domains.",
  },
  cloud_init: {
    type: "dict",
    description: "Cloud-init as one dictionary.",
    options: {
      user: { type: "str", description: "User." },
      password: { type: "str", secret: true, description: "Password of the user." },
      ssh_keys: { type: "list", elements: "str", description: "Public SSH keys." },
      type: { type: "str", choices: ["configdrive2", "nocloud", "opennebula"], description: "Format of the drive." },
      upgrade: { type: "bool", description: "Upgrade packages at first boot." },
      custom: { type: "raw", description: "Custom files." },
      nameservers: { type: "list", elements: "str", description: "Name servers." },
      searchdomains: { type: "list", elements: "str", description: "Search domains." },
      ipconfig: { type: "raw", indexed: 32, description: "Address of a network device." },
    },
  },
} as const satisfies Options;
