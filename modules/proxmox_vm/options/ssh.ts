import type { Options } from "../../../core/spec/options.ts";

/** How to reach the VM's node for what the API refuses. */
export const sshOptions = {
  ssh: {
    type: "dict",
    description: [
      "Login on the VM's node, used only for disks whose C(import-from) is a path of the node, such as V(/root/disk.qcow2): the API takes paths from C(root@pam) logged in by password only. All such disks are imported by one C(qm set).",
      "What is not said comes from C(~/.ssh/config) and OpenSSH's defaults; host keys must be known.",
    ],
    options: {
      host: { type: "str", description: "Name or address of the node; its name in the cluster when not given." },
      port: { type: "int", min: 1, max: 65535, description: "Port." },
      user: { type: "str", description: "User; one that is not C(root) runs C(qm) by C(sudo) without a password." },
      private_key_file: { type: "path", description: "Private key; keys of the agent are tried as well." },
      passphrase: { type: "str", secret: true, description: "Passphrase of the private key." },
      password: { type: "str", secret: true, description: "Password of the user." },
      fingerprint: {
        type: "str",
        description: "Fingerprint V(SHA256:...) of the only host key to trust, in place of C(known_hosts).",
      },
      args: { type: "str", description: "Options in the ssh program's own form, such as V(-o ProxyJump=gate)." },
    },
  },
} as const satisfies Options;
