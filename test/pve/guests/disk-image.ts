import { statSync } from "node:fs";
import { failure } from "../pve-error.ts";
import type { Services } from "../services.ts";
import type { Guest, GuestKind, GuestSystem, Volume } from "../state.ts";
import { NEW_DISK } from "../storage/access.ts";
import { findStorage, formatFor, isFileBased } from "../storage/storages.ts";
import { splitVolumeId, volumePath } from "../storage/volume-id.ts";
import { allocate, findVolume, formattingLine, needVolume, release } from "../storage/volumes.ts";
import type { TaskLog } from "../tasks/task-runner.ts";
import { type Drive, isCdrom, printDrive, withOptions } from "./drive.ts";
import { formatSize, humanSize } from "./size.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;
const EFI_SIZE = { "2m": 128 * 1024, "4m": 540_672 } as const;
const FOUR_MIB = 4 * 1024 ** 2;
/** The largest file of the file systems behind directory storages. */
const MAX_FILE = 16 * TIB;

/** Where a guest's disks are made. */
export interface DiskOwner {
  readonly vmid: number;
  readonly node: string;
  readonly kind: GuestKind;
}

/** The drive as it will stand in the configuration, its volume made or found. @throws PveError as the storage does */
export function realizeDrive(
  services: Services,
  { owner, drive, log }: { owner: DiskOwner; drive: Drive; log: TaskLog },
): Drive {
  if (drive.file === "none" || drive.file === "cdrom") return withOptions(drive, { media: "cdrom" });
  if (/(?:^|:)cloudinit$/.test(drive.file)) return makeCloudInit(services, { owner, drive, log });
  const size = NEW_DISK.exec(drive.file);
  const source = drive.options.get("import-from");
  if (size && source !== undefined) return importDisk(services, { owner, drive, log });
  if (size && !isCdrom(drive)) return makeDisk(services, { owner, drive, log });
  const volume = needVolume(services.state, owner.node, drive.file);
  return withOptions(drive, { size: formatSize(volume.size), "import-from": undefined });
}

interface Request {
  readonly owner: DiskOwner;
  readonly drive: Drive;
  readonly log: TaskLog;
}

function makeCloudInit(services: Services, { owner, drive, log }: Request): Drive {
  const storage = findStorage(services.state, drive.file.split(":")[0] ?? "");
  const format = formatFor(storage, drive.options.get("format"), "cloudinit");
  const name = `vm-${owner.vmid}-cloudinit${isFileBased(storage) ? `.${format}` : ""}`;
  const volume = allocate(services, { storage: storage.storage, ...owner, format, size: FOUR_MIB, name });
  for (const line of formattingLine(services.state, volume)) log.line(line);
  return announce(services, log, withOptions(drive, { format: undefined, media: "cdrom" }, volume.volid));
}

function makeDisk(services: Services, { owner, drive, log }: Request): Drive {
  const [, name = "", gib = "0"] = NEW_DISK.exec(drive.file) ?? [];
  const storage = findStorage(services.state, name);
  const format = formatFor(storage, drive.key === "tpmstate0" ? "raw" : drive.options.get("format"), "disk");
  const volume = allocate(services, { storage: name, ...owner, format, size: sizeOfNew(drive, Number(gib)) });
  for (const line of formattingLine(services.state, volume)) log.line(line);
  if (format === "raw" && isFileBased(storage) && volume.size > MAX_FILE) refuseHuge(services, volume);
  if (drive.key === "efidisk0") transferLines(log, volume.size, 3);
  const extra =
    drive.key === "efidisk0" && drive.options.get("pre-enrolled-keys") === "1" && services.state.version !== "8.4"
      ? { "ms-cert": drive.options.get("ms-cert") ?? "2023k" }
      : {};
  return announce(
    services,
    log,
    withOptions(drive, { format: undefined, size: formatSize(volume.size), ...extra }, volume.volid),
  );
}

function sizeOfNew(drive: Drive, gib: number): number {
  if (drive.key === "efidisk0") return EFI_SIZE[drive.options.get("efitype") === "4m" ? "4m" : "2m"];
  return drive.key === "tpmstate0" ? FOUR_MIB : Math.floor(gib * GIB);
}

function refuseHuge(services: Services, volume: Volume): never {
  const path = volumePath(findStorage(services.state, volume.storage), splitVolumeId(volume.volid).name);
  release(services.state, volume);
  throw failure(`unable to create image: qemu-img: ${path}: The image size is too large for file format 'raw'`);
}

function importDisk(services: Services, { owner, drive, log }: Request): Drive {
  const source = drive.options.get("import-from") ?? "";
  const image = source.startsWith("/") ? imageAt(services, source) : findVolume(services.state, owner.node, source);
  if (!image) throw failure(`failed to stat '${pathOf(services, source)}'`);
  log.line(`create full clone of drive (${source})`);
  const target = findStorage(services.state, drive.file.split(":")[0] ?? "");
  const format = formatFor(
    target,
    drive.options.get("format") ?? (isFileBased(target) ? image.format : undefined),
    "disk",
  );
  const volume = copyVolume(services, {
    image: { size: image.virtualSize ?? image.size, system: image.system },
    target: { storage: target.storage, ...owner, format },
    log,
  });
  return announce(
    services,
    log,
    withOptions(drive, { format: undefined, "import-from": undefined, size: formatSize(volume.size) }, volume.volid),
  );
}

/** An image file of the node: one of this machine when that stands in for nodes, of a size that a disk can have. */
function imageAt(
  services: Services,
  path: string,
): Pick<Volume, "size" | "virtualSize" | "format" | "system"> | undefined {
  const found = services.settings.realMachine ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (!found?.isFile()) return undefined;
  const size = Math.ceil(found.size / MIB) * MIB;
  return { size, virtualSize: size, format: path.endsWith(".qcow2") ? "qcow2" : "raw", system: undefined };
}

function pathOf(services: Services, source: string): string {
  if (source.startsWith("/")) return source;
  const { storage, name } = splitVolumeId(source);
  return volumePath(findStorage(services.state, storage), name);
}

/** What is copied, where to, and the log that sees it. */
export interface Copy {
  readonly image: { readonly size: number; readonly system: GuestSystem | undefined };
  readonly target: { readonly storage: string; readonly vmid: number; readonly node: string; readonly format: string };
  readonly log: TaskLog;
}

/** Copies a disk to a new volume of a guest, with the lines qemu-img leaves in the log. */
export function copyVolume(services: Services, { image, target, log }: Copy): Volume {
  const volume = allocate(services, { ...target, size: image.size, system: image.system });
  for (const line of formattingLine(services.state, volume)) log.line(line);
  log.line(`allocated target volume '${volume.volid}'`);
  transferLines(log, volume.size, 2);
  return volume;
}

function transferLines(log: TaskLog, size: number, lines: 2 | 3): void {
  const total = humanSize(size);
  log.line(`transferred 0.0 B of ${total} (0.00%)`);
  for (let line = 1; line < lines; line += 1) log.line(`transferred ${total} of ${total} (100.00%)`);
}

function announce(services: Services, log: TaskLog, drive: Drive): Drive {
  log.line(`${drive.key}: successfully created disk '${printDrive(services.schema, "qemu", drive)}'`);
  return drive;
}

/** Whether a snapshot of the guest still needs the volume. */
export function isInSnapshot(guest: Guest, volid: string): boolean {
  return [...guest.snapshots.values()].some(({ config }) =>
    [...config.values()].some(
      (value) => value === volid || value.startsWith(`${volid},`) || value.includes(`=${volid}`),
    ),
  );
}
