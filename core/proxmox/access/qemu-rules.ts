import { aclPath, guestAcl } from "./acl-path.ts";
import { type AccessCall, type RuleContext, withoutKeys } from "./call.ts";
import { type GuestTarget, mayAllocate, onGuest, targetOf } from "./guest-rules.ts";
import { bridgeUse, SOME_NIC } from "./network.ts";
import { isDriveKey, qemuKeyPrivileges } from "./qemu-keys.ts";
import { all, need, NOTHING, type Requirement } from "./requirement.ts";
import { unknown } from "./unknown.ts";
import { newDiskStorage, OWN_DISK, ownerOf, space, storageOfVolume, volumeAccess } from "./volumes.ts";

type Settings = Readonly<Record<string, string>>;

const NOT_CONFIG = new Set(
  "node vmid archive force pool start storage unique bwlimit background_delay delete digest revert skiplock ha-managed import-working-storage live-restore".split(
    " ",
  ),
);

/** Making a VM: what its drives, devices, keys and bridges need, in the server's order; of tags it asks in the task. */
export function createVm({ params }: AccessCall, context: RuleContext): Requirement {
  const target = targetOf(params["vmid"] ?? "", params["pool"]);
  const start = isOn(params["start"]) ? onGuest(target, "VM.PowerMgmt") : NOTHING;
  const archive = params["archive"];
  if (archive !== undefined) return all(start, mayAllocate(target), restoreFrom(archive, params, target));
  const settings = withoutKeys(params, NOT_CONFIG);
  const isLate = ([key]: readonly [string, string]): boolean => /^(?:virtiofs|rng)\d+$/.test(key);
  const devices = Object.entries(settings);
  return all(
    start,
    mayAllocate(target),
    drives(settings, target.vmid),
    ...devices.filter((entry) => !isLate(entry)).map((entry) => hostDevice(entry, target)),
    keys(Object.keys(settings), target),
    ...devices.filter(isLate).map((entry) => hostDevice(entry, target)),
    ...devices.map(([key, value]) => (/^net\d+$/.test(key) ? bridgeUse(value, context) : NOTHING)),
    settings["tags"] === undefined ? NOTHING : onGuest(target, "VM.Config.Options"),
  );
}

/** The backup's own right, and space on the storage of the disks: the one named, or those the backup names. */
export function restoreFrom(archive: string, { storage }: Settings, { vmid }: GuestTarget): Requirement {
  return all(volumeAccess(archive, vmid), space(storage ?? unknown("the storage the backup's disks were on")));
}

/** Changing a VM's configuration: new values and, where they are drives or network devices, the old ones too. */
export function configureVm({ params, found }: AccessCall, context: RuleContext): Requirement {
  const target = targetOf(params["vmid"] ?? "");
  const set = withoutKeys(params, NOT_CONFIG);
  const remove = (params["delete"] ?? "").split(/[,; ]+/).filter((key) => key !== "");
  const before = (key: string): string | undefined => (found ? found[key] : assumed(key));
  return all(
    keys(remove, target),
    keys(Object.keys(set), target),
    ...Object.entries(set).map((entry) => hostDevice(entry, target)),
    drives(set, target.vmid),
    ...remove.map((key) => valueRight([key, before(key)], target, context)),
    ...Object.entries(set).flatMap(([key, value]) => [
      valueRight([key, isDriveKey(key) && found === undefined ? undefined : before(key)], target, context),
      valueRight([key, value], target, context),
    ]),
    set["tags"] === undefined ? NOTHING : onGuest(target, "VM.Config.Options"),
  );
}

/** What a key is taken for when nobody has looked: only the second IDE drive is a CD-ROM, by custom. */
function assumed(key: string): string | undefined {
  if (/^net\d+$/.test(key)) return SOME_NIC;
  if (/^unused\d+$/.test(key)) return unknown("the unused disk's storage");
  if (key === "ide2") return "none,media=cdrom";
  return isDriveKey(key) ? OWN_DISK : undefined;
}

/** Rights that depend on a value, asked for the old one and the new. */
function valueRight(
  [key, value]: readonly [string, string | undefined],
  target: GuestTarget,
  context: RuleContext,
): Requirement {
  if (value === undefined) return NOTHING;
  if (isDriveKey(key)) return onGuest(target, isCdrom(value) ? "VM.Config.CDROM" : "VM.Config.Disk");
  if (/^unused\d+$/.test(key)) return space(storageOfVolume(value));
  if (/^net\d+$/.test(key)) return bridgeUse(value, context);
  return NOTHING;
}

