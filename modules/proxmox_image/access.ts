import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import { defineAccess } from "../kit/access.ts";
import { type ImageArgs, options } from "./options.ts";

export default defineAccess({
  options,
  calls: (args) => {
    const { storage, node = unknown("the server's only node") } = args;
    const params = { storage, node };
    const list: AccessCall = { endpoint: "GET /nodes/{node}/storage/{storage}/content", params };
    const remove: AccessCall = {
      endpoint: "DELETE /nodes/{node}/storage/{storage}/content/{volume}",
      params: { ...params, volume: `${storage}:${args.content ?? "iso"}/${args.name ?? "image"}` },
    };
    if (args.state === "absent") return [list, remove];
    const superseded = args.force && args.seed !== undefined ? [remove] : [];
    return [
      list,
      { endpoint: "GET /nodes/{node}/storage/{storage}/status", params },
      ...transfer(args, params),
      ...superseded,
    ];
  },
});

function transfer(args: ImageArgs, params: Readonly<Record<string, string>>): readonly AccessCall[] {
  if (args.url !== undefined)
    return [
      { endpoint: "POST /nodes/{node}/storage/{storage}/download-url", params },
      { endpoint: "GET /nodes/{node}/query-url-metadata", params },
    ];
  if (args.src !== undefined || args.seed !== undefined)
    return [{ endpoint: "POST /nodes/{node}/storage/{storage}/upload", params }];
  return [{ endpoint: "POST /nodes/{node}/aplinfo", params }];
}
