import type { Options } from "../../../core/spec/options.ts";

const DISK =
  "as a dictionary (V({storage: local-lvm, size: 32G, discard: on})) or as a raw property string. A size grows an existing disk and never shrinks it; sub-options that are not named stay as they are.";

/** Disks and network devices. */
export const deviceOptions = {
  disks: {
    type: "dict",
    description:
      "Disks by key (V(scsi0), V(virtio1), ...), each as under the option of that name. V(state: detached) keeps a disk as an unused one, V(state: absent) destroys it with its data.",
  },
  nics: {
    type: "dict",
    standIn: { net0: { firewall: true } },
    description: "Network devices by key (V(net0), ...), each as under the option of that name.",
  },
  scsi: { type: "raw", indexed: 31, description: `SCSI disk, ${DISK}` },
  virtio: { type: "raw", indexed: 16, description: `VirtIO block disk, ${DISK}` },
  sata: { type: "raw", indexed: 6, description: `SATA disk, ${DISK}` },
  ide: {
    type: "raw",
    indexed: 4,
    description: `IDE disk, CD drive or cloud-init drive (V({storage: local-lvm, cloudinit: true})), ${DISK}`,
  },
  efidisk0: { type: "raw", description: `Disk for EFI variables, ${DISK}` },
  tpmstate0: { type: "raw", description: `Disk for the TPM's state, ${DISK}` },
  net: {
    type: "raw",
    indexed: 32,
    description:
      "Network device, as a dictionary (V({bridge: vmbr0, tag: 20})) or as a raw property string. The MAC address and whatever is not named stay as they are.",
  },
  virtiofs: { type: "raw", indexed: 10, description: "Directory of the host shared by virtiofs." },
} as const satisfies Options;
