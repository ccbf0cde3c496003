import type { Options } from "../spec/options.ts";

/** The connection options of every module; names, aliases and variables as users of the Python modules know them. */
export const connectionOptions = {
  api_host: {
    type: "str",
    required: true,
    env: ["PROXMOX_HOST", "PROXMOX_API_HOST"],
    description:
      "Host of the Proxmox VE API, by name or address; V(host:port) and V(https://host:port) are understood too. V(pvesh:) is the node the module runs on, asked as root by C(pvesh); for root on a node that counts when nothing at all is said about the connection.",
  },
  api_port: {
    type: "int",
    env: ["PROXMOX_PORT"],
    min: 1,
    max: 65535,
    description: "Port of the API; 8006 when nothing else is said.",
  },
  api_user: {
    type: "str",
    env: ["PROXMOX_USER", "PROXMOX_API_USER"],
    description: "Who asks: V(user@realm), or V(user@realm!tokenid) for an API token. V(root@pam) when not given.",
  },
  api_password: {
    type: "str",
    secret: true,
    env: ["PROXMOX_PASSWORD", "PROXMOX_API_PASSWORD"],
    description: "Password of O(api_user); when that names a token, the token's secret.",
  },
  api_token_id: {
    type: "str",
    env: ["PROXMOX_TOKEN_ID"],
    description: "Name of the API token, when O(api_user) does not carry it.",
  },
  api_token_secret: {
    type: "str",
    secret: true,
    env: ["PROXMOX_TOKEN_SECRET"],
    description: "Secret of the API token.",
  },
  ca_path: {
    type: "path",
    env: ["PROXMOX_CA_PATH"],
    description: "PEM file with the certificate authorities to trust, such as a copy of C(/etc/pve/pve-root-ca.pem).",
  },
  fingerprint: {
    type: "str",
    env: ["PROXMOX_FINGERPRINT"],
    description:
      "SHA-256 fingerprint of the server's certificate: this one is trusted and no other. The way to go with self-signed certificates.",
  },
  validate_certs: {
    type: "bool",
    default: true,
    env: ["PROXMOX_VALIDATE_CERTS"],
    description: "Whether the server's certificate is checked. Prefer O(fingerprint) to switching this off.",
  },
  api_timeout: {
    type: "int",
    default: 30,
    min: 1,
    env: ["PROXMOX_API_TIMEOUT"],
    description: "Seconds to wait for one answer of the API. Long tasks are polled and not bound by it.",
  },
} as const satisfies Options;
