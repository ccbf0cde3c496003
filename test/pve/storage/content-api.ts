import { failure, parameterError, PveError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Storage, Volume } from "../state.ts";
import { parseSize } from "../guests/size.ts";
import { checkVolumeAccess } from "./access.ts";
import { findStorage, isFileBased, usableStorage } from "./storages.ts";
import { kindOfVolume, volumePath } from "./volume-id.ts";
import { allocate, findVolume, release, volumesOf } from "./volumes.ts";

const base = "/nodes/{node}/storage/{storage}/content";

/** The volumes of a storage. */
export const contentHandlers: Handlers = {
  [`GET ${base}`]: list,
  [`POST ${base}`]: create,
  [`GET ${base}/{volume}`]: show,
  [`PUT ${base}/{volume}`]: update,
  [`DELETE ${base}/{volume}`]: remove,
};

function list(call: Call): unknown[] {
  const { params, services } = call;
  const name = params.need("storage");
  usableStorage(services.state, name, call.node);
  const content = params.get("content");
  const vmid = params.number("vmid");
  const wanted = (volume: Volume): boolean =>
    (content === undefined || volume.content === content) && isAbout(volume, vmid) && isVisible(call, volume);
  return volumesOf(services.state, name, call.node)
    .filter(wanted)
    .sort((a, b) => (a.volid < b.volid ? -1 : 1))
    .map(row);
}

/** A filter by guest leaves imports and snippets in, which belong to no guest. */
function isAbout(volume: Volume, vmid: number | undefined): boolean {
  return vmid === undefined || volume.vmid === vmid || volume.content === "import" || volume.content === "snippets";
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

/** Allocates a disk for a guest; a bare size is in kilobytes. */
function create(call: Call): string {
  const { params, services } = call;
  const storage = usableStorage(services.state, params.need("storage"), call.node);
  const filename = params.need("filename");
  const size = params.need("size");
  const ending = /\.(raw|qcow2|vmdk|subvol)$/.exec(filename)?.[1];
  const format = params.get("format") ?? ending ?? "raw";
  if (ending !== undefined && params.has("format") && ending !== format)
    throw parameterError({ format: `filename '${filename}' and format '${format}' do not match` });
  const bytes = /^\d+$/.test(size) ? Number(size) * 1024 : parseSize(size);
  return allocate(services, {
    storage: storage.storage,
    node: call.node,
    vmid: Number(params.need("vmid")),
    format,
    size: bytes,
    name: filename,
  }).volid;
}

/** The storage and volume id of a path, which may leave the storage's name out. */
function named(call: Call): { readonly storage: Storage; readonly volid: string; readonly name: string } {
  const volume = call.params.need("volume");
  const given = call.params.need("storage");
  const volid = volume.includes(":") ? volume : `${given}:${volume}`;
  const colon = volid.indexOf(":");
  return { storage: findStorage(call.services.state, volid.slice(0, colon)), volid, name: volid.slice(colon + 1) };
}

function show(call: Call): unknown {
  const { storage, volid, name } = named(call);
  checkVolumeAccess(call, volid, undefined);
  const volume = findVolume(call.services.state, call.node, volid);
  if (!volume) throw failure(`volume_size_info on '${volid}' failed - no format`);
  const disk = volume.content === "images" || volume.content === "rootdir";
  return {
    path: volumePath(storage, name),
    size: volume.size,
    used: volume.size,
    format: disk || volume.content === "import" ? volume.format : "raw",
    ...(volume.notes === undefined ? {} : { notes: volume.notes }),
    ...(volume.content === "backup" ? { protected: volume.protected === true ? 1 : 0 } : {}),
  };
}

function update(call: Call): null {
  const { params, services } = call;
  const { volid } = named(call);
  requireDeletable(call, volid);
  const volume = findVolume(services.state, call.node, volid);
  if (!volume) throw failure(`volume '${volid}' does not exist`);
  if (volume.content !== "backup") throw failure("volume attributes can be changed for backups only");
  volume.notes = params.get("notes") ?? volume.notes;
  if (params.has("protected")) volume.protected = params.flag("protected");
  return null;
}

/** Backups belong to their guest's keepers, everything else to the storage's. */
function requireDeletable(call: Call, volid: string): void {
  const { permissions } = call.services;
  const { storage, name } = named(call);
  const kind = kindOfVolume(storage, name);
  const path = `/storage/${storage.storage}`;
  if (
    kind.content !== "backup" ||
    kind.vmid === undefined ||
    permissions.has(call.principal.name, path, { privileges: ["Datastore.Allocate"] })
  ) {
    permissions.check(call.principal, path, "Datastore.Allocate");
    return;
  }
  checkVolumeAccess(call, volid, undefined);
}

function remove(call: Call): string {
  const { services } = call;
  const { storage, volid, name } = named(call);
  requireDeletable(call, volid);
  const owner = kindOfVolume(storage, name).vmid;
  return services.tasks.start({
    node: call.node,
    type: "imgdel",
    id: owner === undefined ? storage.storage : `${owner}@${storage.storage}`,
    user: call.principal.name,
    *work(log) {
      const volume = findVolume(services.state, call.node, volid);
      if (volume?.protected === true) throw failure(`cannot remove protected volume '${name}' on '${storage.storage}'`);
      if (volume) release(services.state, volume);
      else if (isFileBased(storage)) log.line(`disk image '${volumePath(storage, name)}' does not exist`);
      yield services.tasks.seconds(0.2);
      log.line(`Removed volume '${volid}'`);
    },
  });
}
