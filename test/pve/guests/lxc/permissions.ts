import { isRoot } from "../../access/principal.ts";
import { failure, forbidden } from "../../pve-error.ts";
import { parsePropertyString } from "../../schema-check/property-string.ts";
import type { Call } from "../../services.ts";
import type { Config } from "../../state.ts";
import { checkVolumeAccess, NEW_DISK } from "../../storage/access.ts";
import { checkBridge } from "../bridge.ts";
import { parseDrive } from "../drive.ts";
import { isMountKey, stringKeys } from "../keys.ts";
import { parseNet } from "../net.ts";
import { checkVm, type PermissionTarget } from "../qemu/permissions.ts";

const CPU = new Set(["cores", "cpulimit", "cpuunits"]);
const MEMORY = new Set(["memory", "swap"]);
const NETWORK = new Set(["hostname", "nameserver", "searchdomain"]);

/** The privilege a container's key needs. */
function privilegeFor(key: string): string {
  if (CPU.has(key)) return "VM.Config.CPU";
  if (MEMORY.has(key)) return "VM.Config.Memory";
  if (NETWORK.has(key) || /^net\d+$/.test(key)) return "VM.Config.Network";
  if (isMountKey(key) || /^unused\d+$/.test(key)) return "VM.Config.Disk";
  return "VM.Config.Options";
}

const RANK = ["VM.Config.Network", "VM.Config.Disk", "VM.Config.Memory", "VM.Config.CPU", "VM.Config.Options"];

/** Requires what each key needs, given its value when it is set. Features other than nesting, and bind mounts, are root's. */
export function checkContainerKeys(
  call: Call,
  target: PermissionTarget,
  settings: ReadonlyMap<string, string | undefined>,
): void {
  if (isRoot(call.principal)) return;
  const keys = [...settings.keys()].sort(
    (a, b) => RANK.indexOf(privilegeFor(a)) - RANK.indexOf(privilegeFor(b)) || (a < b ? -1 : 1),
  );
  const features = settings.get("features");
  if (features !== undefined) checkFeatures(call, features);
  for (const key of keys) {
    const value = settings.get(key);
    if (key === "hookscript") throw failure(`only root can set '${key}' config`);
    if (key === "features" || key === "lock" || key === "unprivileged" || key === "ostype" || key === "arch") continue;
    checkVm(call, target, privilegeFor(key));
    if (isMountKey(key) && value !== undefined) checkMount(call, target.vmid, [key, value]);
  }
}

function checkFeatures(call: Call, value: string): void {
  const features = parsePropertyString(value, stringKeys(call.services.schema, "lxc", "features"));
  if ([...features.keys()].some((feature) => feature !== "nesting"))
    throw forbidden("changing feature flags (except nesting) is only allowed for root@pam");
}

function checkMount(call: Call, vmid: number, entry: readonly [string, string]): void {
  const drive = parseDrive(call.services.schema, "lxc", entry);
  if (drive.file.startsWith("/dev/")) throw forbidden("mount point type device is only allowed for root@pam");
  if (drive.file.startsWith("/")) throw forbidden("mount point type bind is only allowed for root@pam");
  if (NEW_DISK.test(drive.file)) {
    call.services.permissions.check(call.principal, `/storage/${drive.file.split(":")[0]}`, "Datastore.AllocateSpace");
    return;
  }
  checkVolumeAccess(call, drive.file, vmid);
}

/** Requires SDN.Use on the bridge of every network device. */
export function checkContainerBridges(call: Call, settings: Config): void {
  for (const [key, value] of settings)
    if (/^net\d+$/.test(key)) checkBridge(call, parseNet(call.services.schema, "lxc", value));
}
