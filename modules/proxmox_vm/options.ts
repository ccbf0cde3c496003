import type { Args, Constraints, Options } from "../../core/spec/options.ts";
import { cloudInitOptions } from "./options/cloud-init.ts";
import { deviceOptions } from "./options/devices.ts";
import { guestOptions } from "./options/guest.ts";
import { hardwareOptions } from "./options/hardware.ts";
import { sshOptions } from "./options/ssh.ts";
import { vmCompatOptions, vmIdentityOptions } from "./options/identity.ts";

/** Everything a VM's configuration can hold, by option name. */
export const configOptions = {
  ...hardwareOptions,
  ...deviceOptions,
  ...guestOptions,
  ...cloudInitOptions,
} as const satisfies Options;

/** The options of proxmox_vm. */
export const options = {
  ...vmIdentityOptions,
  ...vmCompatOptions,
  ...sshOptions,
  ...configOptions,
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = {
  requiredOneOf: [["vmid", "name"]],
  mutuallyExclusive: [["vmid", "vmid_range"]],
};

/** The arguments of proxmox_vm. */
export type VmArgs = Args<typeof options>;
