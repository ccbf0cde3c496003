import { parseProperties, printProperties } from "../../core/proxmox/property-string.ts";
import { configKey } from "../../core/proxmox/qemu-config.ts";
import type { Config } from "./config-diff.ts";
import { isDisk, storageOf } from "./disk.ts";

/** What a clone gets anew, so that nothing of the source's may be compared with what is asked. */
const MADE_ANEW = new Set(["template", "digest", "vmgenid", "smbios1", "meta", "lock", "parent", "snaptime", "name"]);

interface CloneWish {
  readonly name: string | undefined;
  /** Target storage of a full clone. */
  readonly storage: string | undefined;
}

/**
 * The configuration a clone of the source will have, as far as it can be known before: the same but for its name, the volumes'
 * names and the MAC addresses. Check mode plans on it; a real run plans again on the clone itself.
 */
export function previewClone(source: Config, wish: CloneWish): Config {
  const kept = Object.entries(source).filter(([key]) => !MADE_ANEW.has(key) && !key.startsWith("unused"));
  const config = Object.fromEntries(kept.map(([key, value]) => [key, cloned(key, String(value), wish)]));
  return wish.name === undefined ? config : { ...config, name: wish.name };
}

function cloned(key: string, value: string, wish: CloneWish): string {
  const format = configKey(key)?.format;
  if (!format || (!isDisk(key) && !/^net\d+$/.test(key))) return value;
  const properties = new Map(parseProperties(value, format));
  properties.delete("macaddr");
  const storage = wish.storage ?? storageOf(properties.get("file"));
  const isCloudinit = (properties.get("file") ?? "").includes("cloudinit");
  if (storage !== undefined && isDisk(key) && (properties.get("media") !== "cdrom" || isCloudinit)) {
    properties.set("file", `${storage}:${isCloudinit ? "cloudinit" : "clone"}`);
  }
  return printProperties(properties, format);
}
