import { HintedError } from "../../core/errors.ts";
import { parseSize, type Properties } from "../../core/proxmox/property-string.ts";

/** Whether the configuration key is a disk (or CD drive). */
export function isDisk(key: string): boolean {
  return /^(scsi|virtio|sata|ide)\d+$|^(efidisk|tpmstate)0$/.test(key);
}

/** A disk as a task asks for it. */
export interface DiskWish {
  readonly storage: string | undefined;
  /** An existing volume (`local:iso/x.iso`, `none`). */
  readonly volume: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  readonly importFrom: string | undefined;
  readonly cloudinit: boolean;
  /** Drive options (`discard`, `cache`, ...). */
  readonly options: Properties;
}

const GIB = 1024 ** 3;
const OWN_KEYS = new Set(["storage", "size", "import-from", "import_from", "file", "cloudinit"]);

/** Reads a disk from its properties: `storage` and `size` as words, or the server's own `STORAGE:GIB` form. */
export function diskWish(properties: Properties): DiskWish {
  const file = properties.get("file");
  const [, allocStorage, gib] = /^([^:/]+):(\d+(?:\.\d+)?)$/.exec(file ?? "") ?? [];
  const cloudinit = /^([^:/]+):cloudinit$/.exec(file ?? "")?.[1];
  const size = properties.get("size");
  const plainVolume = allocStorage === undefined && cloudinit === undefined ? file : undefined;
  return {
    storage: properties.get("storage") ?? allocStorage ?? cloudinit,
    volume: plainVolume,
    size: size === undefined ? sizeOf(gib) : parseSize(/^\d+$/.test(size) ? `${size}G` : size),
    importFrom: properties.get("import-from") ?? properties.get("import_from"),
    cloudinit: cloudinit !== undefined || properties.get("cloudinit") === "1",
    options: new Map([...properties].filter(([key]) => !OWN_KEYS.has(key))),
  };
}

function sizeOf(gib: string | undefined): number | undefined {
  return gib === undefined || Number(gib) === 0 ? undefined : Number(gib) * GIB;
}

/** What to write as `file` (and `import-from`) for a disk that is not there yet. @throws HintedError OPTION_MISSING */
export function newDisk(key: string, wish: DiskWish): ReadonlyMap<string, string> {
  if (wish.volume !== undefined) return new Map([["file", wish.volume]]);
  if (wish.storage === undefined) throw missing(key, "storage");
  if (wish.cloudinit) return new Map([["file", `${wish.storage}:cloudinit`]]);
  if (wish.importFrom !== undefined)
    return new Map([
      ["file", `${wish.storage}:0`],
      ["import-from", wish.importFrom],
    ]);
  const size = wish.size ?? (isDisk(key) && /^(efidisk|tpmstate)/.test(key) ? GIB : undefined);
  if (size === undefined) throw missing(key, "size");
  return new Map([["file", `${wish.storage}:${size / GIB}`]]);
}

function missing(key: string, what: string): HintedError {
  return new HintedError("OPTION_MISSING", `Disk '${key}' does not exist yet and has no '${what}'`, {
    hint: `Add '${what}' to '${key}', such as {storage: local-lvm, size: 32G}`,
  });
}

/** The storage of a volume id such as `local-lvm:vm-100-disk-0`. */
export function storageOf(volume: string | undefined): string | undefined {
  return /^([^:/]+):/.exec(volume ?? "")?.[1];
}
