import type { Value } from "../../core/values.ts";

/** Names of the plugin that mean this one. */
const PLUGIN_NAMES: ReadonlySet<unknown> = new Set([
  "community.proxmox.proxmox",
  "community.general.proxmox",
  "pveplay.proxmox.proxmox",
  "proxmox",
  "pveplay",
]);

/** Whether a plugin name of a configuration means a Proxmox inventory. */
export function isProxmoxPlugin(name: Value | undefined): boolean {
  return PLUGIN_NAMES.has(name);
}
