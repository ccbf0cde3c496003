import { isRoot } from "../../access/principal.ts";
import { failure, parameterError } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Config, Guest } from "../../state.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { bootOrder, printBootOrder } from "../boot.ts";
import { checkBridge } from "../bridge.ts";
import { digestOf } from "../config-file.ts";
import { realizeDrive } from "../disk-image.ts";
import { isCdrom, parseDrive, printDrive } from "../drive.ts";
import { isDriveKey, keySchema } from "../keys.ts";
import { checkUnlocked, checkUnprotected } from "../lock.ts";
import { completeNet, parseNet } from "../net.ts";
import { normalizeTags } from "../tags.ts";
import { destroyVolume } from "../unused.ts";
import { applyPending } from "./apply-pending.ts";
import { checkHostDevices, checkKeys, checkVm, checkDrives } from "./permissions.ts";

/** A change of a VM's configuration, checked as far as that goes without the VM. */
export interface Change {
  readonly set: Config;
  readonly remove: readonly string[];
  readonly revert: readonly string[];
  readonly destroy: boolean;
  readonly digest: string | undefined;
  readonly skipLock: boolean;
}

/** Reads a configuration change from a call and checks what it asks for. @throws PveError as the API does before looking at the VM */
export function readChange(call: Call, vmid: number): Change {
  const { params, services, principal } = call;
  const skipLock = params.flag("skiplock");
  if (skipLock && !isRoot(principal)) throw parameterError({ skiplock: "Only root may use this option." });
  const set = params.without(
    "node",
    "vmid",
    "digest",
    "delete",
    "revert",
    "skiplock",
    "force",
    "background_delay",
    "import-working-storage",
  );
  useIde2(set);
  const remove = params.list("delete").map((key) => (key === "cdrom" ? "ide2" : key));
  const revert = params.list("revert");
  if (set.size === 0 && remove.length === 0 && revert.length === 0) throw failure("no options specified");
  for (const key of [...remove, ...revert]) {
    if (set.has(key)) throw parameterError({ delete: `you can't use '-${key}' and -delete ${key}' at the same time` });
    if (!keySchema(services.schema, "qemu", key)) throw parameterError({ delete: `unknown option '${key}'` });
  }
  checkHookScript(set);
  checkKeys(call, { vmid }, remove);
  checkKeys(call, { vmid }, [...set.keys()]);
  checkHostDevices(call, { vmid }, set);
  checkDrives(call, vmid, set);
  return { set, remove, revert, destroy: params.flag("force"), digest: params.get("digest"), skipLock };
}

/** `cdrom` is another name of `ide2`. */
export function useIde2(settings: Config): void {
  const cdrom = settings.get("cdrom");
  if (cdrom === undefined) return;
  settings.delete("cdrom");
  settings.set("ide2", cdrom.includes("media=") ? cdrom : `${cdrom},media=cdrom`);
}

function checkHookScript(set: Config): void {
  const script = set.get("hookscript");
  if (script !== undefined) throw parameterError({ hookscript: `script '${script}' is not executable\n` });
}

/** Checks a change against the VM as it stands. @throws PveError 500 on a stale digest or a locked VM */
export function checkAgainst(guest: Guest, change: Change): void {
  if (change.digest !== undefined && change.digest !== "" && change.digest !== digestOf(guest)) {
    throw failure("checksum mismatch (file change by other user?)");
  }
  if (!change.skipLock && !(change.remove.length === 1 && change.remove[0] === "lock")) checkUnlocked(guest);
}

/** Carries a change out: first as pending, then whatever can take effect now. */
export function applyChange(call: Call, guest: Guest, { change, log }: { change: Change; log: TaskLog }): void {
  for (const key of change.revert) {
    guest.pending.delete(key);
    guest.pendingDelete.delete(key);
  }
  for (const key of change.remove) removeKey(call, guest, { key, destroy: change.destroy, log });
  for (const [key, value] of [...change.set].sort(([a], [b]) => (a < b ? -1 : 1))) {
    guest.pendingDelete.delete(key);
    setKey(call, guest, { key, value, log });
  }
  applyPending(call.services, guest);
}

