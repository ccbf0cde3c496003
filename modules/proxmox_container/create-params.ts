import type { Params } from "../../core/proxmox/wire.ts";
import type { ContainerArgs } from "./options.ts";

/** What the server takes only when it makes a container. Unprivileged on every version, unless told otherwise. */
export function createParams(args: ContainerArgs): Params {
  return {
    ostemplate: args.ostemplate,
    password: args.password,
    "ssh-public-keys": args.pubkey,
    unprivileged: args.unprivileged ?? true,
    storage: args.storage,
    "ignore-unpack-errors": args.ignore_unpack_errors || undefined,
  };
}
