import { failure } from "../pve-error.ts";
import type { Services } from "../services.ts";
import type { Config, Guest } from "../state.ts";
import { findVolume, release } from "../storage/volumes.ts";
import { isInSnapshot } from "./disk-image.ts";
import { type Drive, isCdrom, isCloudInit } from "./drive.ts";

/** Keeps a detached disk as `unusedN`, if it is the guest's own and not kept already. */
export function keepUnused(services: Services, guest: Guest, volid: string): void {
  const volume = findVolume(services.state, guest.node, volid);
  if (
    volume?.vmid !== guest.vmid ||
    [...guest.config].some(([key, value]) => key.startsWith("unused") && value === volid)
  )
    return;
  let index = 0;
  while (guest.config.has(`unused${index}`)) index += 1;
  guest.config.set(`unused${index}`, volid);
}

/** Forgets `unusedN` entries of a volume that is attached again. */
export function dropUnused(config: Config, volid: string): void {
  for (const [key, value] of config) if (/^unused\d+$/.test(key) && value === volid) config.delete(key);
}

/** What becomes of a drive that leaves the configuration: CDs go, disks are kept as unused or destroyed. */
export function disposeDrive(
  services: Services,
  guest: Guest,
  { drive, destroy }: { drive: Drive; destroy: boolean },
): void {
  if (!drive.file.includes(":")) return;
  if (isCdrom(drive)) {
    if (isCloudInit(drive)) destroyVolume(services, guest, drive.file);
    return;
  }
  if (destroy) destroyVolume(services, guest, drive.file);
  else keepUnused(services, guest, drive.file);
}

/** Destroys a guest's own volume. @throws PveError 500 while a snapshot needs it */
export function destroyVolume(services: Services, guest: Guest, volid: string): void {
  const volume = findVolume(services.state, guest.node, volid);
  if (!volume || volume.vmid !== guest.vmid) return;
  if (isInSnapshot(guest, volid)) throw failure(`unable to delete '${volid}' - volume is still in use (snapshot?)`);
  release(services.state, volume);
}
