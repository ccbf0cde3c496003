import { parseProperties, printProperties } from "../../../core/proxmox/property-string.ts";
import type { Config } from "./config-change.ts";
import { storageOf } from "./disk.ts";
import type { GuestKind } from "./guest-kind.ts";

/** What a clone gets anew, so that nothing of the source's may be compared with what is asked. */
const MADE_ANEW = new Set(["template", "digest", "vmgenid", "smbios1", "meta", "lock", "parent", "snaptime"]);

interface CloneWish {
  readonly name: string | undefined;
  /** Target storage of a full clone. */
  readonly storage: string | undefined;
}

/**
 * The configuration a clone of the source will have, as far as it can be known before: the same but for its name, the volumes'
 * names and the MAC addresses. Check mode plans on it; a real run plans again on the clone itself.
 */
export function previewClone(kind: GuestKind, source: Config, wish: CloneWish): Config {
  const kept = Object.entries(source).filter(
    ([key]) => !MADE_ANEW.has(key) && key !== kind.nameKey && !key.startsWith("unused"),
  );
  const config = Object.fromEntries(kept.map(([key, value]) => [key, cloned(kind, [key, String(value)], wish)]));
  return wish.name === undefined ? config : { ...config, [kind.nameKey]: wish.name };
}

/** The configuration a backup brings back: the guest's own, name and MAC addresses included, its disks on the storage asked for. */
export function previewRestored(
  kind: GuestKind,
  backup: Config,
  { storage }: { readonly storage: string | undefined },
): Config {
  const kept = Object.entries(backup).filter(
    ([key]) => !["digest", "vmgenid", "lock", "parent", "snaptime"].includes(key) && !key.startsWith("unused"),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, relocated(kind, [key, String(value)], storage)]));
}

function relocated(kind: GuestKind, [key, value]: readonly [string, string], storage: string | undefined): string {
  const format = kind.schema(key)?.format;
  if (storage === undefined || !format || !kind.isDisk(key)) return value;
  const properties = new Map(parseProperties(value, format));
  if (properties.get("media") !== "cdrom") properties.set(kind.volumeKey, `${storage}:restored`);
  return printProperties(properties, format);
}

function cloned(kind: GuestKind, [key, value]: readonly [string, string], wish: CloneWish): string {
  const format = kind.schema(key)?.format;
  if (!format || (!kind.isDisk(key) && !/^net\d+$/.test(key))) return value;
  const properties = new Map(parseProperties(value, format));
  properties.delete(kind.macKey);
  const volume = properties.get(kind.volumeKey);
  const storage = wish.storage ?? storageOf(volume);
  const isCloudinit = (volume ?? "").includes("cloudinit");
  if (storage !== undefined && kind.isDisk(key) && (properties.get("media") !== "cdrom" || isCloudinit)) {
    properties.set(kind.volumeKey, `${storage}:${isCloudinit ? "cloudinit" : "clone"}`);
  }
  return printProperties(properties, format);
}
