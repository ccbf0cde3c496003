import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import { defineAccess } from "../kit/access.ts";
import { type InfoArgs, options } from "./options.ts";

export default defineAccess({ options, calls: (args) => [...guests(args), ...places(args)] });

/** Without the right to see an object, it is missing from the answer. */
function guests({ gather, vmids, config }: InfoArgs): readonly AccessCall[] {
  if (!gather.includes("guests") && !gather.includes("templates")) return [];
  const wanted = vmids?.map(String) ?? [unknown("every guest")];
  return wanted.flatMap((vmid): readonly AccessCall[] => [
    { endpoint: "GET /cluster/resources", params: {}, shows: { vmid, pool: unknown("every pool") } },
    ...(config ? [{ endpoint: "GET /nodes/{node}/qemu/{vmid}/config", params: { vmid } }] : []),
  ]);
}

function places({ gather, node = unknown("every node"), content }: InfoArgs): readonly AccessCall[] {
  const storage = unknown("every storage");
  const calls: AccessCall[] = [];
  if (gather.includes("nodes")) calls.push({ endpoint: "GET /cluster/resources", params: {}, shows: { node } });
  if (gather.includes("tasks")) calls.push({ endpoint: "GET /nodes/{node}/tasks", params: { node }, shows: { node } });
  if (!gather.includes("storages")) return calls;
  calls.push({ endpoint: "GET /nodes/{node}/storage", params: { node }, shows: { storage } });
  if (content !== undefined)
    calls.push({ endpoint: "GET /nodes/{node}/storage/{storage}/content", params: { node, storage } });
  return calls;
}
