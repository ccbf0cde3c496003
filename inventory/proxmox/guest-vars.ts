import type { Address } from "../../core/proxmox/guest-addresses.ts";
import type { Guest } from "../../core/proxmox/guests.ts";
import type { Dict, Value } from "../../core/values.ts";
import { configVars, type GuestFacts } from "./guest-facts.ts";

/** What is known of a guest. */
export interface GuestRecord {
  readonly guest: Guest;
  readonly name: string;
  readonly addresses: readonly Address[];
  readonly facts: GuestFacts | undefined;
  /** The VM's status as QEMU tells it (`paused`, `prelaunch`), when it was asked. */
  readonly qmpStatus: string | undefined;
}

/** Tags as a list; the API writes them with semicolons. */
export function tagsOf(guest: Guest): readonly string[] {
  return (guest.tags ?? "").split(/[;, ]+/).filter((tag) => tag !== "");
}

/** The variables of a guest, their names with the prefix in front; `ansible_host` when an address is known. */
export function guestVars(record: GuestRecord, prefix: string): Dict {
  const { guest, name, addresses, facts, qmpStatus } = record;
  const facets = new Map<string, Value>([
    ["name", name],
    ["vmid", guest.vmid],
    ["vmtype", guest.type],
    ["node", guest.node],
    ["status", guest.status],
    ["template", guest.template === 1],
    ["pool", guest.pool ?? ""],
    ["tags", guest.tags ?? ""],
    ["tags_parsed", [...tagsOf(guest)]],
  ]);
  if (qmpStatus !== undefined) facets.set("qmpstatus", qmpStatus);
  if (addresses.length > 0)
    facets.set(guest.type === "qemu" ? "agent_interfaces" : "lxc_interfaces", interfaces(addresses));
  if (facts) {
    for (const [key, value] of configVars(facts.config)) if (!facets.has(key)) facets.set(key, value);
    facets.set("snapshots", [...facts.snapshots]);
  }
  const vars: Dict = new Map([...facets].map(([key, value]) => [prefix + key, value]));
  const [first] = addresses;
  if (first) vars.set("ansible_host", first.ip);
  return vars;
}

/** Addresses by the guest's network devices. */
function interfaces(addresses: readonly Address[]): Value {
  const devices = new Map<string, { mac: string; ips: Value[] }>();
  for (const { interface: name, mac, ip, prefix } of addresses) {
    const device = devices.get(name) ?? { mac: mac ?? "", ips: [] };
    device.ips.push(prefix === undefined ? ip : `${ip}/${prefix}`);
    devices.set(name, device);
  }
  return [...devices].map(
    ([name, { mac, ips }]) =>
      new Map<Value, Value>([
        ["name", name],
        ["mac-address", mac],
        ["ip-addresses", ips],
      ]),
  );
}
