import { isRoot } from "../../access/principal.ts";
import { failure } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import { parsePropertyString } from "../../schema-check/property-string.ts";
import type { Config } from "../../state.ts";
import { checkNewDisk, checkVolumeAccess, NEW_DISK } from "../../storage/access.ts";
import { findStorage } from "../../storage/storages.ts";
import { kindOfVolume, splitVolumeId } from "../../storage/volume-id.ts";
import { type Drive, drivesOf, isCdrom } from "../drive.ts";
import { isDriveKey, stringKeys } from "../keys.ts";
import { checkBridge } from "../bridge.ts";
import { parseNet } from "../net.ts";

const CPU = new Set(["cores", "cpu", "cpulimit", "cpuunits", "numa", "smp", "sockets", "vcpus"]);
const MEMORY = new Set(["allow-ksm", "balloon", "memory", "shares"]);
const HARDWARE = new Set([
  "acpi",
  "audio0",
  "hotplug",
  "kvm",
  "machine",
  "scsihw",
  "smbios1",
  "tablet",
  "vga",
  "watchdog",
]);
const DISK = new Set(["boot", "bootdisk", "vmstatestorage"]);
const CLOUD_INIT = new Set([
  "cicustom",
  "cipassword",
  "citype",
  "ciupgrade",
  "ciuser",
  "nameserver",
  "searchdomain",
  "sshkeys",
]);
const OPTIONS = new Set(
  "agent autostart bios description keyboard localtime migrate_downtime migrate_speed name onboot ostype protection reboot startdate startup tdf template".split(
    " ",
  ),
);

/** Which guest's permissions are asked, and the pool whose permissions do as well. */
export interface PermissionTarget {
  readonly vmid: number;
  readonly pool?: string | undefined;
}

/** Requires one of the privileges on the guest or its pool-to-be. */
export function checkVm(call: Call, { vmid, pool }: PermissionTarget, ...privileges: readonly string[]): void {
  const { permissions } = call.services;
  if (pool !== undefined && permissions.has(call.principal.name, `/pool/${pool}`, { privileges, any: true })) return;
  permissions.checkAny(call.principal, `/vms/${vmid}`, ...privileges);
}

/** Requires what each key needs to be set or deleted. Drives, serial ports, USB, PCI and tags have checks of their own. */
export function checkKeys(call: Call, target: PermissionTarget, keys: readonly string[]): void {
  if (isRoot(call.principal)) return;
  for (const key of [...keys].sort()) {
    if (isDriveKey(key) || key === "cdrom" || key === "tags" || /^(?:unused|serial|usb|hostpci)\d+$/.test(key))
      continue;
    const privileges = privilegesFor(key);
    if (!privileges) throw failure(`only root can set '${key}' config`);
    checkVm(call, target, ...privileges);
    if (key === "startup") call.services.permissions.check(call.principal, "/", "Sys.Modify");
  }
}

function privilegesFor(key: string): readonly string[] | undefined {
  if (CPU.has(key) || /^numa\d+$/.test(key)) return ["VM.Config.CPU"];
  if (MEMORY.has(key)) return ["VM.Config.Memory"];
  if (HARDWARE.has(key) || key === "rng0") return ["VM.Config.HWType"];
  if (OPTIONS.has(key)) return ["VM.Config.Options"];
  if (key === "freeze") return ["VM.PowerMgmt"];
  if (DISK.has(key) || /^virtiofs\d+$/.test(key)) return ["VM.Config.Disk"];
  if (CLOUD_INIT.has(key) || /^ipconfig\d+$/.test(key)) return ["VM.Config.Cloudinit", "VM.Config.Network"];
  if (/^net\d+$/.test(key)) return ["VM.Config.Network"];
  return undefined;
}

