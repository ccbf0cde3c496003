import {
  type ApiSchema,
  indexedProperty,
  type PropertyMap,
  type PropertySchema,
} from "../../../core/proxmox/schema/api-schema.ts";
import { namedPropertyStrings } from "../../../core/proxmox/schema/named-formats.ts";
import type { GuestKind } from "../state.ts";

const CONFIG_METHOD = {
  qemu: "PUT /nodes/{node}/qemu/{vmid}/config",
  lxc: "PUT /nodes/{node}/lxc/{vmid}/config",
} as const;
const NOT_CONFIG = new Set(["node", "vmid", "digest", "delete", "revert", "skiplock", "force", "background_delay"]);

/** The schema of a configuration key, undefined when the kind of guest has none of that name. */
export function keySchema(schema: ApiSchema, kind: GuestKind, key: string): PropertySchema | undefined {
  if (NOT_CONFIG.has(key)) return undefined;
  return indexedProperty(schema.methods[CONFIG_METHOD[kind]]?.parameters?.properties ?? {}, key);
}

/** The keys of a configuration value that is a property string. @throws TypeError when it is none */
export function stringKeys(schema: ApiSchema, kind: GuestKind, key: string): PropertyMap {
  const format = keySchema(schema, kind, key)?.format;
  const keys = typeof format === "string" ? namedPropertyStrings[format] : format;
  if (!keys) throw new TypeError(`${key} is not a property string`);
  return keys;
}

/** A stored value with the type the API gives it: integers and booleans are numbers, everything else is text. */
export function typedValue(
  schema: ApiSchema,
  kind: GuestKind,
  [key, value]: readonly [string, string],
): string | number {
  const type = keySchema(schema, kind, key)?.type;
  if (key === "snaptime" || key === "runningcpu") return key === "snaptime" ? Number(value) : value;
  return type === "integer" || type === "boolean" ? Number(value) : value;
}

/** Whether the key of a VM is a drive. */
export function isDriveKey(key: string): boolean {
  return /^(?:ide[0-3]|sata[0-5]|scsi(?:[12]?\d|30)|virtio(?:\d|1[0-5])|efidisk0|tpmstate0)$/.test(key);
}

/** Whether the key of a container is a volume. */
export function isMountKey(key: string): boolean {
  return /^(?:rootfs|mp\d+)$/.test(key);
}

/** Whether the key names a volume of the guest that is attached. */
export function isVolumeKey(kind: GuestKind, key: string): boolean {
  return kind === "qemu" ? isDriveKey(key) : isMountKey(key);
}
