/**
 * Roles by purpose. `provisioner` holds what making guests was measured to need on the real API: VM.Config.HWType for scsihw, serial,
 * vga and machine, VM.Config.CDROM for a cloud-init drive on an existing VM, SDN.Use also on the template's own bridge.
 */
export const presets = {
  "vm-operator": ["VM.Audit", "VM.PowerMgmt"],
  "vm-manager": ["VM.Audit", "VM.PowerMgmt", "VM.Allocate", "VM.Clone", "Datastore.AllocateSpace", "SDN.Use"],
  provisioner: [
    "VM.Allocate",
    "VM.Audit",
    "VM.Clone",
    "VM.Config.CDROM",
    "VM.Config.CPU",
    "VM.Config.Cloudinit",
    "VM.Config.Disk",
    "VM.Config.HWType",
    "VM.Config.Memory",
    "VM.Config.Network",
    "VM.Config.Options",
    "VM.PowerMgmt",
    "VM.Snapshot",
    "VM.Snapshot.Rollback",
    "Datastore.AllocateSpace",
    "Datastore.Audit",
    "SDN.Use",
  ],
  "self-backup": ["VM.Audit", "VM.Snapshot", "VM.Backup", "Datastore.AllocateSpace", "Datastore.Audit"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What took the place of privileges that came and went between Proxmox VE 8 and 9 (source: the privileges of both versions). */
export const replacements: Readonly<Record<string, string>> = {
  "VM.Monitor": "VM.GuestAgent.Audit (and VM.GuestAgent.FileRead, FileWrite, FileSystemMgmt or Unrestricted for more)",
  "VM.GuestAgent.Audit": "VM.Monitor",
  "VM.GuestAgent.FileRead": "VM.Monitor",
  "VM.GuestAgent.FileWrite": "VM.Monitor",
  "VM.GuestAgent.FileSystemMgmt": "VM.Monitor",
  "VM.GuestAgent.Unrestricted": "VM.Monitor",
};
