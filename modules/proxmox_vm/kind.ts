import { qemuConfig } from "../../core/proxmox/qemu-config.ts";
import type { GuestKind } from "../kit/guest/guest-kind.ts";
import { configOptions } from "./options.ts";

/** VMs. */
export const vm: GuestKind = {
  type: "qemu",
  title: "VM",
  schema: qemuConfig,
  configOptions,
  keyNames: {
    numa_enabled: "numa",
    smbios: "smbios1",
    nameservers: "nameserver",
    searchdomains: "searchdomain",
    allow_ksm: "allow-ksm",
    amd_sev: "amd-sev",
    intel_tdx: "intel-tdx",
  },
  nameKey: "name",
  volumeKey: "file",
  macKey: "macaddr",
  writeOnly: "cipassword",
  calls: { moveDisk: "move_disk", moveDiskKey: "disk", targetStorage: "targetstorage", configByPost: true },
  isDisk: (key) => /^(scsi|virtio|sata|ide)\d+$|^(efidisk|tpmstate)0$/.test(key),
};
