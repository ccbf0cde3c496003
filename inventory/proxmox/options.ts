import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import type { Args, Options } from "../../core/spec/options.ts";
import { constructedOptions } from "../constructed/options.ts";

/** The connection options, with the names of community.proxmox's inventory plugin beside the modules' own. */
const connection = {
  ...connectionOptions,
  api_host: {
    ...connectionOptions.api_host,
    aliases: ["url"],
    env: [...connectionOptions.api_host.env, "PROXMOX_URL"],
  },
  api_user: { ...connectionOptions.api_user, aliases: ["user"] },
  api_password: { ...connectionOptions.api_password, aliases: ["password"] },
  api_token_id: { ...connectionOptions.api_token_id, aliases: ["token_id"] },
  api_token_secret: { ...connectionOptions.api_token_secret, aliases: ["token_secret"] },
} as const satisfies Options;

const selection = {
  filters: {
    type: "list",
    elements: "str",
    default: [],
    description: "Jinja conditions over a guest's variables; a guest that fails one is left out.",
  },
  exclude_nodes: { type: "bool", default: false, description: "Leave the Proxmox nodes themselves out." },
  exclude_vms: { type: "bool", default: false, description: "Leave the guests out." },
  include_templates: { type: "bool", default: false, description: "Keep templates, which are no running guests." },
} as const satisfies Options;

const naming = {
  hostname: {
    type: "str",
    description:
      "Jinja template or expression for the inventory name of a guest, with C(name), C(vmid), C(node), C(type), C(status), C(tags) and C(pool); a template counts for nodes too (C(name), C(ip), C(online)). Their own names when not given.",
  },
  qemu_hostname: { type: "str", description: "O(hostname) of VMs." },
  lxc_hostname: { type: "str", description: "O(hostname) of containers." },
  duplicates: {
    type: "str",
    choices: ["suffix", "first", "error"],
    default: "suffix",
    description:
      "What becomes of machines of one name: V(suffix) calls the guests name-vmid and leaves a node its name, V(first) keeps the node or else the guest of the lowest vmid, V(error) refuses.",
  },
  group_prefix: { type: "str", default: "proxmox_", description: "Put before the names of groups." },
  facts_prefix: { type: "str", default: "proxmox_", description: "Put before the names of variables." },
} as const satisfies Options;

const depth = {
  want_facts: {
    type: "bool",
    default: false,
    description: "Read each guest's config and snapshots into variables (two more requests a guest).",
  },
  want_post_filter_facts: {
    type: "bool",
    default: false,
    description:
      "Read those of O(want_facts) too, but only of the guests that O(filters) leave; the filters can not use them then. O(want_facts) goes before this.",
  },
  qemu_extended_statuses: {
    type: "bool",
    default: false,
    description: "Tell paused and starting VMs from running ones.",
  },
  want_proxmox_nodes_ansible_host: {
    type: "bool",
    default: false,
    description: "Set ansible_host of nodes to their address.",
  },
  want_ansible_host: {
    type: "bool",
    default: true,
    description: "Set ansible_host of guests from the guest agent, the container's interfaces or cloud-init.",
  },
  agent_timeout: {
    type: "float",
    default: 2,
    description: "Seconds to wait for guest agents that do not answer: for all of them together, not for each.",
  },
  facts_concurrency: { type: "int", default: 64, min: 1, description: "Requests at once." },
} as const satisfies Options;

const caching = {
  cache: { type: "bool", default: false, description: "Keep the answer in a file and use it again." },
  cache_timeout: { type: "int", default: 3600, min: 0, description: "Seconds until a kept answer is too old." },
  cache_connection: { type: "path", description: "Folder for kept answers; C(~/.cache/pveplay) when not given." },
  cache_plugin: {
    type: "str",
    choices: ["jsonfile", "ansible.builtin.jsonfile", "memory", "ansible.builtin.memory"],
    description: "V(jsonfile) is what O(cache) does; with V(memory) nothing is kept for the next run.",
  },
  cache_prefix: { type: "str", default: "inventory-", description: "Put before the names of the files kept." },
} as const satisfies Options;

/** The options of a Proxmox inventory; those of community.proxmox's plugin keep their names and meaning. */
export const proxmoxInventoryOptions = {
  plugin: { type: "str", required: true, description: "Names the plugin: V(community.proxmox.proxmox) or V(pveplay)." },
  ...connection,
  ...selection,
  ...naming,
  ...depth,
  ...constructedOptions,
  ...caching,
} as const satisfies Options;

/** The options as given, with defaults. */
export type ProxmoxInventoryArgs = Args<typeof proxmoxInventoryOptions>;
