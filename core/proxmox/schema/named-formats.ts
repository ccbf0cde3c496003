import type { PropertyMap, PropertySchema } from "./api-schema.ts";

const text = (more: PropertySchema = {}): PropertySchema => ({ type: "string", optional: 1, ...more });
const flag = (more: PropertySchema = {}): PropertySchema => ({ type: "boolean", optional: 1, ...more });
const whole = (more: PropertySchema = {}): PropertySchema => ({ type: "integer", optional: 1, ...more });
const keep = whole({ minimum: 0 });

/**
 * The property strings that the schema knows by name only (source: the format registrations of qemu-server, pve-container
 * and pve-guest-common; the API viewer prints their keys as prose).
 */
export const namedPropertyStrings: Readonly<Record<string, PropertyMap>> = {
  "pve-qm-ipconfig": {
    gw: text({ format: "ipv4", requires: "ip" }),
    gw6: text({ format: "ipv6", requires: "ip6" }),
    ip: text({ format: "pve-ipv4-config" }),
    ip6: text({ format: "pve-ipv6-config" }),
  },
  "pve-qm-smbios1": {
    base64: flag(),
    family: text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" }),
    manufacturer: text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" }),
    product: text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" }),
    serial: text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" }),
    sku: text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" }),
    uuid: text({ pattern: "[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}" }),
    version: text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" }),
  },
  "pve-vm-cpu-conf": {
    cputype: text({ default: "kvm64", default_key: 1 }),
    flags: text({ pattern: "[+-][a-zA-Z0-9\\-_.]+(?:;[+-][a-zA-Z0-9\\-_.]+)*" }),
    "guest-phys-bits": whole({ minimum: 32, maximum: 64 }),
    hidden: flag({ default: 0 }),
    "hv-vendor-id": text({ pattern: "[a-zA-Z0-9]{1,12}" }),
    "phys-bits": text({ pattern: "(?:host|[0-9]+)" }),
    "reported-model": text(),
  },
  "pve-startup-order": {
    down: whole({ minimum: 0 }),
    order: whole({ default_key: 1, minimum: 0 }),
    up: whole({ minimum: 0 }),
  },
  "pve-qm-boot": {
    legacy: text({ default_key: 1, pattern: "[acdn]{1,4}" }),
    order: text({ pattern: "[a-z]+[0-9]+(?:;[a-z]+[0-9]+)*" }),
  },
  "pve-qm-rng": {
    max_bytes: whole({ default: 1024 }),
    period: whole({ default: 1000 }),
    source: { type: "string", default_key: 1, enum: ["/dev/urandom", "/dev/random", "/dev/hwrng"] },
  },
  "pve-qm-watchdog": {
    action: text({ enum: ["reset", "shutdown", "poweroff", "pause", "debug", "none"] }),
    model: text({ default: "i6300esb", default_key: 1, enum: ["i6300esb", "ib700"] }),
  },
  "pve-qm-cicustom": {
    meta: text({ format: "pve-volume-id" }),
    network: text({ format: "pve-volume-id" }),
    user: text({ format: "pve-volume-id" }),
    vendor: text({ format: "pve-volume-id" }),
  },
  "pve-qm-hostpci": {
    "device-id": text({ pattern: "0x[0-9A-Fa-f]{4}" }),
    host: text({ default_key: 1, pattern: "[a-fA-F0-9:.;]+" }),
    "legacy-igd": flag({ default: 0 }),
    mapping: text({ format: "pve-configid" }),
    mdev: text({ pattern: "[^/.:]+" }),
    pcie: flag({ default: 0 }),
    ramfb: flag({ default: 0 }),
    rombar: flag({ default: 1 }),
    romfile: text({ pattern: "[^,;]+" }),
    "sub-device-id": text({ pattern: "0x[0-9A-Fa-f]{4}" }),
    "sub-vendor-id": text({ pattern: "0x[0-9A-Fa-f]{4}" }),
    "vendor-id": text({ pattern: "0x[0-9A-Fa-f]{4}" }),
    "x-vga": flag({ default: 0 }),
  },
  "prune-backups": {
    "keep-all": flag(),
    "keep-daily": keep,
    "keep-hourly": keep,
    "keep-last": keep,
    "keep-monthly": keep,
    "keep-weekly": keep,
    "keep-yearly": keep,
  },
  "backup-fleecing": {
    enabled: flag({ default: 0, default_key: 1 }),
    storage: text({ format: "pve-storage-id" }),
  },
  "backup-performance": {
    "max-workers": whole({ default: 16, minimum: 1, maximum: 256 }),
    "pbs-entries-max": whole({ default: 1048576, minimum: 1 }),
  },
};
