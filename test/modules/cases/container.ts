import type { Case } from "./case.ts";

const dns1 = {
  module: "proxmox_container",
  args: {
    vmid: 300,
    name: "dns1",
    node: "pve1",
    ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
    rootfs: { storage: "local-lvm", size: "4G" },
    net0: { name: "eth0", bridge: "vmbr0", ip: "dhcp" },
    state: "started",
  },
};
/** Containers. */
export const containerCases: Readonly<Record<string, Case>> = {
  "makes a container": {
    module: "proxmox_container",
    args: {
      ...dns1.args,
      cores: 1,
      memory: 256,
      swap: 0,
      features: { nesting: true },
      tags: ["dns"],
      description: "Names",
      onboot: true,
      mounts: { mp0: { storage: "local-lvm", size: "1G", mp: "/srv" } },
      nameservers: ["10.0.0.1"],
      password: "hunter2-long",
    },
  },
  "changes one option of a container's network device": {
    module: "proxmox_container",
    args: { name: "dns1", nics: { net0: { firewall: true } } },
    before: [dns1],
  },
  "grows a container's root": {
    module: "proxmox_container",
    args: { vmid: 300, rootfs: { size: "5G" } },
    before: [dns1],
  },
  "destroys a container's volume when told to": {
    module: "proxmox_container",
    args: { vmid: 300, mounts: { mp0: { state: "absent" } } },
    before: [
      { ...dns1, args: { ...dns1.args, state: "present", mp0: { storage: "local-lvm", size: "1G", mp: "/srv" } } },
    ],
  },
  "shuts a container down": { module: "proxmox_container", args: { vmid: 300, state: "stopped" }, before: [dns1] },
  "clones a container": {
    module: "proxmox_container",
    args: {
      clone: "dns1",
      name: "dns2",
      vmid: 301,
      full: true,
      cores: 2,
      net0: { ip: "10.0.0.9/24" },
      state: "started",
    },
    before: [{ ...dns1, args: { ...dns1.args, state: "present" } }],
  },
  "makes a template of a container": {
    module: "proxmox_container",
    args: { vmid: 300, state: "template" },
    before: [{ ...dns1, args: { ...dns1.args, state: "present" } }],
  },
  "removes a running container by force": {
    module: "proxmox_container",
    args: { vmid: 300, state: "absent", force: true },
    before: [dns1],
  },
};
