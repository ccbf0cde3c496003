import type { Call, Handlers } from "../services.ts";
import type { Storage } from "../state.ts";
import { parameterError } from "../pve-error.ts";
import { contentTypes, isActive, isShared } from "./storages.ts";

/** Storages as the nodes see them. */
export const nodeStorage: Handlers = {
  "GET /nodes/{node}/storage": list,
  "GET /nodes/{node}/storage/{storage}": () =>
    [
      "content",
      "download-url",
      "file-restore",
      "import-metadata",
      "prunebackups",
      "rrd",
      "rrddata",
      "status",
      "upload",
    ].map((subdir) => ({ subdir })),
  "GET /nodes/{node}/storage/{storage}/status": status,
};

function list(call: Call): unknown[] {
  const { params, principal, services } = call;
  const wanted = params.list("content");
  const name = params.get("storage");
  const visible = [...services.state.storages.values()].filter(
    (storage) =>
      services.permissions.has(principal.name, `/storage/${storage.storage}`, {
        privileges: ["Datastore.Audit", "Datastore.AllocateSpace"],
        any: true,
      }) &&
      (name === undefined || storage.storage === name) &&
      (wanted.length === 0 || wanted.some((type) => contentTypes(storage).includes(type))) &&
      (!params.flag("enabled") || isActive(storage, call.node)),
  );
  return visible.map((storage) => {
    const row = statusOf(storage, call.node);
    const share = storage.total > 0 ? storage.used / storage.total : 0;
    return { storage: storage.storage, ...row, ...(row["active"] === 1 ? { used_fraction: share } : {}) };
  });
}

function statusOf(storage: Storage, node: string): Record<string, unknown> {
  const active = isActive(storage, node);
  const sizes = active
    ? { total: storage.total, used: storage.used, avail: storage.total - storage.used }
    : { total: 0, used: 0, avail: 0 };
  return {
    type: storage.type,
    content: contentTypes(storage).join(","),
    shared: isShared(storage) ? 1 : 0,
    enabled: active ? 1 : 0,
    active: active ? 1 : 0,
    ...sizes,
  };
}

function status(call: Call): unknown {
  const storage = call.services.state.storages.get(call.params.need("storage"));
  if (!storage) throw parameterError({ storage: "No such storage." });
  return statusOf(storage, call.node);
}
