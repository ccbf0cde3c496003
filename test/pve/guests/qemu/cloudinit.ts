import { parameterError } from "../../pve-error.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { guestOf } from "../find.ts";

const KEYS = ["cicustom", "cipassword", "citype", "ciuser", "nameserver", "searchdomain", "sshkeys"];

/** What a VM's cloud-init drive says. */
export const cloudInit: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/cloudinit": (call) => pending(guestOf(call, "qemu")),
  "PUT /nodes/{node}/qemu/{vmid}/cloudinit": (call) => {
    guestOf(call, "qemu");
    return null;
  },
  "GET /nodes/{node}/qemu/{vmid}/cloudinit/dump": dump,
};

function pending(guest: Guest): Record<string, unknown>[] {
  const keys = [...guest.config.keys()].filter((key) => KEYS.includes(key));
  return keys.map((key) => ({ key, value: key === "cipassword" ? "**********" : guest.config.get(key) }));
}

function dump(call: Call): string {
  const guest = guestOf(call, "qemu");
  const type = call.params.need("type");
  if (type === "user") return userData(guest);
  if (type === "network") return networkData(guest);
  if (type === "meta") return `instance-id: ${guest.config.get("vmgenid") ?? guest.vmid}\n`;
  throw parameterError({ type: `unknown type '${type}'` });
}

/** The user part: PVE writes the plain password there when it has one. */
export function userData(guest: Guest): string {
  const get = (key: string): string | undefined => guest.config.get(key);
  const host = get("name") ?? `VM${guest.vmid}`;
  const lines = ["#cloud-config", `hostname: ${host}`, "manage_etc_hosts: true"];
  const domain = get("searchdomain");
  if (domain !== undefined) lines.push(`fqdn: ${host}.${domain}`);
  if (get("ciuser") !== undefined) lines.push(`user: ${get("ciuser")}`);
  if (get("cipassword") !== undefined) lines.push(`password: ${get("cipassword")}`);
  const keys = decodeURIComponent(get("sshkeys") ?? "")
    .split("\n")
    .filter((key) => key !== "");
  if (keys.length > 0) lines.push("ssh_authorized_keys:", ...keys.map((key) => `  - ${key}`));
  lines.push("chpasswd:", "  expire: False", "users:", "  - default");
  if (get("ciupgrade") !== "0") lines.push("package_upgrade: true");
  return `${lines.join("\n")}\n`;
}

function networkData(guest: Guest): string {
  const lines = ["version: 1", "config:"];
  for (const key of [...guest.config.keys()].filter((name) => /^net\d+$/.test(name)).sort())
    lines.push(...physical(guest, key));
  const server = guest.config.get("nameserver");
  const domain = guest.config.get("searchdomain");
  if (server !== undefined || domain !== undefined) {
    lines.push("    - type: nameserver");
    if (server !== undefined)
      lines.push("      address:", ...server.split(/[ ,]+/).map((address) => `      - '${address}'`));
    if (domain !== undefined) lines.push("      search:", `      - '${domain}'`);
  }
  return `${lines.join("\n")}\n`;
}

function physical(guest: Guest, key: string): string[] {
  const index = key.slice(3);
  const mac = /[0-9A-F]{2}(?::[0-9A-F]{2}){5}/i.exec(guest.config.get(key) ?? "")?.[0]?.toLowerCase() ?? "";
  const lines = ["    - type: physical", `      name: eth${index}`, `      mac_address: '${mac}'`, "      subnets:"];
  const settings = new Map(
    (guest.config.get(`ipconfig${index}`) ?? "")
      .split(",")
      .map((part) => [part.split("=")[0] ?? "", part.split("=")[1] ?? ""]),
  );
  const ip = settings.get("ip");
  if (ip === "dhcp") lines.push("      - type: dhcp4");
  else if (ip !== undefined) {
    const [address, bits] = ip.split("/");
    lines.push("      - type: static", `        address: '${address}'`, `        netmask: '${netmask(Number(bits))}'`);
    if (settings.has("gw")) lines.push(`        gateway: '${settings.get("gw")}'`);
  }
  return lines;
}

function netmask(bits: number): string {
  return [0, 1, 2, 3].map((index) => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - 8 * index)))).join(".");
}
