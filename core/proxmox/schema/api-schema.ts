import pve84 from "./pve-8.4.json" with { type: "json" };
import pve92 from "./pve-9.2.json" with { type: "json" };

/** The versions of Proxmox VE whose API schema is known. */
export type PveVersion = "8.4" | "9.2";

/**
 * One parameter, or one key of a property string, as the API declares it: JSON-Schema-like, with PVE's own `optional`,
 * `requires`, `format` (a name, or the nested keys of a property string), `default_key`, `alias` and `keyAlias`.
 */
export interface PropertySchema {
  readonly type?: string;
  readonly optional?: 0 | 1;
  readonly format?: string | PropertyMap;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly minLength?: number | string;
  readonly maxLength?: number | string;
  readonly default?: unknown;
  readonly requires?: string;
  readonly default_key?: 0 | 1;
  readonly alias?: string;
  readonly keyAlias?: string;
  readonly items?: PropertySchema;
  readonly properties?: PropertyMap;
  readonly additionalProperties?: 0 | 1;
  readonly oneOf?: readonly PropertySchema[];
}

/** Property schemas by name; `scsi[n]` stands for `scsi0`, `scsi1`, ... (see {@link indexedProperty}). */
export type PropertyMap = Readonly<Record<string, PropertySchema>>;

/** A permission test of the schema: `["perm", path, privileges, ...options]`, `["and", test, ...]`, `["or", test, ...]`. */
export type PermissionTest = readonly [string, ...unknown[]];

/** Who may call a method: anybody (`world`), anybody logged in (`all`), or who passes the test; absent means root@pam. */
export interface PermissionRule {
  readonly user?: "all" | "world";
  readonly check?: PermissionTest;
}

/** One method of the API, such as `POST /nodes/{node}/qemu`. */
export interface MethodSchema {
  readonly parameters?: { readonly properties?: PropertyMap; readonly additionalProperties?: 0 | 1 };
  readonly permissions?: PermissionRule;
  readonly protected?: 0 | 1;
  readonly proxyto?: string;
  readonly allowtoken?: 0 | 1;
  readonly returns?: { readonly type: string };
}

/** The methods of one version, by `METHOD /path/{parameter}`. */
export interface ApiSchema {
  readonly version: PveVersion;
  readonly methods: Readonly<Record<string, MethodSchema>>;
}

const cache = new Map<PveVersion, ApiSchema>();

/** The compiled API schema of a version (source: the API's own schema, see scripts/compile-schema.mjs). */
export function apiSchema(version: PveVersion): ApiSchema {
  const known = cache.get(version);
  if (known) return known;
  const schema = resolve(version, version === "8.4" ? pve84 : pve92);
  cache.set(version, schema);
  return schema;
}

/** How many of an indexed key there are (source: qemu-server and pve-container constants of PVE 8 and 9). */
const INDEXED: Readonly<Record<string, number>> = {
  dev: 256,
  hostpci: 16,
  ide: 4,
  ipconfig: 32,
  mp: 256,
  net: 32,
  numa: 8,
  parallel: 3,
  sata: 6,
  scsi: 31,
  serial: 4,
  unused: 256,
  usb: 14,
  virtio: 16,
  virtiofs: 10,
};

/** The schema of a property by its real name: `scsi3` finds `scsi[n]` when 3 is in range. */
export function indexedProperty(properties: PropertyMap, name: string): PropertySchema | undefined {
  const exact = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (exact) return exact;
  const match = /^([a-z]+)(0|[1-9]\d*)$/.exec(name);
  if (!match?.[1] || Number(match[2]) >= (INDEXED[match[1]] ?? 0)) return undefined;
  return properties[`${match[1]}[n]`];
}

interface Compact {
  readonly shared: readonly unknown[];
  readonly methods: Readonly<Record<string, unknown>>;
}

/** Puts shared definitions back in their place, so that every user of a definition sees one and the same object. */
function resolve(version: PveVersion, compact: Compact): ApiSchema {
  // The wire: the JSON is written by our compiler from the API's own schema; its shape is this file's types.
  const shared = compact.shared as readonly PropertySchema[];
  const methods = Object.entries(compact.methods as Record<string, MethodSchema>).map(([key, method]) => {
    const given = method.parameters?.properties;
    if (!given) return [key, method] as const;
    const properties = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, dereference(value, shared)]),
    );
    return [key, { ...method, parameters: { ...method.parameters, properties } }] as const;
  });
  return { version, methods: Object.fromEntries(methods) };
}

function dereference(
  value: PropertySchema & { readonly $?: number },
  shared: readonly PropertySchema[],
): PropertySchema {
  return value.$ === undefined ? value : (shared[value.$] ?? value);
}
