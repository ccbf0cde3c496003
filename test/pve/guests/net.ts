import type { ApiSchema } from "../../../core/proxmox/schema/api-schema.ts";
import { parsePropertyString, printPropertyString } from "../schema-check/property-string.ts";
import type { Services } from "../services.ts";
import type { GuestKind } from "../state.ts";
import { stringKeys } from "./keys.ts";

/** A network device's settings by key. */
export type Net = Map<string, string>;

/** Reads `virtio=AA:..,bridge=vmbr0` (a VM's) or `name=eth0,bridge=vmbr0` (a container's). */
export function parseNet(schema: ApiSchema, kind: GuestKind, value: string): Net {
  return parsePropertyString(value, stringKeys(schema, kind, "net0"));
}

/** Writes a network device as PVE does: a VM's starts with `model=MAC`. */
export function printNet(schema: ApiSchema, kind: GuestKind, net: Net): string {
  if (kind === "lxc") return printPropertyString(net, stringKeys(schema, kind, "net0"));
  const rest = [...net.keys()].filter((key) => key !== "model" && key !== "macaddr").sort();
  return [`${net.get("model")}=${net.get("macaddr")}`, ...rest.map((key) => `${key}=${net.get(key)}`)].join(",");
}

/** The device with what PVE fills in: a MAC address of the cluster's prefix, in upper case; a container's type. */
export function completeNet(services: Services, kind: GuestKind, value: string): string {
  const net = parseNet(services.schema, kind, value);
  const key = kind === "qemu" ? "macaddr" : "hwaddr";
  const given = net.get(key);
  net.set(key, given === undefined ? newMac(services) : given.toUpperCase());
  if (kind === "lxc") net.set("type", "veth");
  return printNet(services.schema, kind, net);
}

/** The device with a new MAC address, for clones. */
export function withNewMac(services: Services, kind: GuestKind, value: string): string {
  const net = parseNet(services.schema, kind, value);
  net.set(kind === "qemu" ? "macaddr" : "hwaddr", newMac(services));
  return printNet(services.schema, kind, net);
}

function newMac(services: Services): string {
  return services.random.mac(services.state.options.get("mac_prefix") ?? "BC:24:11");
}

/** The device's MAC address, upper case. */
export function macOf(net: Net): string {
  return net.get("macaddr") ?? net.get("hwaddr") ?? "";
}
