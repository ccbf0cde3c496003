import { describe, expect, test } from "vitest";
import { agentAddresses, containerAddresses } from "../../../core/proxmox/guest-addresses.ts";
import { usable } from "../../../modules/proxmox_ip/addresses.ts";

const agent = agentAddresses([
  { name: "lo", "ip-addresses": [{ "ip-address": "127.0.0.1", "ip-address-type": "ipv4", prefix: 8 }] },
  {
    name: "eth0",
    "hardware-address": "bc:24:11:00:00:01",
    "ip-addresses": [
      { "ip-address": "fe80::1", "ip-address-type": "ipv6", prefix: 64 },
      { "ip-address": "2001:db8::5", "ip-address-type": "ipv6", prefix: 64 },
      { "ip-address": "10.0.0.5", "ip-address-type": "ipv4", prefix: 24 },
    ],
  },
  { name: "eth1" },
]);

describe("usable()", () => {
  const cases: Record<string, readonly [Parameters<typeof usable>[1], readonly string[]]> = {
    "leaves out loopback and link-local and puts IPv4 first": [{ family: "any" }, ["10.0.0.5", "2001:db8::5"]],
    "keeps one family": [{ family: "ipv6" }, ["2001:db8::5"]],
    "keeps one device": [{ family: "any", interface: "eth1" }, []],
  };

  test.each(Object.entries(cases))("%s", (_name, [args, ips]) => {
    expect(usable(agent, args).map(({ ip }) => ip)).toEqual(ips);
  });
});

describe("containerAddresses()", () => {
  test("splits addresses from their prefixes", () => {
    expect(containerAddresses([{ name: "eth0", hwaddr: "bc:24:11:00:00:02", inet: "10.0.0.6/24" }])).toEqual([
      { ip: "10.0.0.6", prefix: 24, family: "ipv4", interface: "eth0", mac: "bc:24:11:00:00:02" },
    ]);
  });
});
