import { isIPv4, isIPv6 } from "node:net";
import { splitList } from "../params.ts";

/** A format's test: the complaint, or undefined when the text is fine. Wording as the API's own (recorded). */
type FormatCheck = (text: string) => string | undefined;

const matches =
  (pattern: RegExp, complaint: string | ((text: string) => string)): FormatCheck =>
  (text) =>
    pattern.test(text) ? undefined : typeof complaint === "string" ? complaint : complaint(text);

const holds =
  (test: (text: string) => boolean, complaint: string): FormatCheck =>
  (text) =>
    test(text) ? undefined : complaint;

const DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const dnsName = new RegExp(`^(?:${DNS_LABEL}\\.)*${DNS_LABEL}$`);
const CONTENT_TYPES = new Set(["images", "rootdir", "vztmpl", "iso", "backup", "snippets", "none", "import"]);
const HOTPLUG =
  /^(?:0|1|(?:network|disk|cpu|memory|usb|cloudinit)(?:[,; ](?:network|disk|cpu|memory|usb|cloudinit))*)$/;

/** Whether the text is an IPv4 or IPv6 address. */
const isIp = (text: string): boolean => isIPv4(text) || isIPv6(text);

/** Whether the text is an address with a prefix length. */
function isCidr(text: string, version: 4 | 6): boolean {
  const [address, bits, ...rest] = text.split("/");
  if (!address || !bits || rest.length > 0 || !/^\d+$/.test(bits)) return false;
  return version === 4 ? isIPv4(address) && Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
}

const volumeId = matches(/^[a-zA-Z][a-zA-Z0-9\-_.]*[a-zA-Z0-9]:.+$/, (text) => `unable to parse volume ID '${text}'`);

function volumeOrPath(text: string): string | undefined {
  return text === "none" || text === "cdrom" || text.startsWith("/") ? undefined : volumeId(text);
}

/** A pool's name: up to three levels of plain names. */
function poolId(text: string): string | undefined {
  const levels = text.split("/");
  if (levels.length > 3) return `pool name '${text}' nested too deeply (max levels = 3)`;
  return levels.every((level) => /^[A-Za-z0-9.\-_]+$/.test(level))
    ? undefined
    : `pool name '${text}' contains invalid characters`;
}

const cpuType: FormatCheck = (text) => {
  const model = /(?:^|,)cputype=([^,]+)/.exec(text)?.[1] ?? text.split(",").find((part) => !part.includes("="));
  if (model === undefined) return undefined;
  if (model.startsWith("custom-")) return `Custom cputype '${model.slice(7)}' not found`;
  return /^(?:host|max|kvm32|kvm64|qemu32|qemu64|pentium\d?|486|athlon|phenom|coreduo|core2duo|x86-64-v[234](?:-AES)?|Broadwell.*|Cascadelake.*|Conroe|Cooperlake.*|EPYC.*|GraniteRapids.*|Haswell.*|Icelake.*|IvyBridge.*|KnightsMill|Nehalem.*|Opteron_G\d|Penryn|SandyBridge.*|SapphireRapids.*|SierraForest.*|ClearwaterForest|Skylake.*|Westmere.*)$/.test(
    model,
  )
    ? undefined
    : `Built-in cputype '${model}' is not defined (missing 'custom-' prefix?)`;
};

