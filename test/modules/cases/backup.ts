import type { Case } from "./case.ts";

const backup = { module: "proxmox_backup", args: { vmid: 101, storage: "local", max_age: "1d" } };

/** Backups. */
export const backupCases: Readonly<Record<string, Case>> = {
  "backs a VM up": { ...backup, identity: "root" },
  "backs up guests of two nodes, with notes": {
    module: "proxmox_backup",
    args: {
      vmids: ["101-102"],
      name: "dns-1",
      storage: "local",
      max_age: "1d",
      notes: "{{guestname}} of {{ node }}\nC:\\new",
      protected: true,
    },
    identity: "root",
  },
  "writes notes to a backup, and protects it": {
    module: "proxmox_backup",
    args: { ...backup.args, notes: "Kept", protected: true },
    before: [backup],
    identity: "root",
  },
  "takes notes and protection off a backup": {
    module: "proxmox_backup",
    args: { ...backup.args, notes: "", protected: false },
    before: [{ module: "proxmox_backup", args: { ...backup.args, notes: "Kept", protected: true } }],
    identity: "root",
  },
};