/** Cloning: space for each disk (a linked clone's too), and the bridges of the source's network devices. */
export function cloneVm({ params, found }: AccessCall, context: RuleContext): Requirement {
  const drive = (value: string): Requirement => {
    const file = fileOf(value);
    if (file === "none") return NOTHING;
    if (isCdrom(value) && !/cloudinit/.test(value))
      return file === "cdrom" ? physicalCdrom() : volumeAccess(file, params["vmid"] ?? "");
    return space(params["storage"] ?? storageOfVolume(file));
  };
  if (!found) {
    const storage = params["storage"] ?? unknown("the storage of the source's disks");
    return all(space(storage), bridgeUse(SOME_NIC, context));
  }
  const entries = Object.entries(found);
  return all(
    ...entries.filter(([key]) => isDriveKey(key)).map(([, value]) => drive(value)),
    ...entries.filter(([key]) => /^net\d+$/.test(key)).map(([, value]) => bridgeUse(value, context)),
  );
}

function keys(names: readonly string[], target: GuestTarget): Requirement {
  return all(...names.toSorted().map((name) => keyRight(name, target)));
}

function keyRight(key: string, target: GuestTarget): Requirement {
  if (isDriveKey(key) || key === "cdrom" || key === "tags" || /^(?:unused|serial|usb|hostpci)\d+$/.test(key))
    return NOTHING;
  const privileges = qemuKeyPrivileges(key);
  if (!privileges) return { kind: "root", reason: `only root can set '${key}' config` };
  const own = onGuest(target, ...privileges);
  return key === "startup" ? all(own, need({ path: "/" }, "Sys.Modify")) : own;
}

function drives(settings: Settings, vmid: string): Requirement {
  const entries = Object.entries(settings).filter(([key]) => isDriveKey(key));
  const vmstate = settings["vmstatestorage"];
  return all(...entries.map(([, value]) => drive(value, vmid)), vmstate === undefined ? NOTHING : space(vmstate));
}

function drive(value: string, vmid: string): Requirement {
  const source = /(?:^|,)import-from=([^,]+)/.exec(value)?.[1];
  const file = fileOf(value);
  return all(driveFile(file, value, vmid), source === undefined ? NOTHING : importFrom(source, vmid));
}

function driveFile(file: string, value: string, vmid: string): Requirement {
  if (file === "none" || /(?:^|:)cloudinit$/.test(file)) return NOTHING;
  if (isCdrom(value)) return file === "cdrom" ? physicalCdrom() : volumeAccess(file, vmid);
  const storage = newDiskStorage(file);
  if (storage !== undefined) return space(storage);
  return file === OWN_DISK ? NOTHING : volumeAccess(file, vmid);
}

function importFrom(source: string, vmid: string): Requirement {
  const owner = source.startsWith("/") ? undefined : ownerOf(source.slice(source.indexOf(":") + 1));
  if (owner !== undefined && owner !== vmid) return need(guestAcl(owner), "VM.Clone");
  return volumeAccess(source, vmid);
}

function physicalCdrom(): Requirement {
  return need({ path: "/" }, "Sys.Console");
}

function hostDevice([key, value]: readonly [string, string], target: GuestTarget): Requirement {
  const family = /^([a-z]+)\d+$/.exec(key)?.[1];
  const hardware = onGuest(target, "VM.Config.HWType");
  const mapping = /(?:^|,)mapping=([^,]+)/.exec(value)?.[1];
  const real = { kind: "root", reason: `only root can set '${key}' config for real devices` } as const;
  switch (family) {
    case "serial":
      return value === "socket" ? hardware : real;
    case "usb":
      if (mapping !== undefined) return all(hardware, mappingUse("usb", mapping));
      return /^(?:host=)?spice\b/i.test(value) ? hardware : all(hardware, real);
    case "hostpci":
      return mapping === undefined ? real : all(mappingUse("pci", mapping), hardware);
    case "virtiofs":
      return mappingUse("dir", value.replace(/^dirid=/, "").split(",")[0] ?? "");
    case "rng":
      return value.includes("/dev/hwrng") ? need({ path: "/mapping/hwrng" }, "Mapping.Use") : NOTHING;
    default:
      return NOTHING;
  }
}

function mappingUse(kind: string, id: string): Requirement {
  return need(aclPath(`/mapping/${kind}/{id}`, { id }), "Mapping.Use");
}

function isCdrom(value: string): boolean {
  return /(?:^|,)media=cdrom\b/.test(value) || /^(?:file=)?(?:none|cdrom|[^,]*:cloudinit)(?:,|$)/.test(value);
}

function fileOf(value: string): string {
  return (/(?:^|,)(?:file|volume)=([^,]*)/.exec(value)?.[1] ?? value.split(",")[0]) || "";
}

function isOn(value: string | undefined): boolean {
  return value === "1" || value === "true";
}
