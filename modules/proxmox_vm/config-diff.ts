import { HintedError } from "../../core/errors.ts";
import { configKey } from "../../core/proxmox/qemu-config.ts";
import {
  parseProperties,
  parseSize,
  type Properties,
  type PropertyFormat,
  printProperties,
  printSize,
  sameProperty,
} from "../../core/proxmox/property-string.ts";
import { type Desired, WRITE_ONLY } from "./desired.ts";
import { type DiskWish, diskWish, isDisk, newDisk, storageOf } from "./disk.ts";
import { canonicalScalar, sendable } from "./scalar.ts";

/** A VM's configuration as `GET .../config` returns it. */
export type Config = Readonly<Record<string, string | number | undefined>>;

/** How one configuration key changes; `shown` are the parts that differ, for the diff. */
export interface KeyChange {
  readonly key: string;
  readonly value: string;
  readonly shown: readonly ShownPart[];
}

/** `net0.tag` before and after; `null` is not set. */
export interface ShownPart {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A disk that grows. Sizes in bytes. */
export interface Resize {
  readonly disk: string;
  readonly from: number;
  readonly to: number;
}

/** What must change for the configuration to hold what is desired. */
export interface ConfigDiff {
  readonly keys: readonly KeyChange[];
  readonly resizes: readonly Resize[];
}

/** Compares on parsed values; whatever is not desired stays. @throws HintedError DISK_SHRINK, OPTION_* */
export function diffConfig(current: Config, desired: ReadonlyMap<string, Desired>): ConfigDiff {
  const keys: KeyChange[] = [];
  const resizes: Resize[] = [];
  for (const [key, wish] of desired) {
    const found = current[key] === undefined ? undefined : String(current[key]);
    if (wish.kind === "scalar") keys.push(...diffScalar(key, found, wish.value));
    else if (isDisk(key)) diffDisk({ key, found, wish, keys, resizes });
    else keys.push(...diffProperties({ key, found, wish: wish.properties, format: wish.format }));
  }
  return { keys, resizes };
}

function diffScalar(key: string, found: string | undefined, value: string): readonly KeyChange[] {
  const before = found === undefined ? null : canonicalScalar(key, found);
  if (key !== WRITE_ONLY && (before === value || (before === null && isDefault(key, value)))) return [];
  const shown =
    key === WRITE_ONLY
      ? { name: key, before: before === null ? null : "(set)", after: "(new)" }
      : { name: key, before, after: value };
  return [{ key, value: sendable(key, value), shown: [shown] }];
}

/** Whether a key that is not set already has the value, by the schema's default. */
function isDefault(key: string, value: string): boolean {
  const fallback = configKey(key)?.default;
  return (
    value === "" ||
    (fallback !== undefined &&
      fallback !== null &&
      canonicalScalar(key, JSON.stringify(fallback).replaceAll('"', "")) === value)
  );
}

interface PropertyDiff {
  readonly key: string;
  readonly found: string | undefined;
  readonly wish: Properties;
  readonly format: PropertyFormat;
}

function diffProperties({ key, found, wish, format }: PropertyDiff): readonly KeyChange[] {
  const current = found === undefined ? new Map<string, string>() : parseProperties(found, format);
  const differing = [...wish].filter(
    ([name, value]) => found === undefined || !sameProperty(format[name], current.get(name), value),
  );
  if (differing.length === 0) return [];
  // With nothing there yet all that was asked for is written, defaults included: they may be what makes the rest legal.
  const merged = new Map([...current, ...(found === undefined ? wish : differing)]);
  const shown = differing.map(([name, value]) => ({
    name: partName(key, name, format),
    before: current.get(name) ?? null,
    after: value,
  }));
  return [{ key, value: printProperties(merged, format), shown }];
}

/** `cores` rather than `memory.current`: a default key is the value itself. */
function partName(key: string, name: string, format: PropertyFormat): string {
  return format[name]?.default_key ? key : `${key}.${name}`;
}

interface DiskDiff {
  readonly key: string;
  readonly found: string | undefined;
  readonly wish: Extract<Desired, { kind: "properties" }>;
  readonly keys: KeyChange[];
  readonly resizes: Resize[];
}

function diffDisk({ key, found, wish: { properties, format }, keys, resizes }: DiskDiff): void {
  const wish = diskWish(properties);
  if (found === undefined) {
    keys.push(createDisk(key, wish, format));
    return;
  }
  const current = parseProperties(found, format);
  const file = replacedMedium(key, wish, current);
  keys.push(...diffProperties({ key, found, wish: new Map([...file, ...wish.options]), format }));
  const from = current.get("size");
  if (wish.size === undefined || from === undefined) return;
  const bytes = parseSize(from);
  if (wish.size < bytes) throw shrink(key, bytes, wish.size);
  if (wish.size > bytes) resizes.push({ disk: key, from: bytes, to: wish.size });
}

function createDisk(key: string, wish: DiskWish, format: PropertyFormat): KeyChange {
  const made = new Map([...newDisk(key, wish), ...wish.options]);
  const shown = [...made].map(([name, after]) => ({ name: partName(key, name, format), before: null, after }));
  return { key, value: printProperties(made, format), shown };
}

/** A CD may be changed in its drive; a disk is never replaced or moved in passing. */
function replacedMedium(key: string, wish: DiskWish, current: Properties): ReadonlyMap<string, string> {
  const file = current.get("file");
  const isCd = current.get("media") === "cdrom" && !(file ?? "").includes("cloudinit");
  if (wish.volume !== undefined && wish.volume !== file) {
    if (isCd) return new Map([["file", wish.volume]]);
    throw occupied(key, file, wish.volume);
  }
  if (
    wish.cloudinit !== (file ?? "").includes("cloudinit") &&
    wish.volume === undefined &&
    (wish.cloudinit || wish.size !== undefined)
  ) {
    throw occupied(key, file, wish.cloudinit ? "a cloud-init drive" : "a disk");
  }
  const storage = storageOf(file);
  if (wish.storage !== undefined && storage !== undefined && wish.storage !== storage)
    throw moved(key, storage, wish.storage);
  return new Map();
}

function occupied(key: string, file: string | undefined, wanted: string): HintedError {
  return new HintedError("OPTION_CONFLICT", `'${key}' holds ${file ?? "something else"}, expected ${wanted}`, {
    hint: `Remove it first with 'delete: [${key}]' (a disk stays as an unused one), or use a free key`,
  });
}

function moved(key: string, from: string, to: string): HintedError {
  return new HintedError(
    "OPTION_UNSUPPORTED",
    `Disk '${key}' is on storage '${from}', expected '${to}': disks are not moved by this module yet`,
    {
      hint: `Move it with: qm disk move VMID ${key} ${to}`,
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
