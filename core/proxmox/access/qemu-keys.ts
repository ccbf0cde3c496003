/** Privileges of configuration keys of VMs: one of those listed (source: recorded calls and the API's documentation of VM.Config.*). */
const KEYS: readonly (readonly [readonly string[], string])[] = [
  [["VM.Config.CPU"], "cores cpu cpulimit cpuunits numa smp sockets vcpus"],
  [["VM.Config.Memory"], "allow-ksm balloon memory shares"],
  [["VM.Config.HWType"], "acpi audio0 hotplug kvm machine rng0 scsihw smbios1 tablet vga watchdog"],
  [["VM.Config.Disk"], "boot bootdisk vmstatestorage"],
  [
    ["VM.Config.Cloudinit", "VM.Config.Network"],
    "cicustom cipassword citype ciupgrade ciuser nameserver searchdomain sshkeys",
  ],
  [
    ["VM.Config.Options"],
    "agent autostart bios description keyboard localtime migrate_downtime migrate_speed name onboot ostype protection reboot startdate startup tags tdf template",
  ],
  [["VM.PowerMgmt"], "freeze"],
];

const BY_NAME: ReadonlyMap<string, readonly string[]> = new Map(
  KEYS.flatMap(([privileges, names]) => names.split(" ").map((name) => [name, privileges] as const)),
);

const BY_FAMILY: Readonly<Record<string, readonly string[]>> = {
  numa: ["VM.Config.CPU"],
  virtiofs: ["VM.Config.Disk"],
  ipconfig: ["VM.Config.Cloudinit", "VM.Config.Network"],
  net: ["VM.Config.Network"],
};

/** The privileges of which one lets a key be set or removed; undefined for keys that are root's alone. */
export function qemuKeyPrivileges(key: string): readonly string[] | undefined {
  return BY_NAME.get(key) ?? BY_FAMILY[/^([a-z]+)\d+$/.exec(key)?.[1] ?? ""];
}

/** Whether the key is a drive. */
export function isDriveKey(key: string): boolean {
  return /^(?:ide|sata|scsi|virtio)\d+$|^(?:efidisk|tpmstate)0$/.test(key);
}
