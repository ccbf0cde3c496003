import { isRoot } from "../access/principal.ts";
import { failure, forbidden, parameterError } from "../pve-error.ts";
import type { Call } from "../services.ts";
import { contentTypes, findStorage } from "./storages.ts";
import { kindOfVolume, splitVolumeId } from "./volume-id.ts";

/** A new disk to be allocated: `storage:sizeInGiB`. */
export const NEW_DISK = /^(?:([^/:\s]+):)?(\d+(?:\.\d+)?)$/;

/**
 * Requires that the caller may use a volume: its owner guest needs nothing, templates and ISOs an audit of the storage,
 * another guest's disk rights on that guest (source: pve-storage, recorded answers).
 */
export function checkVolumeAccess(call: Call, volid: string, vmid: number | undefined): void {
  const { permissions, state } = call.services;
  if (volid.startsWith("/")) {
    if (!isRoot(call.principal)) throw forbidden("Only root can pass arbitrary filesystem paths.");
    return;
  }
  const { storage, name } = splitVolumeId(volid);
  const kind = kindOfVolume(findStorage(state, storage), name);
  const path = `/storage/${storage}`;
  if (kind.content === "iso" || kind.content === "vztmpl" || kind.content === "import") {
    permissions.checkAny(call.principal, path, "Datastore.AllocateSpace", "Datastore.Audit");
  } else if (kind.content === "backup" && kind.vmid !== undefined) {
    if (permissions.has(call.principal.name, path, { privileges: ["Datastore.Allocate"] })) return;
    permissions.check(call.principal, path, "Datastore.AllocateSpace");
    permissions.check(call.principal, `/vms/${kind.vmid}`, "VM.Backup");
  } else if (kind.vmid === undefined) {
    permissions.check(call.principal, path, "Datastore.Allocate");
  } else if (kind.vmid !== vmid) {
    permissions.check(call.principal, path, "Datastore.Audit");
    permissions.check(call.principal, `/vms/${kind.vmid}`, "VM.Config.Disk");
  }
}

/** Requires the right to allocate on the storage of a new disk, and that it takes disks. Returns the storage's name. */
export function checkNewDisk(call: Call, file: string): string {
  const storage = NEW_DISK.exec(file)?.[1];
  if (storage === undefined) throw failure("no storage ID specified (and no default storage)");
  call.services.permissions.check(call.principal, `/storage/${storage}`, "Datastore.AllocateSpace");
  requireImages(call, storage);
  return storage;
}

/** Requires that the storage exists and takes VM disks. @throws PveError 400 in `storage` */
export function requireImages(call: Call, storage: string): void {
  if (!contentTypes(findStorage(call.services.state, storage)).includes("images")) {
    throw parameterError({ storage: `storage '${storage}' does not support vm images` });
  }
}
