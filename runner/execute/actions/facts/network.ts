import type { Facts, Sections } from "./script.ts";

interface Address {
  readonly device: string;
  readonly family: "inet" | "inet6";
  readonly address: string;
  readonly prefix: number;
  readonly broadcast: string;
  readonly scope: string;
}

/** Interfaces with their addresses, and the ones that the default routes use. */
export function interfaceFacts(sections: Sections): Facts {
  const addresses = (sections.get("addresses") ?? []).flatMap(parseAddress);
  const links = (sections.get("links") ?? []).flatMap(parseLink);
  const facts: Facts = {
    ansible_interfaces: links.map((link) => link.device),
    ansible_all_ipv4_addresses: global(addresses, "inet"),
    ansible_all_ipv6_addresses: addresses
      .filter(({ family, address }) => family === "inet6" && address !== "::1")
      .map(({ address }) => address),
    ansible_default_ipv4: defaultRoute(sections.get("route4")?.[0], { addresses, links }),
    ansible_default_ipv6: defaultRoute(sections.get("route6")?.[0], { addresses, links }),
  };
  const groups = (sections.get("devices") ?? []).map(parseGroup);
  for (const link of links) {
    const group = groups.find(({ device }) => device === link.device)?.facts ?? {};
    facts[`ansible_${link.device.replace(/[^A-Za-z0-9]/g, "_")}`] = { ...describeLink(link, addresses), ...group };
  }
  return facts;
}

/** A bridge or bond with the interfaces in it. */
function parseGroup(line: string): { readonly device: string; readonly facts: Facts } {
  const [type = "", device = "", ...members] = line.trim().split(/\s+/);
  return { device, facts: { type, [type === "bridge" ? "interfaces" : "slaves"]: members } };
}

interface Link {
  readonly device: string;
  readonly mac: string;
  readonly mtu: number;
  readonly active: boolean;
  readonly promiscuous: boolean;
  readonly type: string;
}

function parseLink(line: string): readonly Link[] {
  const match = /^\d+:\s+([^:@]+)(?:@[^:]+)?:\s+<([^>]*)>.*?mtu (\d+)/.exec(line);
  if (match?.[1] === undefined) return [];
  const mac = /link\/\w+ ([0-9a-f:]{17})/.exec(line)?.[1] ?? "";
  const type = /link\/loopback/.test(line) ? "loopback" : "ether";
  const flags = (match[2] ?? "").split(",");
  const states = { active: flags.includes("UP"), promiscuous: flags.includes("PROMISC") };
  return [{ device: match[1], mac, mtu: Number(match[3]), ...states, type }];
}

function parseAddress(line: string): readonly Address[] {
  const match = /^\d+:\s+(\S+)\s+(inet6?)\s+([^/\s]+)\/(\d+)(?:.*?brd (\S+))?.*?scope (\S+)/.exec(line);
  if (match?.[1] === undefined) return [];
  return [
    {
      device: match[1],
      family: match[2] === "inet6" ? "inet6" : "inet",
      address: match[3] ?? "",
      prefix: Number(match[4]),
      broadcast: match[5] ?? "",
      scope: match[6] ?? "",
    },
  ];
}

function global(addresses: readonly Address[], family: string): string[] {
  return addresses.filter((entry) => entry.family === family && entry.scope !== "host").map(({ address }) => address);
}

function describeLink(link: Link, addresses: readonly Address[]): Facts {
  const own = addresses.filter(({ device }) => device === link.device);
  const ipv4 = own.filter(({ family }) => family === "inet").map(describeIpv4);
  const ipv6 = own.filter(({ family }) => family === "inet6");
  return {
    device: link.device,
    active: link.active,
    mtu: link.mtu,
    type: link.type,
    promisc: link.promiscuous,
    ...(link.mac === "" || link.type === "loopback" ? {} : { macaddress: link.mac }),
    ...(ipv4[0] ? { ipv4: ipv4[0] } : {}),
    ...(ipv4.length > 1 ? { ipv4_secondaries: ipv4.slice(1) } : {}),
    ...(ipv6.length > 0
      ? { ipv6: ipv6.map(({ address, prefix, scope }) => ({ address, prefix: String(prefix), scope })) }
      : {}),
  };
}

function describeIpv4({ address, prefix, broadcast }: Address): Facts {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return {
    address,
    broadcast,
    netmask: dotted(mask),
    network: dotted((fromDotted(address) & mask) >>> 0),
    prefix: String(prefix),
  };
}

function defaultRoute(
  line: string | undefined,
  { addresses, links }: { addresses: readonly Address[]; links: readonly Link[] },
): Facts {
  const device = /\bdev (\S+)/.exec(line ?? "")?.[1];
  const source = /\bsrc (\S+)/.exec(line ?? "")?.[1];
  const address = addresses.find((entry) => entry.device === device && entry.address === source);
  if (device === undefined || !address) return {};
  const link = links.find((entry) => entry.device === device);
  const gateway = /\bvia (\S+)/.exec(line ?? "")?.[1];
  return {
    ...(gateway === undefined ? {} : { gateway }),
    interface: device,
    ...(address.family === "inet" ? { alias: device } : {}),
    macaddress: link?.mac ?? "",
    mtu: link?.mtu ?? 0,
    type: link?.type ?? "ether",
    ...(address.family === "inet"
      ? describeIpv4(address)
      : { address: address.address, prefix: String(address.prefix), scope: address.scope }),
  };
}

function fromDotted(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}
