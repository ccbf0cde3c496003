import { BlockList, isIP } from "node:net";
import { HintedError } from "../../core/errors.ts";
import { type Address, isReachable } from "../../core/proxmox/guest-addresses.ts";
import type { IpArgs } from "./options.ts";

type Filter = Pick<IpArgs, "family" | "include" | "exclude" | "virtual_interfaces"> & {
  readonly interface?: string | undefined;
};

/** Network devices that container engines and hypervisors make inside a guest. */
const VIRTUAL = /^(docker|br-|veth|cni|flannel|cali|virbr|podman|lxcbr|lxdbr|kube|tun|tap|wg|zt)/;

/** The addresses worth connecting to, IPv4 first: no loopback, no link-local, no container networks, and only what the task asks for. @throws HintedError OPTION_INVALID */
export function usable(addresses: readonly Address[], filter: Filter): readonly Address[] {
  const excluded = listOf(filter.exclude ?? [], "exclude");
  const included = filter.include === undefined ? undefined : listOf(filter.include, "include");
  const kept = addresses.filter(
    (address) =>
      isReachable(address) &&
      !excluded.check(address.ip, address.family) &&
      (included === undefined || included.check(address.ip, address.family)) &&
      (filter.virtual_interfaces || filter.interface !== undefined || !VIRTUAL.test(address.interface)) &&
      (filter.family === "any" || address.family === filter.family) &&
      (filter.interface === undefined || address.interface === filter.interface),
  );
  return kept.toSorted((a, b) => a.family.localeCompare(b.family));
}

function listOf(networks: readonly string[], option: string): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const [network = "", prefix] = text.split("/");
    const version = isIP(network);
    const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128))
      throw notANetwork(text, option);
    list.addSubnet(network, bits, version === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

function notANetwork(text: string, option: string): HintedError {
  return new HintedError("OPTION_INVALID", `'${option}' has '${text}', expected a network such as 10.0.0.0/8`, {
    hint: `Correct '${option}'`,
  });
}

/** The static addresses a VM's cloud-init configuration (`ipconfigN`) or a container's `netN` names, with the device's number in place of its name. */
export function configuredAddresses(config: Readonly<Record<string, unknown>>): readonly Address[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const index = /^(?:ipconfig|net)(\d+)$/.exec(key)?.[1];
    return index === undefined ? [] : addressesIn(String(value), key);
  });
}

function addressesIn(text: string, key: string): readonly Address[] {
  return [...text.matchAll(/(?:^|,)ip6?=([0-9a-f.:]+)\/(\d+)/gi)].map(([, ip = "", prefix]) => ({
    ip,
    prefix: Number(prefix),
    family: ip.includes(":") ? ("ipv6" as const) : ("ipv4" as const),
    interface: key,
    mac: undefined,
  }));
}