const checks: Readonly<Record<string, FormatCheck>> = {
  "pve-vmid": matches(/^[1-9][0-9]{2,8}$/, "value does not look like a valid VM ID"),
  "pve-node": matches(new RegExp(`^${DNS_LABEL}$`), "value does not look like a valid node name"),
  "pve-configid": matches(/^[a-z][a-z0-9_-]+$/i, (text) => `invalid configuration ID '${text}'`),
  "pve-storage-id": matches(
    /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i,
    (text) => `storage ID '${text}' contains illegal characters`,
  ),
  "pve-groupid": matches(/^[A-Za-z0-9.\-_]+$/, (text) => `group name '${text}' contains invalid characters`),
  "pve-roleid": matches(/^[A-Za-z0-9.\-_]+$/, (text) => `role name '${text}' contains invalid characters`),
  "pve-realm": matches(/^[A-Za-z][A-Za-z0-9.\-_]+$/, "value does not look like a valid realm"),
  "pve-userid": matches(
    /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/,
    (text) => `value '${text}' does not look like a valid user name`,
  ),
  "pve-tokenid": matches(
    /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+![A-Za-z][A-Za-z0-9.\-_]+$/,
    (text) => `value '${text}' does not look like a valid token ID`,
  ),
  "pve-poolid": poolId,
  "pve-tag": matches(/^[a-z0-9_][a-z0-9_\-+.]*$/i, "invalid characters in tag"),
  "pve-storage-content": holds((text) => CONTENT_TYPES.has(text), ""),
  "pve-storage-path": matches(/^\/\S*$/, "value does not look like a valid absolute path"),
  "pve-volume-id": volumeId,
  "pve-volume-id-or-qm-path": volumeOrPath,
  "pve-volume-id-or-absolute-path": volumeOrPath,
  "pve-bridge-id": matches(/^[-_.\w\d]+$/, (text) => `invalid bridge ID '${text}'`),
  "pve-iface": matches(/^[a-z][a-z0-9_]{1,20}(?:[:.]\d+)?$/i, "invalid network interface name"),
  "pve-ipv4-config": holds(
    (text) => /^(?:dhcp|manual)$/.test(text) || isCidr(text, 4),
    "value does not look like a valid ipv4 network configuration",
  ),
  "pve-ipv6-config": holds(
    (text) => /^(?:auto|dhcp|manual)$/.test(text) || isCidr(text, 6),
    "value does not look like a valid ipv6 network configuration",
  ),
  "pve-hotplug-features": matches(HOTPLUG, "unable to parse hotplug option"),
  "pve-task-status-type": matches(/^(?:ok|error|warning|unknown)$/, "invalid status type"),
  "pve-calendar-event": matches(/\S/, "unable to parse calendar event"),
  "pve-vm-cpu-conf": cpuType,
  "dns-name": matches(dnsName, "value does not look like a valid DNS name"),
  "disk-size": matches(/^\d+(?:\.\d+)?[KMGT]?$/, "value does not look like a valid disk size"),
  "email-opt": matches(
    /^$|^[\w+\-~]+(?:\.[\w+\-~]+)*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/,
    "value does not look like a valid email address",
  ),
  "mac-addr": matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){5}$/i,
    "value does not look like a valid unicast MAC address",
  ),
  "mac-prefix": matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){0,2}:?$/i,
    "value is not a valid unicast MAC address prefix",
  ),
  ip: holds(isIp, "value does not look like a valid IP address"),
  ipv4: holds(isIPv4, "value does not look like a valid IPv4 address"),
  ipv6: holds(isIPv6, "value does not look like a valid IPv6 address"),
  CIDR: holds((text) => isCidr(text, 4) || isCidr(text, 6), "value does not look like a valid CIDR network"),
  CIDRv4: holds((text) => isCidr(text, 4), "value does not look like a valid IPv4 network"),
  CIDRv6: holds((text) => isCidr(text, 6), "value does not look like a valid IPv6 network"),
  address: holds((text) => isIp(text) || dnsName.test(text), "value does not look like a valid address"),
  urlencoded: matches(/^(?:[-\w.!~*'()]|%[0-9a-fA-F]{2})*$/, (text) => `invalid urlencoded string: ${text}`),
};

/** What is wrong with a text of a named format, with its final newline; undefined when it is fine or the format is free text. */
export function formatComplaint(format: string, text: string, privileges: ReadonlySet<string>): string | undefined {
  const list = /^(.+)-list$/.exec(format)?.[1];
  if (list !== undefined) {
    for (const item of splitList(text)) {
      const complaint = formatComplaint(list, item, privileges);
      if (complaint !== undefined) return complaint;
    }
    return undefined;
  }
  const complaint = special(format, text, privileges) ?? checks[format]?.(text);
  return complaint === undefined ? undefined : `${complaint}\n`;
}

function special(format: string, text: string, privileges: ReadonlySet<string>): string | undefined {
  if (format === "pve-priv") return privileges.has(text) ? undefined : `invalid privilege '${text}'`;
  if (format === "pve-storage-content" && !CONTENT_TYPES.has(text)) return `invalid content type '${text}'`;
  return undefined;
}
