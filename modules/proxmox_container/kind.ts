import { lxcConfig } from "../../core/proxmox/lxc-config.ts";
import type { GuestKind } from "../kit/guest/guest-kind.ts";
import { configOptions } from "./options/config.ts";

/** Containers. */
export const container: GuestKind = {
  type: "lxc",
  title: "container",
  schema: lxcConfig,
  configOptions,
  keyNames: { nameservers: "nameserver", searchdomains: "searchdomain" },
  nameKey: "hostname",
  volumeKey: "volume",
  macKey: "hwaddr",
  writeOnly: undefined,
  calls: { moveDisk: "move_volume", moveDiskKey: "volume", targetStorage: "target-storage", configByPost: false },
  isDisk: (key) => /^(rootfs|mp\d+)$/.test(key),
};
