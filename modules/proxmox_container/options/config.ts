import type { Options } from "../../../core/spec/options.ts";

const VOLUME =
  "as a dictionary (V({storage: local-lvm, size: 8G})) or as a raw property string. A size grows an existing volume and never shrinks it; sub-options that are not named stay as they are.";

/** Everything a container's configuration can hold, by option name. */
export const configOptions = {
  cores: { type: "int", min: 1, max: 8192, description: "Number of cores; all of the node's when not set." },
  cpulimit: {
    type: "float",
    aliases: ["cpus"],
    min: 0,
    max: 8192,
    description: "Limit of CPU use in cores; 0 is no limit.",
  },
  cpuunits: { type: "int", min: 0, max: 500_000, description: "Weight of the container against others." },
  memory: { type: "int", min: 16, description: "Memory in MiB." },
  swap: { type: "int", min: 0, description: "Swap in MiB." },
  rootfs: { type: "raw", aliases: ["disk"], description: `Root volume, ${VOLUME}` },
  mp: { type: "raw", indexed: 256, description: `Mount point, ${VOLUME}` },
  mounts: {
    type: "dict",
    description:
      "Volumes by key (V(rootfs), V(mp0), ...), each as under the option of that name. V(state: detached) keeps a volume as an unused one, V(state: absent) destroys it with its data.",
  },
  net: {
    type: "raw",
    indexed: 32,
    aliases: ["netif"],
    description:
      "Network device, such as V({name: eth0, bridge: vmbr0, ip: dhcp}). The MAC address and whatever is not named stay as they are.",
  },
  nics: {
    type: "dict",
    standIn: { net0: { firewall: true } },
    description: "Network devices by key (V(net0), ...), each as under the option of that name.",
  },
  features: { type: "raw", description: "Features, such as V(nesting=1,keyctl=1) or V({nesting: true})." },
  dev: { type: "raw", indexed: 256, description: "Device of the host passed through." },
  description: { type: "str", description: "Notes of the container." },
  tags: {
    type: "list",
    elements: "str",
    description: "Tags; order and case do not matter. The list is exact: other tags go.",
  },
  onboot: { type: "bool", description: "Start when the node starts." },
  startup: { type: "raw", description: "Order and delays of start and shutdown, such as V(order=1,up=30)." },
  protection: { type: "bool", description: "Protect the container and its volumes from removal." },
  nameservers: { type: "list", elements: "str", aliases: ["nameserver"], description: "Name servers." },
  searchdomains: { type: "list", elements: "str", aliases: ["searchdomain"], description: "Search domains." },
  timezone: { type: "str", description: "Time zone, or V(host) for the node's." },
  tty: { type: "int", min: 0, max: 6, description: "Number of terminals." },
  cmode: { type: "str", choices: ["tty", "console", "shell"], description: "What the console shows." },
  console: { type: "bool", description: "Whether there is a console device." },
  arch: {
    type: "str",
    choices: ["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"],
    description: "Processor architecture.",
  },
  ostype: {
    type: "str",
    choices: [
      "debian",
      "devuan",
      "ubuntu",
      "centos",
      "fedora",
      "opensuse",
      "archlinux",
      "alpine",
      "gentoo",
      "nixos",
      "unmanaged",
    ],
    description: "Kind of system, for how it is set up.",
  },
  entrypoint: { type: "str", description: "Command run as init." },
  env: { type: "str", description: "Environment of init." },
  debug: { type: "bool", description: "Verbose start." },
  hookscript: { type: "str", description: "Hook script volume; only root itself may set it." },
} as const satisfies Options;
