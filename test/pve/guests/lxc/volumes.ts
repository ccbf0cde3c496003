import type { Services } from "../../services.ts";
import type { GuestSystem, Volume } from "../../state.ts";
import { NEW_DISK } from "../../storage/access.ts";
import { findStorage, isFileBased } from "../../storage/storages.ts";
import { allocate, formattingLine, needVolume } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import type { DiskOwner } from "../disk-image.ts";
import { type Drive, withOptions } from "../drive.ts";
import { formatSize } from "../size.ts";

const GIB = 1024 ** 3;
const BLOCK = 4096;

/** A container's volume to be made. Size in bytes; 0 makes a directory without a limit. */
export interface NewRoot {
  readonly owner: DiskOwner;
  readonly storage: string;
  readonly size: number;
  readonly system?: GuestSystem | undefined;
  readonly log: TaskLog;
}

/** Makes a container's volume: a file system in an image, a directory, or a block device, as the storage has it. */
export function makeRoot(services: Services, { owner, storage: name, size, system, log }: NewRoot): Volume {
  const storage = findStorage(services.state, name);
  const directory = storage.type === "zfspool" || (isFileBased(storage) && size === 0);
  const volume = allocate(services, {
    storage: name,
    node: owner.node,
    vmid: owner.vmid,
    format: directory ? "subvol" : "raw",
    size,
    system,
  });
  if (directory) return volume;
  for (const line of formattingLine(services.state, volume)) log.line(line);
  const blocks = Math.floor(size / BLOCK);
  log.line(
    `Creating filesystem with ${blocks} 4k blocks and ${Math.floor(blocks / 4)} inodes\nFilesystem UUID: ${services.random.uuid()}`,
  );
  log.line(`Superblock backups stored on blocks: \n\t${superblocks(blocks).join(", ")}`);
  return volume;
}

/** ext4 keeps copies of its superblock in the groups numbered by powers of 3, 5 and 7. */
function superblocks(blocks: number): number[] {
  const group = 32768;
  const numbers = new Set([1]);
  for (const base of [3, 5, 7]) for (let power = base; power * group < blocks; power *= base) numbers.add(power);
  return [...numbers]
    .map((number) => number * group)
    .filter((block) => block < blocks)
    .sort((a, b) => a - b);
}

/** A mount point as it will stand in the configuration, its volume made or found. */
export function realizeMount(
  services: Services,
  { owner, drive, system, log }: { owner: DiskOwner; drive: Drive; system?: GuestSystem | undefined; log: TaskLog },
): Drive {
  if (drive.file.startsWith("/")) return drive;
  const size = NEW_DISK.exec(drive.file);
  const volume = size
    ? makeRoot(services, { owner, storage: size[1] ?? "", size: Math.floor(Number(size[2]) * GIB), system, log })
    : needVolume(services.state, owner.node, drive.file);
  return withOptions(drive, { size: formatSize(volume.size) }, volume.volid);
}
