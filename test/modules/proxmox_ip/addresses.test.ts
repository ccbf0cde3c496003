import { describe, expect, test } from "vitest";
import { agentAddresses, containerAddresses } from "../../../core/proxmox/guest-addresses.ts";
import { configuredAddresses, usable } from "../../../modules/proxmox_ip/addresses.ts";

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
  { name: "docker0", "ip-addresses": [{ "ip-address": "172.17.0.1", "ip-address-type": "ipv4", prefix: 16 }] },
]);

const none = { virtual_interfaces: false };

describe("usable()", () => {
  const cases: Record<string, readonly [Parameters<typeof usable>[1], readonly string[]]> = {
    "leaves out loopback and link-local and puts IPv4 first": [{ ...none, family: "any" }, ["10.0.0.5", "2001:db8::5"]],
    "keeps one family": [{ ...none, family: "ipv6" }, ["2001:db8::5"]],
    "takes container networks when told to": [{ family: "ipv4", virtual_interfaces: true }, ["10.0.0.5", "172.17.0.1"]],
    "keeps what is included": [{ ...none, family: "any", include: ["2001:db8::/32"] }, ["2001:db8::5"]],
    "leaves out what is excluded": [{ ...none, family: "any", exclude: ["10.0.0.0/8"] }, ["2001:db8::5"]],
    "keeps one device": [{ ...none, family: "any", interface: "eth1" }, []],
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

describe("configuredAddresses()", () => {
  test("reads static addresses of VMs and containers and no others", () => {
    const config = {
      ipconfig0: "ip=10.0.0.7/24,gw=10.0.0.1,ip6=auto",
      net0: "name=eth0,ip=10.0.0.8/24",
      ipconfig1: "ip=dhcp",
      cores: 2,
    };
    expect(configuredAddresses(config).map(({ ip }) => ip)).toEqual(["10.0.0.7", "10.0.0.8"]);
  });
});
