import type { Call, Handlers } from "../services.ts";
import type { Volume } from "../state.ts";
import { usableStorage } from "./storages.ts";
import { volumesOf } from "./volumes.ts";
import { checkVolumeAccess } from "./access.ts";
import { PveError } from "../pve-error.ts";

const base = "/nodes/{node}/storage/{storage}/content";

/** The volumes of a storage. */
export const contentHandlers: Handlers = { [`GET ${base}`]: list };

function list(call: Call): unknown[] {
  const { params, services } = call;
  const name = params.need("storage");
  usableStorage(services.state, name, call.node);
  const content = params.get("content");
  const vmid = params.number("vmid");
  const volumes = volumesOf(services.state, name, call.node).filter((volume) => (content === undefined || volume.content === content) && isAbout(volume, vmid) && isVisible(call, volume));
  return volumes.sort((a, b) => (a.volid < b.volid ? -1 : 1)).map(row);
}

/** A filter by guest leaves volumes that belong to no guest in, but for ISOs and templates. */
function isAbout(volume: Volume, vmid: number | undefined): boolean {
  if (vmid === undefined) return true;
  return volume.vmid === vmid || volume.content === "import" || volume.content === "snippets";
}

function isVisible(call: Call, volume: Volume): boolean {
  try {
    checkVolumeAccess(call, volume.volid, undefined);
    return true;
  } catch (error) {
    if (error instanceof PveError) return false;
    throw error;
  }
}

function row(volume: Volume): Record<string, unknown> {
  const { volid, content, format, size, ctime, vmid, notes } = volume;
  const disk = content === "images" || content === "rootdir";
  return {
    volid,
    content,
    format,
    size,
    ctime,
    ...(vmid === undefined ? {} : { vmid }),
    ...(disk ? { parent: volume.parent ?? null, used: Math.min(size, 4096) } : {}),
    ...(notes === undefined ? {} : { notes }),
    ...(volume.protected === true ? { protected: 1 } : {}),
    ...(volume.backup ? { subtype: volume.backup.kind } : {}),
  };
}
