import { defineModule } from "../kit/define-module.ts";
import { readOnly } from "../kit/read-only.ts";
import { constraints, options } from "./options.ts";
import { type GuestAddresses, read } from "./read.ts";

export default defineModule({
  name: "proxmox_ip",
  summary: "Find the IP addresses of guests, and wait for them",
  description: [
    "Asks the guest agent of VMs and the node of containers. Loopback and link-local addresses are left out.",
    "What waiting can not mend is said at once: agent switched off, guest stopped, no permission.",
    "Only reads: it never changes anything.",
  ],
  options,
  constraints,
  returns: {
    ip: {
      type: "str",
      returned: "when one guest is named",
      description: "First address, ready for C(ansible_host).",
      sample: "10.0.0.5",
    },
    ips: { type: "list", returned: "when one guest is named", description: "All its addresses.", sample: ["10.0.0.5"] },
    guests: {
      type: "list",
      returned: "always",
      description:
        "Every guest with its first address, all of them in detail, and whether they were reported by the guest or only configured.",
      sample: [
        {
          vmid: 101,
          name: "web1",
          node: "pve1",
          ip: "10.0.0.5",
          addresses: [{ ip: "10.0.0.5", prefix: 24, family: "ipv4", interface: "eth0", mac: "BC:24:11:00:00:01" }],
        },
      ],
    },
  },
  read,
  ...readOnly,
  result(current) {
    const guests = current.map(summary);
    const [first] = guests;
    const single = guests.length === 1 && first ? { ip: first.ip, ips: first.addresses.map(({ ip }) => ip) } : {};
    return { ...single, guests };
  },
});

function summary({ guest, addresses, source }: GuestAddresses) {
  return { vmid: guest.vmid, name: guest.name, node: guest.node, ip: addresses[0]?.ip, source, addresses };
}
