import type { ApiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { parsePropertyString, printPropertyString } from "../schema-check/property-string.ts";
import type { Config, Guest, GuestKind } from "../state.ts";
import { isVolumeKey, stringKeys } from "./keys.ts";
import { parseSize } from "./size.ts";

/** An attached volume: a VM's drive or a container's mount point. `options` are the keys beside the volume itself. */
export interface Drive {
  readonly key: string;
  /** A volume id, or `none`, `cdrom`, a device path. */
  readonly file: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The key under which a kind of guest keeps the volume in its property string. */
const fileKey = (kind: GuestKind): string => (kind === "qemu" ? "file" : "volume");

/** Reads a drive or mount point from its configuration value. */
export function parseDrive(schema: ApiSchema, kind: GuestKind, [key, value]: readonly [string, string]): Drive {
  const keys = key.startsWith("unused") ? stringKeys(schema, kind, "unused0") : stringKeys(schema, kind, key);
  const options = parsePropertyString(value, keys);
  const file = options.get(fileKey(kind)) ?? "";
  options.delete(fileKey(kind));
  return { key, file, options };
}

/** Writes a drive or mount point as PVE does: the volume first, then the options sorted. */
export function printDrive(schema: ApiSchema, kind: GuestKind, drive: Drive): string {
  const values = new Map([...drive.options, [fileKey(kind), drive.file]]);
  return printPropertyString(values, stringKeys(schema, kind, drive.key));
}

/** The drive with some options changed; undefined removes one. */
export function withOptions(
  drive: Drive,
  changes: Readonly<Record<string, string | undefined>>,
  file: string = drive.file,
): Drive {
  const options = new Map(drive.options);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) options.delete(name);
    else options.set(name, value);
  }
  return { key: drive.key, file, options };
}

/** Whether the drive is a CD: an ISO, an empty tray, a cloud-init drive. */
export function isCdrom(drive: Drive): boolean {
  return drive.options.get("media") === "cdrom" || drive.file === "cdrom";
}

/** Whether the drive holds cloud-init's data, or is to. */
export function isCloudInit(drive: Drive): boolean {
  return /:cloudinit$|vm-\d+-cloudinit/.test(drive.file);
}

/** All attached drives of a configuration, in PVE's order (sorted by key). */
export function drivesOf(schema: ApiSchema, kind: GuestKind, config: Config): Drive[] {
  return [...config]
    .filter(([key]) => isVolumeKey(kind, key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((entry) => parseDrive(schema, kind, entry));
}

/** Attached drives that are disks with a volume of their own: no CDs, no empty trays. */
export function disksOf(schema: ApiSchema, guest: Pick<Guest, "kind" | "config">): Drive[] {
  return drivesOf(schema, guest.kind, guest.config).filter((drive) => !isCdrom(drive) && drive.file.includes(":"));
}

/** The size of a drive in bytes as its configuration says; 0 when it says nothing. */
export function driveSize(drive: Drive): number {
  return parseSize(drive.options.get("size") ?? "0");
}
