import type { ApiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import type { Config } from "../state.ts";
import { type Drive, drivesOf, isCdrom } from "./drive.ts";

const BUS_ORDER = ["ide", "scsi", "virtio", "sata"];

/** Devices of `boot: order=a;b`; undefined when the configuration has no such order. */
export function bootOrder(config: Config): string[] | undefined {
  const boot = config.get("boot");
  if (boot === undefined) return undefined;
  const order = /(?:^|,)order=([^,]*)/.exec(boot)?.[1];
  return order === undefined
    ? boot.trim() === ""
      ? []
      : undefined
    : order.split(";").filter((device) => device !== "");
}

/** `order=a;b`, or the single blank PVE writes for no device at all. */
export function printBootOrder(devices: readonly string[]): string {
  return devices.length === 0 ? " " : `order=${devices.join(";")}`;
}

/** What PVE lets a new VM boot from: its first disk, its first CD, its first network device. */
export function defaultBoot(schema: ApiSchema, config: Config): string {
  const bus = (drive: Drive): number => BUS_ORDER.indexOf(drive.key.replace(/\d+$/, ""));
  const number = (drive: Drive): number => Number(/\d+$/.exec(drive.key)?.[0] ?? 0);
  const drives = drivesOf(schema, "qemu", config)
    .filter((drive) => bus(drive) >= 0)
    .sort((a, b) => bus(a) - bus(b) || number(a) - number(b));
  const disk = drives.find((drive) => !isCdrom(drive))?.key;
  const cdrom = drives.find(isCdrom)?.key;
  const net = [...config.keys()].filter((key) => /^net\d+$/.test(key)).sort()[0];
  return printBootOrder([disk, cdrom, net].filter((device) => device !== undefined));
}

/** The disk a VM boots from: the first disk of the boot order, else `bootdisk`. */
export function bootDisk(schema: ApiSchema, config: Config): Drive | undefined {
  const legacy = config.get("bootdisk");
  const order = bootOrder(config) ?? (legacy === undefined ? [] : [legacy]);
  const drives = new Map(drivesOf(schema, "qemu", config).map((drive) => [drive.key, drive]));
  return order.map((key) => drives.get(key)).find((drive) => drive !== undefined && !isCdrom(drive));
}
