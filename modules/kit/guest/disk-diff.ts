import { HintedError } from "../../../core/errors.ts";
import {
  parseProperties,
  parseSize,
  type Properties,
  type PropertyFormat,
  printProperties,
  printSize,
} from "../../../core/proxmox/property-string.ts";
import type { ConfigDiff, KeyChange } from "./config-change.ts";
import type { Desired } from "./desired.ts";
import { type DiskWish, diskWish, newDisk, storageOf } from "./disk.ts";
import type { GuestKind } from "./guest-kind.ts";
import { diffProperties, partName } from "./property-diff.ts";

/** A disk as it is and as it shall be. */
interface DiskDiff {
  readonly key: string;
  readonly found: string | undefined;
  readonly wish: Extract<Desired, { kind: "properties" }>;
}

/** Adds what a disk needs to the diff. @throws HintedError DISK_SHRINK, OPTION_CONFLICT, OPTION_MISSING */
export function diffDisk(
  kind: GuestKind,
  diff: ConfigDiff,
  { key, found, wish: { properties, format } }: DiskDiff,
): void {
  const wish = diskWish(kind, properties);
  if (wish.fate !== "present") {
    const volume = found === undefined ? undefined : parseProperties(found, format).get(kind.volumeKey);
    if (volume !== undefined) diff.unlinks.push({ disk: key, volume, destroy: wish.fate === "absent" });
  } else if (found === undefined) {
    diff.keys.push(createDisk({ kind, key, format }, wish));
  } else {
    diffExisting({ kind, key, format }, diff, { found, wish });
  }
}

interface Place {
  readonly kind: GuestKind;
  readonly key: string;
  readonly format: PropertyFormat;
}

function createDisk({ kind, key, format }: Place, wish: DiskWish): KeyChange {
  const made = new Map([...newDisk(kind, key, wish), ...wish.options]);
  const shown = [...made].map(([name, after]) => ({ name: partName(key, name, format), before: null, after }));
  return { key, value: printProperties(made, format), shown };
}

function diffExisting(
  { kind, key, format }: Place,
  diff: ConfigDiff,
  { found, wish }: { readonly found: string; readonly wish: DiskWish },
): void {
  const current = parseProperties(found, format);
  const volume = current.get(kind.volumeKey);
  const medium = replacedMedium({ kind, key, format }, wish, current);
  diff.keys.push(...diffProperties({ key, found, wish: new Map([...medium, ...wish.options]), format }));
  const storage = storageOf(volume);
  if (wish.storage !== undefined && storage !== undefined && wish.storage !== storage)
    diff.moves.push({ disk: key, from: storage, to: wish.storage });
  const size = current.get("size");
  if (wish.size === undefined || size === undefined) return;
  const from = parseSize(size);
  if (wish.size < from) throw shrink(key, from, wish.size);
  if (wish.size > from) diff.resizes.push({ disk: key, from, to: wish.size });
}

/** A CD may be changed in its drive; a disk is never replaced in passing. */
function replacedMedium({ kind, key }: Place, wish: DiskWish, current: Properties): ReadonlyMap<string, string> {
  const volume = current.get(kind.volumeKey) ?? "";
  const isCloudinit = volume.includes("cloudinit");
  if (wish.volume !== undefined) {
    if (wish.volume === volume) return new Map();
    if (current.get("media") === "cdrom" && !isCloudinit) return new Map([[kind.volumeKey, wish.volume]]);
    throw occupied(key, volume, wish.volume);
  }
  if (wish.cloudinit && !isCloudinit) throw occupied(key, volume, "a cloud-init drive");
  if (!wish.cloudinit && isCloudinit && wish.size !== undefined) throw occupied(key, volume, "a disk");
  return new Map();
}

function occupied(key: string, volume: string, wanted: string): HintedError {
  return new HintedError(
    "OPTION_CONFLICT",
    `'${key}' holds ${volume === "" ? "something else" : volume}, expected ${wanted}`,
    {
      hint: `Remove it first with 'delete: [${key}]' (a disk stays as an unused one), or use a free key`,
    },
  );
}

function shrink(key: string, from: number, to: number): HintedError {
  return new HintedError(
    "DISK_SHRINK",
    `Disk '${key}' has ${printSize(from)}, expected ${printSize(to)}: shrinking would destroy data`,
    {
      hint: `Ask for at least ${printSize(from)}, or leave the size out`,
    },
  );
}
