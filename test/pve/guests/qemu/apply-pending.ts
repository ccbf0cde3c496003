import type { Services } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { isCdrom, parseDrive } from "../drive.ts";
import { isDriveKey } from "../keys.ts";
import { isOn } from "../power.ts";
import { disposeDrive, dropUnused } from "../unused.ts";

/** Keys that take effect on a running VM at once (source: qemu-server's fast-plug table). */
const ALWAYS_HOT = new Set(
  "cicustom cipassword citype ciupgrade ciuser cpulimit cpuunits description hookscript lock migrate_downtime migrate_speed name nameserver onboot protection searchdomain shares sshkeys startup tags template vmstatestorage".split(
    " ",
  ),
);
const DEFAULT_HOTPLUG = "network,disk,usb";

/** Applies a VM's pending changes: all of them when it is off, what can be changed live when it runs. */
export function applyPending(services: Services, guest: Guest): void {
  const running = isOn(guest);
  for (const [key, destroy] of guest.pendingDelete) {
    if (running && !isHot(services, guest, key)) continue;
    guest.pendingDelete.delete(key);
    remove(services, guest, { key, destroy });
  }
  for (const [key, value] of guest.pending) {
    if (running && !isHot(services, guest, key)) continue;
    guest.pending.delete(key);
    set(services, guest, [key, value]);
  }
}

function remove(services: Services, guest: Guest, { key, destroy }: { key: string; destroy: boolean }): void {
  const value = guest.config.get(key);
  guest.config.delete(key);
  if (value !== undefined && isDriveKey(key))
    disposeDrive(services, guest, { drive: parseDrive(services.schema, "qemu", [key, value]), destroy });
}

function set(services: Services, guest: Guest, [key, value]: readonly [string, string]): void {
  const before = guest.config.get(key);
  guest.config.set(key, value);
  if (!isDriveKey(key)) return;
  const drive = parseDrive(services.schema, "qemu", [key, value]);
  if (before !== undefined) {
    const old = parseDrive(services.schema, "qemu", [key, before]);
    if (old.file !== drive.file) disposeDrive(services, guest, { drive: old, destroy: false });
  }
  dropUnused(guest.config, drive.file);
}

function isHot(services: Services, guest: Guest, key: string): boolean {
  if (ALWAYS_HOT.has(key) || /^(?:ipconfig|unused)\d+$/.test(key)) return true;
  const hotplug = guest.config.get("hotplug") ?? DEFAULT_HOTPLUG;
  const may = (feature: string): boolean =>
    hotplug === "1" ? DEFAULT_HOTPLUG.includes(feature) : hotplug.includes(feature);
  if (/^net\d+$/.test(key)) return may("network");
  if (/^usb\d+$/.test(key)) return may("usb");
  if (key === "memory" || key === "balloon") return key === "balloon" || may("memory");
  if (key === "cores" || key === "sockets" || key === "vcpus") return key === "vcpus" && may("cpu");
  return isDriveKey(key) && isHotDrive(services, guest, { key, may });
}

/** New SCSI and VirtIO disks can be plugged in; a CD can be changed; a disk's own options can change while it stays. */
function isHotDrive(
  services: Services,
  guest: Guest,
  { key, may }: { key: string; may: (feature: string) => boolean },
): boolean {
  const before = guest.config.get(key);
  const after = guest.pending.get(key);
  if (before !== undefined && after !== undefined) {
    const [old, next] = [before, after].map((value) => parseDrive(services.schema, "qemu", [key, value]));
    if (old && next && (isCdrom(old) || old.file === next.file)) return true;
  }
  return /^(?:scsi|virtio)\d+$/.test(key) && may("disk");
}
