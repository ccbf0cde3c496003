import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type GuestApplied, GuestTask } from "../kit/guest/apply.ts";
import type { Change } from "../kit/guest/change.ts";
import { qmSet } from "./import/node-shell.ts";
import { splitImports } from "./import/paths.ts";
import { vm } from "./kind.ts";
import type { VmArgs } from "./options.ts";

/** Performs one change by the API; disks imported from paths of the node by `qm set` there, when a login is given. */
export async function applyVm(client: ProxmoxClient, args: VmArgs, change: Change): Promise<GuestApplied> {
  const task = new GuestTask({ kind: vm, client, args });
  const { byApi, onNode } = splitImports(change);
  if (args.ssh === undefined || Object.keys(onNode).length === 0) return task.apply(change);
  if (byApi.kind === "create") {
    const made = await task.apply(byApi);
    await qmSet({ node: byApi.target.node, args, signal: client.signal }, idOf(made) ?? byApi.target.vmid, onNode);
    return made;
  }
  if (byApi.kind !== "config") return task.apply(change);
  const { target, digest } = byApi;
  const guarded = digest === undefined ? onNode : { ...onNode, digest };
  await qmSet({ node: target.node, args, signal: client.signal }, target.vmid, guarded);
  // The rest is planned anew, from the configuration as it is now.
  return { replan: {} };
}

function idOf({ result }: GuestApplied): number | undefined {
  const vmid = result?.["vmid"];
  return typeof vmid === "number" ? vmid : undefined;
}
