import type { GuestType } from "../../../core/proxmox/guests.ts";

/** What tells `pveplay vm` from `pveplay ct`. */
export interface Kind {
  readonly command: "vm" | "ct";
  readonly type: GuestType;
  readonly title: string;
  readonly titles: string;
  /** The module that does the work. */
  readonly module: "proxmox_vm" | "proxmox_container";
}

/** Virtual machines. */
export const VM: Kind = { command: "vm", type: "qemu", title: "VM", titles: "VMs", module: "proxmox_vm" };

/** Containers. */
export const CONTAINER: Kind = {
  command: "ct",
  type: "lxc",
  title: "container",
  titles: "containers",
  module: "proxmox_container",
};
