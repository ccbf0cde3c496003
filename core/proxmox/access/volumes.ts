import { guestAcl, storageAcl } from "./acl-path.ts";
import { all, any, need, NOTHING, type Requirement } from "./requirement.ts";
import { unknown, unknownIn } from "./unknown.ts";

/** A disk to be made: `storage:sizeInGiB`. */
const NEW_DISK = /^([^:]+):(\d+(?:\.\d+)?)$/;

/** Stands for a guest's own disk, which is there already, whatever its name. */
export const OWN_DISK = unknown("the disk that is there");

/** What the space for something new on a storage needs. */
export function space(storage: string): Requirement {
  return need(storageAcl(storage), "Datastore.AllocateSpace");
}

/** The storage of a volume id; unknown when the volume is. */
export function storageOfVolume(volume: string): string {
  return unknownIn(volume) && !/^[^:\uE000]+:/.test(volume) ? volume : (volume.split(":")[0] ?? "");
}

/** The storage a new disk is made on, or undefined when the text names an existing volume. What is open may be a new disk. */
export function newDiskStorage(file: string): string | undefined {
  if (unknownIn(file) && file !== OWN_DISK) return storageOfVolume(file);
  return NEW_DISK.exec(file)?.[1];
}

/**
 * What using an existing volume for a guest needs: nothing for its own disks, a look at the storage for images and templates,
 * rights on the owner for another's disk (source: recorded calls; pve-storage's rule for volume access).
 */
export function volumeAccess(volume: string, vmid: string): Requirement {
  if (volume.startsWith("/")) return { kind: "root", reason: "Only root can pass arbitrary filesystem paths." };
  const storage = storageOfVolume(volume);
  const path = storageAcl(storage);
  const name = volume.slice(storage.length + 1);
  const guest = unknownIn(storage) ? undefined : ownerOf(name, "backup");
  if (guest !== undefined) return backupAccess(storage, guest);
  if (unknownIn(volume)) return need(path, "Datastore.AllocateSpace", "Datastore.Audit");
  const kind = /^(iso|vztmpl|import|backup|snippets)\//.exec(name)?.[1];
  if (kind === "iso" || kind === "vztmpl" || kind === "import")
    return need(path, "Datastore.AllocateSpace", "Datastore.Audit");
  const owner = ownerOf(name, kind);
  if (kind === "backup" && owner !== undefined) return backupAccess(storage, owner);
  if (owner === undefined) return need(path, "Datastore.Allocate");
  if (owner === vmid) return NOTHING;
  return all(need(path, "Datastore.Audit"), need(guestAcl(owner), "VM.Config.Disk"));
}

/** What reading or removing a backup of a guest needs. */
export function backupAccess(storage: string, vmid: string): Requirement {
  const path = storageAcl(storage);
  return any(
    all(need(path, "Datastore.AllocateSpace"), need(guestAcl(vmid), "VM.Backup")),
    need(path, "Datastore.Allocate"),
  );
}

/** The guest a volume belongs to, by its name; a mark where only a run tells which. */
export function ownerOf(name: string, kind?: string): string | undefined {
  if (kind === "backup")
    return (
      /vzdump-(?:qemu|lxc|openvz)-(\d+|\uE000[^\uE002]*\uE002)-/.exec(name)?.[1] ??
      /^backup\/(?:vm|ct)\/(\d+)\//.exec(name)?.[1]
    );
  return /(?:^|\/)(?:vm|base|subvol|basevol)-(\d+)-/.exec(name)?.[1];
}
