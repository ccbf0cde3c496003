import { HintedError } from "../../core/errors.ts";
import type { VmArgs } from "./options.ts";

/**
 * The arguments with the Python module's way of naming a clone turned into ours: there, `newid` is the clone and `vmid` its source.
 * @throws HintedError OPTION_MISSING
 */
export function normalised(args: VmArgs): VmArgs {
  if (args.newid === undefined || args.vmid === args.newid) return args;
  if (args.clone === undefined) {
    throw new HintedError("OPTION_MISSING", "'newid' is given, but not what to clone", {
      hint: "Add 'clone', or name the VM with 'vmid' alone",
    });
  }
  return { ...args, vmid: args.newid, clone: args.vmid === undefined ? args.clone : String(args.vmid) };
}

/** What somebody who comes from the Python module should know. */
export function compatWarnings(args: VmArgs): readonly string[] {
  if (args.update_unsafe === undefined) return [];
  return [
    "'update_unsafe' has no effect: disks and network devices are merged with what is there, and nothing is lost",
  ];
}
