import type { Services } from "../services.ts";
import type { Guest } from "../state.ts";
import { macOf, parseNet } from "../guests/net.ts";
import { keySchema } from "../guests/keys.ts";
import { namedPropertyStrings } from "../../../core/proxmox/schema/named-formats.ts";
import { parsePropertyString } from "../schema-check/property-string.ts";

/** An address of a guest's interface. */
export interface Address {
  readonly type: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
}

/** A network interface as seen inside a guest. */
export interface Interface {
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly Address[];
}

/** The interfaces of a guest that is up: static addresses as configured, else what a DHCP server would lend, always the same. */
export function interfacesOf(services: Services, guest: Guest): Interface[] {
  const loopback: Interface = {
    name: "lo",
    mac: "00:00:00:00:00:00",
    addresses: [
      { type: "ipv4", address: "127.0.0.1", prefix: 8 },
      { type: "ipv6", address: "::1", prefix: 128 },
    ],
  };
  const keys = [...guest.config.keys()].filter((key) => /^net\d+$/.test(key)).sort();
  return [loopback, ...keys.map((key) => interfaceOf(services, guest, key))];
}

function interfaceOf(services: Services, guest: Guest, key: string): Interface {
  const index = Number(key.slice(3));
  const net = parseNet(services.schema, guest.kind, guest.config.get(key) ?? "");
  const mac = macOf(net).toLowerCase();
  const settings = guest.kind === "lxc" ? net : ipConfig(services, guest, index);
  const down = net.get("link_down") === "1";
  const linkLocal: Address = { type: "ipv6", address: eui64(mac), prefix: 64 };
  return {
    name: net.get("name") ?? (index === 0 ? "eth0" : `eth${index}`),
    mac,
    addresses: down ? [] : [...addressesOf(settings, guest.vmid, index), linkLocal],
  };
}

function ipConfig(services: Services, guest: Guest, index: number): ReadonlyMap<string, string> {
  const value = guest.config.get(`ipconfig${index}`);
  const keys = namedPropertyStrings["pve-qm-ipconfig"];
  if (value === undefined || !keys || !keySchema(services.schema, "qemu", `ipconfig${index}`))
    return new Map([["ip", "dhcp"]]);
  return parsePropertyString(value, keys);
}

function addressesOf(settings: ReadonlyMap<string, string>, vmid: number, index: number): Address[] {
  const addresses: Address[] = [];
  const ip = settings.get("ip");
  const ip6 = settings.get("ip6");
  if (ip === "dhcp")
    addresses.push({ type: "ipv4", address: `10.${index}.${(vmid >> 8) & 255}.${vmid & 255}`, prefix: 16 });
  else if (ip?.includes("/") === true) addresses.push({ type: "ipv4", ...split(ip) });
  if (ip6 === "dhcp" || ip6 === "auto")
    addresses.push({ type: "ipv6", address: `2001:db8:${index}::${vmid.toString(16)}`, prefix: 64 });
  else if (ip6?.includes("/") === true) addresses.push({ type: "ipv6", ...split(ip6) });
  return addresses;
}

function split(cidr: string): { readonly address: string; readonly prefix: number } {
  const [address = "", prefix = "0"] = cidr.split("/");
  return { address, prefix: Number(prefix) };
}

/** The link-local address of a MAC address. */
function eui64(mac: string): string {
  const bytes = mac.split(":").map((byte) => Number.parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const group = (high: number, low: number): string => ((high << 8) | low).toString(16);
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}
