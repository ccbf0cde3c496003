import type { Case } from "./case.ts";

/** A running VM to act on. */
export const web1 = {
  module: "proxmox_vm",
  args: { clone: "debian-13-cloud", name: "web1", vmid: 120, state: "started" },
};
const withDisk = {
  module: "proxmox_vm",
  args: { ...web1.args, state: "present", disks: { scsi1: { storage: "local-lvm", size: "1G" } } },
};
const snapshot = { module: "proxmox_snapshot", args: { vmid: 120, snapname: "before" } };

/** VMs, snapshots, tokens and ACLs. */
export const vmCases: Readonly<Record<string, Case>> = {
  "clones, configures, resizes and starts a VM": {
    module: "proxmox_vm",
    args: {
      clone: "debian-13-cloud",
      name: "web1",
      cores: 4,
      memory: 4096,
      scsi0: { size: "16G", ssd: true },
      net0: { tag: 20 },
      ciuser: "admin",
      cipassword: "hunter2-long",
      sshkeys: "ssh-ed25519 AAAA+/= me",
      ipconfig0: { ip: "10.0.0.11/24", gw: "10.0.0.1" },
      nameservers: ["10.0.0.1", "10.0.0.2"],
      tags: ["Web", "a"],
      description: "Two\nlines\n",
      state: "started",
    },
  },
  "clones by vmid as a full clone": {
    module: "proxmox_vm",
    args: { clone: "9000", vmid: 150, name: "full", full: true },
  },
  "creates a VM from nothing": {
    module: "proxmox_vm",
    args: {
      name: "db1",
      node: "pve1",
      cores: 2,
      memory: 1024,
      scsihw: "virtio-scsi-single",
      scsi0: { storage: "local-lvm", size: "4G" },
      net0: "virtio,bridge=vmbr0",
      ostype: "l26",
      onboot: true,
      agent: { enabled: true, fstrim_cloned_disks: true },
    },
  },
  "changes one option of a network device": {
    module: "proxmox_vm",
    args: { vmid: 120, net0: { firewall: true } },
    before: [web1],
  },
  "adds a disk and a network device": {
    module: "proxmox_vm",
    args: { vmid: 120, scsi1: { storage: "local-lvm", size: "1G" }, net1: { model: "virtio", bridge: "vmbr0" } },
    before: [web1],
  },
  "grows a disk": { module: "proxmox_vm", args: { vmid: 120, scsi0: { size: "9G" } }, before: [web1] },
  "removes a key": { module: "proxmox_vm", args: { vmid: 120, delete: ["serial0"] }, before: [web1] },
  "renames a VM": { module: "proxmox_vm", args: { vmid: 120, name: "web9" }, before: [web1] },
  "shuts a VM down": { module: "proxmox_vm", args: { name: "web1", state: "stopped" }, before: [web1] },
  "removes a running VM by force": {
    module: "proxmox_vm",
    args: { vmid: 120, state: "absent", force: true },
    before: [web1],
  },
  "describes disks, devices and cloud-init in groups": {
    module: "proxmox_vm",
    args: {
      clone: "debian-13-cloud",
      name: "web1",
      full: true,
      disks: { scsi0: { size: "5G" }, scsi1: { storage: "local-lvm", size: "1G" } },
      nics: { net0: { tag: 7 }, net1: { model: "virtio", bridge: "vmbr0" } },
      cloud_init: {
        user: "admin",
        ssh_keys: ["ssh-ed25519 AAAA me"],
        nameservers: ["10.0.0.1"],
        ipconfig: { ipconfig0: { ip: "dhcp" } },
      },
    },
  },
  "takes an id of a range": { module: "proxmox_vm", args: { clone: "9000", name: "ranged", vmid_range: ["150-160"] } },
  "detaches a disk and keeps it unused": {
    module: "proxmox_vm",
    args: { vmid: 120, disks: { scsi1: { state: "detached" } } },
    before: [withDisk],
  },
  "destroys a disk when told to": {
    module: "proxmox_vm",
    args: { vmid: 120, disks: { scsi1: { state: "absent" } } },
    before: [withDisk],
  },
  "moves a disk to another storage": {
    module: "proxmox_vm",
    args: { vmid: 120, disks: { scsi1: { storage: "fast" } } },
    before: [withDisk],
    identity: "root",
  },
  "moves a VM into a pool": {
    module: "proxmox_vm",
    args: { vmid: 120, pool: "web" },
    before: [web1],
    identity: "root",
  },
  "pauses a VM": { module: "proxmox_vm", args: { vmid: 120, state: "paused" }, before: [web1] },
  "resumes a paused VM": {
    module: "proxmox_vm",
    args: { vmid: 120, state: "resumed" },
    before: [web1, { module: "proxmox_vm", args: { vmid: 120, state: "paused" } }],
  },
  "hibernates a VM": { module: "proxmox_vm", args: { vmid: 120, state: "hibernated" }, before: [web1] },
  "wakes a hibernated VM": {
    module: "proxmox_vm",
    args: { vmid: 120, state: "started" },
    before: [web1, { module: "proxmox_vm", args: { vmid: 120, state: "hibernated" } }],
  },
  "makes a template": {
    module: "proxmox_vm",
    args: { vmid: 120, state: "template" },
    before: [{ ...web1, args: { ...web1.args, state: "present", full: true } }],
  },
  "moves a VM to another node": {
    module: "proxmox_vm",
    args: { vmid: 120, node: "pve2", migrate: true, with_local_disks: true },
    before: [{ ...web1, args: { ...web1.args, full: true } }],
    identity: "root",
  },
  "takes a snapshot": { ...snapshot, before: [web1] },
  "takes a snapshot with memory": {
    module: "proxmox_snapshot",
    args: { vmid: 120, snapname: "ram", vmstate: true },
    before: [web1],
  },
  "removes a snapshot": {
    module: "proxmox_snapshot",
    args: { vmid: 120, snapname: "before", state: "absent" },
    before: [web1, snapshot],
  },
  "makes a token": {
    module: "proxmox_token",
    args: { userid: "root@pam", tokenid: "ci", comment: "CI", expire: 0, return_secret: true },
    identity: "root",
  },
  "grants a role": {
    module: "proxmox_acl",
    args: { path: "/vms/9000", roles: ["PVEVMUser"], tokens: ["deploy@pve!play"], propagate: false },
    identity: "root",
  },
};
