import { HintedError } from "../../../core/errors.ts";
import { parseSize, type Properties } from "../../../core/proxmox/property-string.ts";
import type { GuestKind } from "./guest-kind.ts";

/** A disk as a task asks for it. */
export interface DiskWish {
  readonly storage: string | undefined;
  /** An existing volume (`local:iso/x.iso`, `none`). */
  readonly volume: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  readonly importFrom: string | undefined;
  readonly cloudinit: boolean;
  /** `detached`: kept as an unused disk. `absent`: destroyed with its data. */
  readonly fate: "present" | "detached" | "absent";
  /** Drive options (`discard`, `cache`, ...). */
  readonly options: Properties;
}

const GIB = 1024 ** 3;
const OWN_KEYS = new Set(["storage", "size", "import-from", "import_from", "file", "volume", "cloudinit", "state"]);

/** Reads a disk from its properties: `storage` and `size` as words, or the server's own `STORAGE:GIB` form. @throws HintedError OPTION_INVALID */
export function diskWish(kind: GuestKind, properties: Properties): DiskWish {
  const file = properties.get(kind.volumeKey);
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
    fate: fateOf(properties.get("state") ?? "present"),
    options: new Map([...properties].filter(([key]) => !OWN_KEYS.has(key))),
  };
}

function sizeOf(gib: string | undefined): number | undefined {
  return gib === undefined || Number(gib) === 0 ? undefined : Number(gib) * GIB;
}

function fateOf(state: string): DiskWish["fate"] {
  if (state === "present" || state === "detached" || state === "absent") return state;
  throw new HintedError("OPTION_INVALID", `A disk's state is '${state}', expected present, detached or absent`, {
    hint: "Use detached to keep the data as an unused disk, absent to destroy it",
  });
}

/** What to write as volume (and `import-from`) for a disk that is not there yet. @throws HintedError OPTION_MISSING */
export function newDisk(kind: GuestKind, key: string, wish: DiskWish): ReadonlyMap<string, string> {
  const { volumeKey } = kind;
  if (wish.volume !== undefined) return new Map([[volumeKey, wish.volume]]);
  if (wish.storage === undefined) throw missing(key, "storage");
  if (wish.cloudinit) return new Map([[volumeKey, `${wish.storage}:cloudinit`]]);
  if (wish.importFrom !== undefined) {
    return new Map([
      [volumeKey, `${wish.storage}:0`],
      ["import-from", wish.importFrom],
    ]);
  }
  const size = wish.size ?? (/^(efidisk|tpmstate)/.test(key) ? GIB : undefined);
  if (size === undefined) throw missing(key, "size");
  return new Map([[volumeKey, `${wish.storage}:${size / GIB}`]]);
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
