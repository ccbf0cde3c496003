import type { Args, Constraints, Options } from "../../core/spec/options.ts";
import { configOptions } from "./options/config.ts";
import { containerCompatOptions, containerIdentityOptions, creationOptions } from "./options/identity.ts";

/** The options of proxmox_container. */
export const options = {
  ...containerIdentityOptions,
  ...containerCompatOptions,
  ...creationOptions,
  ...configOptions,
} as const satisfies Options;

/** Rules over several options. */
export const constraints: Constraints = {
  requiredOneOf: [["vmid", "name"]],
  mutuallyExclusive: [
    ["vmid", "vmid_range"],
    ["clone", "archive"],
    ["clone", "ostemplate"],
    ["archive", "ostemplate"],
    ["full", "clone_type"],
  ],
};

/** The arguments of proxmox_container. */
export type ContainerArgs = Args<typeof options>;