/** Requires access to every volume and storage that the settings name. */
export function checkDrives(call: Call, vmid: number, settings: Config): void {
  const { permissions, schema, state } = call.services;
  for (const drive of drivesOf(schema, "qemu", settings)) {
    checkDrive(call, vmid, drive);
    const source = drive.options.get("import-from");
    if (source !== undefined) checkImport(call, vmid, source);
  }
  const vmstate = settings.get("vmstatestorage");
  if (vmstate === undefined) return;
  permissions.check(call.principal, `/storage/${vmstate}`, "Datastore.AllocateSpace");
  findStorage(state, vmstate);
}

function checkDrive(call: Call, vmid: number, drive: Drive): void {
  if (drive.file === "none" || /(?:^|:)cloudinit$/.test(drive.file)) return;
  if (drive.file === "cdrom" && isCdrom(drive)) call.services.permissions.check(call.principal, "/", "Sys.Console");
  else if (!isCdrom(drive) && NEW_DISK.test(drive.file)) checkNewDisk(call, drive.file);
  else checkVolumeAccess(call, drive.file, vmid);
}

function checkImport(call: Call, vmid: number, source: string): void {
  if (!source.startsWith("/")) {
    const { storage, name } = splitVolumeId(source);
    const owner = kindOfVolume(findStorage(call.services.state, storage), name);
    if (owner.content === "images" && owner.vmid !== undefined && owner.vmid !== vmid) {
      call.services.permissions.check(call.principal, `/vms/${owner.vmid}`, "VM.Clone");
      return;
    }
  }
  checkVolumeAccess(call, source, vmid);
}

/** Requires what host devices need: mappings may be lent, the rest is root's. */
export function checkHostDevices(call: Call, target: PermissionTarget, settings: Config): void {
  if (isRoot(call.principal)) return;
  for (const [key, value] of [...settings].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (/^serial\d+$/.test(key)) checkSerial(call, target, [key, value]);
    else if (/^usb\d+$/.test(key)) checkUsb(call, target, [key, value]);
    else if (/^hostpci\d+$/.test(key)) checkPci(call, target, [key, value]);
    else if (/^virtiofs\d+$/.test(key))
      call.services.permissions.check(
        call.principal,
        `/mapping/dir/${value.replace(/^dirid=/, "").split(",")[0]}`,
        "Mapping.Use",
      );
    else if (key === "rng0" && value.includes("/dev/hwrng"))
      call.services.permissions.check(call.principal, "/mapping/hwrng", "Mapping.Use");
  }
}

function checkSerial(call: Call, target: PermissionTarget, [key, value]: readonly [string, string]): void {
  if (value !== "socket") throw failure(`only root can set '${key}' config for real devices`);
  checkVm(call, target, "VM.Config.HWType");
}

function checkUsb(call: Call, target: PermissionTarget, [key, value]: readonly [string, string]): void {
  checkVm(call, target, "VM.Config.HWType");
  const usb = parsePropertyString(value, stringKeys(call.services.schema, "qemu", key));
  const mapping = usb.get("mapping");
  if (mapping !== undefined) call.services.permissions.check(call.principal, `/mapping/usb/${mapping}`, "Mapping.Use");
  else if (!/^spice$/i.test(usb.get("host") ?? "")) throw failure(`only root can set '${key}' config for real devices`);
}

function checkPci(call: Call, target: PermissionTarget, [key, value]: readonly [string, string]): void {
  const mapping = parsePropertyString(value, stringKeys(call.services.schema, "qemu", key)).get("mapping");
  if (mapping === undefined) throw failure(`only root can set '${key}' config for non-mapped devices`);
  call.services.permissions.check(call.principal, `/mapping/pci/${mapping}`, "Mapping.Use");
  checkVm(call, target, "VM.Config.HWType");
}

/** Requires SDN.Use on the bridge of every network device of the settings. */
export function checkBridges(call: Call, settings: Config): void {
  for (const [key, value] of settings) {
    if (/^net\d+$/.test(key)) checkBridge(call, parseNet(call.services.schema, "qemu", value));
  }
}
