import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Change } from "../kit/guest/change.ts";
import { planGuest } from "../kit/guest/plan.ts";
import { readGuest } from "../kit/guest/read.ts";
import type { Current } from "../kit/guest/state.ts";
import { unreadablePaths } from "./import/node-shell.ts";
import { importedPaths, refusePaths } from "./import/paths.ts";
import { vm } from "./kind.ts";
import type { VmArgs } from "./options.ts";

/** What a task finds: the VM, and what importing from paths of its node depends on. */
export type VmCurrent = Current & {
  readonly identity: string;
  /** Files to import that are not on the node. */
  readonly missingFiles: readonly string[];
};

/** Looks at the VM, and over SSH at the files to import when there are any. */
export async function readVm(client: ProxmoxClient, args: VmArgs): Promise<VmCurrent> {
  const { identity, signal } = client;
  const current = await readGuest(vm, client, args);
  const found = { ...current, identity, missingFiles: [] };
  if (args.ssh === undefined) return found;
  const paths = importedPaths(planGuest(vm, current, args));
  if (paths.length === 0) return found;
  const missingFiles = await unreadablePaths({ node: nodeOf(current), args, signal }, paths);
  return { ...found, missingFiles };
}

/** Pure: the changes of a VM. @throws HintedError OPTION_MISSING, FILE_NOT_FOUND for imports that can not be done, and as planGuest */
export function planVm(current: VmCurrent, args: VmArgs): readonly Change[] {
  const changes = planGuest(vm, current, args);
  if (args.ssh === undefined) refusePaths(importedPaths(changes), current.identity);
  const [missing] = current.missingFiles;
  if (missing === undefined) return changes;
  throw new HintedError("FILE_NOT_FOUND", `'${missing}' is no file on node ${nodeOf(current)}`, {
    hint: "Correct import_from, or copy the file to the node first",
  });
}

function nodeOf(current: Current): string {
  if (current.kind === "found") return current.guest.node;
  return current.node ?? (current.source?.kind === "guest" ? current.source.guest.node : "");
}
