import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Target, Volume } from "./plan.ts";

/** API path of a storage as its node sees it. */
export function storagePath({ node, storage }: Pick<Target, "node" | "storage">): string {
  return `/nodes/${encodeURIComponent(node)}/storage/${encodeURIComponent(storage)}`;
}

/** The volumes of the target's kind on its storage, as far as the credential may see them. */
export async function listVolumes(client: ProxmoxClient, target: Target): Promise<readonly Volume[]> {
  return client.get<readonly Volume[]>(`${storagePath(target)}/content`, { content: target.content });
}

interface Status {
  /** Content types, separated by commas. */
  readonly content: string;
  readonly active?: number;
  /** Bytes. */
  readonly avail?: number;
}

/** Tells before anything is sent that an image can not be put there. @throws HintedError STORAGE_UNSUITABLE */
export async function checkRoom(
  client: ProxmoxClient,
  target: Target,
  { bytes, replaced }: { readonly bytes: number; readonly replaced: number },
): Promise<void> {
  const { content, active = 1, avail } = await client.get<Status>(`${storagePath(target)}/status`);
  const { storage, node } = target;
  if (!content.split(",").includes(target.content)) {
    const hint = `Allow it: pvesm set ${storage} --content ${content},${target.content}; or choose another 'storage'`;
    throw unsuitable(`Storage ${storage} holds ${content}, not ${target.content}`, hint);
  }
  if (active === 0)
    throw unsuitable(`Storage ${storage} is not active on ${node}`, "Enable the storage there, or choose another");
  if (avail !== undefined && bytes > avail + replaced)
    throw unsuitable(
      `Storage ${storage} has ${avail} bytes left on ${node}, the image takes ${bytes}`,
      "Make room, or choose another 'storage'",
    );
}

/** The node of a server that has but one. @throws HintedError OPTION_MISSING */
export async function onlyNode(client: ProxmoxClient): Promise<string> {
  const nodes = (await client.get<readonly { readonly node: string }[]>("/nodes")).map(({ node }) => node).toSorted();
  const [first] = nodes;
  if (first !== undefined && nodes.length === 1) return first;
  throw new HintedError("OPTION_MISSING", `The cluster has the nodes ${nodes.join(", ")}, and none was chosen`, {
    hint: "Add 'node' or set PROXMOX_NODE",
  });
}

function unsuitable(message: string, hint: string): HintedError {
  return new HintedError("STORAGE_UNSUITABLE", message, { hint });
}