interface Removal {
  readonly key: string;
  readonly destroy: boolean;
  readonly log: TaskLog;
}

function removeKey(call: Call, guest: Guest, { key, destroy, log }: Removal): void {
  const value = guest.config.get(key) ?? guest.pending.get(key);
  if (value === undefined) {
    log.line(`cannot delete '${key}' - not set in current configuration!`);
    return;
  }
  leaveBootOrder(guest, key);
  guest.pending.delete(key);
  if (key.startsWith("unused")) {
    checkUnprotected(guest, `can't remove unused disk '${value}'`);
    call.services.permissions.check(call.principal, `/storage/${value.split(":")[0]}`, "Datastore.AllocateSpace");
    destroyVolume(call.services, guest, value);
    guest.config.delete(key);
    return;
  }
  if (isDriveKey(key)) {
    checkUnprotected(guest, `can't remove drive '${key}'`);
    checkDriveRight(call, guest, [key, value]);
  } else {
    checkValueRights(call, guest, [key, value]);
  }
  if (guest.config.has(key)) guest.pendingDelete.set(key, destroy);
}

function leaveBootOrder(guest: Guest, key: string): void {
  const order = bootOrder(guest.config);
  if (order?.includes(key)) guest.pending.set("boot", printBootOrder(order.filter((device) => device !== key)));
}

interface Setting {
  readonly key: string;
  readonly value: string;
  readonly log: TaskLog;
}

function setKey(call: Call, guest: Guest, { key, value, log }: Setting): void {
  const { services } = call;
  const before = guest.config.get(key);
  if (isDriveKey(key)) {
    if (before !== undefined) checkDriveRight(call, guest, [key, before]);
    checkDriveRight(call, guest, [key, value]);
    const drive = parseDrive(services.schema, "qemu", [key, value]);
    const owner = { vmid: guest.vmid, node: guest.node, kind: guest.kind };
    guest.pending.set(key, printDrive(services.schema, "qemu", realizeDrive(services, { owner, drive, log })));
    return;
  }
  if (before !== undefined) checkValueRights(call, guest, [key, before]);
  checkValueRights(call, guest, [key, value]);
  const written = writtenValue(call, key, value);
  if (written !== undefined) guest.pending.set(key, written);
}

/** The value as it goes to the file; undefined for what is not kept. */
function writtenValue(call: Call, key: string, value: string): string | undefined {
  if (/^net\d+$/.test(key)) return completeNet(call.services, "qemu", value);
  if (/^unused\d+$/.test(key)) return undefined;
  if (key === "tags") return normalizeTags(value);
  return key === "vmgenid" && value === "1" ? call.services.random.uuid() : value;
}

/** CDs need another right than disks. */
function checkDriveRight(call: Call, guest: Guest, entry: readonly [string, string]): void {
  const drive = parseDrive(call.services.schema, "qemu", entry);
  const cd = isCdrom(drive) || /(?:^|:)cloudinit$/.test(drive.file);
  checkVm(call, { vmid: guest.vmid }, cd ? "VM.Config.CDROM" : "VM.Config.Disk");
}

/** Rights that depend on the value, needed on change and deletion alike. */
function checkValueRights(call: Call, guest: Guest, [key, value]: readonly [string, string]): void {
  if (/^net\d+$/.test(key)) checkBridge(call, parseNet(call.services.schema, "qemu", value));
  else if (key === "tags") checkVm(call, { vmid: guest.vmid }, "VM.Config.Options");
  else if (/^(?:serial|usb|hostpci)\d+$/.test(key))
    checkHostDevices(call, { vmid: guest.vmid }, new Map([[key, value]]));
}
