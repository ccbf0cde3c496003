/** An address of a guest. */
export interface Address {
  readonly ip: string;
  /** Length of the network prefix. */
  readonly prefix: number | undefined;
  readonly family: "ipv4" | "ipv6";
  /** Name of the network device in the guest. */
  readonly interface: string;
  readonly mac: string | undefined;
}

/** What the QEMU guest agent tells of a network device (`agent/network-get-interfaces`). */
export interface AgentInterface {
  readonly name: string;
  readonly "hardware-address"?: string;
  readonly "ip-addresses"?: readonly {
    readonly "ip-address": string;
    readonly "ip-address-type": string;
    readonly prefix?: number;
  }[];
}

/** What the node tells of a container's network device (`lxc/{vmid}/interfaces`). */
export interface ContainerInterface {
  readonly name: string;
  readonly hwaddr?: string;
  /** Address with prefix, such as `10.0.0.5/24`. */
  readonly inet?: string;
  readonly inet6?: string;
}

/** The addresses a QEMU guest agent reports. */
export function agentAddresses(interfaces: readonly AgentInterface[]): readonly Address[] {
  return interfaces.flatMap((device) =>
    (device["ip-addresses"] ?? []).map((address) => ({
      ip: address["ip-address"],
      prefix: address.prefix,
      family: address["ip-address-type"] === "ipv6" ? ("ipv6" as const) : ("ipv4" as const),
      interface: device.name,
      mac: device["hardware-address"],
    })),
  );
}

/** The addresses a node reports of a container. */
export function containerAddresses(interfaces: readonly ContainerInterface[]): readonly Address[] {
  return interfaces.flatMap((device) => [...containerAddress(device, "ipv4"), ...containerAddress(device, "ipv6")]);
}

function containerAddress(device: ContainerInterface, family: Address["family"]): readonly Address[] {
  const [ip, prefix] = (family === "ipv4" ? device.inet : device.inet6)?.split("/") ?? [];
  if (ip === undefined || ip === "") return [];
  return [
    {
      ip,
      prefix: prefix === undefined ? undefined : Number(prefix),
      family,
      interface: device.name,
      mac: device.hwaddr,
    },
  ];
}

/** Whether an address can be connected to from outside the guest: no loopback, no link-local one. */
export function isReachable({ ip }: Pick<Address, "ip">): boolean {
  return !/^(127\.|169\.254\.|fe[89ab][0-9a-f]:)|^::1$/i.test(ip);
}
