import { failure, messageOf } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Backup, Config, Guest } from "../../state.ts";
import { checkVolumeAccess } from "../../storage/access.ts";
import { findStorage, formatFor, isFileBased } from "../../storage/storages.ts";
import { allocate, findVolume, formattingLine, needVolume, release } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { disksOf, parseDrive, printDrive, withOptions } from "../drive.ts";
import { usedBy } from "../find.ts";
import { isDriveKey } from "../keys.ts";
import { checkUnlocked, checkUnprotected } from "../lock.ts";
import { withNewMac } from "../net.ts";
import { isOn, powerOn } from "../power.ts";
import { newGuest, removeGuest } from "../register.ts";
import { formatSize } from "../size.ts";

/** A VM to be restored from a backup archive. */
interface Restore {
  readonly vmid: number;
  readonly archive: string;
  readonly settings: Config;
  readonly pool: string | undefined;
}

/** Restores a VM from a backup, over the existing one with `force`. */
export function restore(call: Call, { vmid, archive, settings, pool }: Restore): string {
  const { params, services } = call;
  checkVolumeAccess(call, archive, vmid);
  const { backup } = needVolume(services.state, call.node, archive);
  const taken = usedBy(services.state, vmid);
  const old = services.state.guests.get(vmid);
  if (taken !== undefined && !(params.flag("force") && old?.kind === "qemu"))
    throw failure(`unable to restore VM ${vmid} - ${taken}`);
  return services.tasks.start({
    node: call.node,
    type: "qmrestore",
    id: String(vmid),
    user: call.principal.name,
    *work(log) {
      if (!backup || backup.kind !== "qemu")
        throw failure(`unable to restore VM ${vmid} - '${archive}' is no VM backup`);
      if (old) clearAway(call, old);
      log.line(`restore vma archive: ${archive}`);
      const guest = newGuest(services, { vmid, kind: "qemu", node: call.node, pool });
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(2);
        fill(call, guest, { backup, log, storage: params.get("storage") });
        for (const [key, value] of settings) guest.config.set(key, value);
      });
      if (params.flag("start")) powerOn(services, guest);
    },
  });
}

/** What a restore with `force` does to the VM in its place. */
function clearAway(call: Call, old: Guest): void {
  const message = `unable to restore VM ${old.vmid}`;
  if (isOn(old)) throw failure(`${message} - VM is running`);
  checkUnlocked(old);
  checkUnprotected(old, message);
  for (const drive of disksOf(call.services.schema, old)) {
    const volume = findVolume(call.services.state, old.node, drive.file);
    if (volume?.vmid === old.vmid) release(call.services.state, volume);
  }
  call.services.state.guests.delete(old.vmid);
}

interface Filling {
  readonly backup: Backup;
  readonly log: TaskLog;
  readonly storage: string | undefined;
}

function fill(call: Call, guest: Guest, { backup, log, storage }: Filling): void {
  const { services } = call;
  try {
    for (const [key, value] of backup.config) {
      if (isDriveKey(key) && backup.disks.has(key))
        guest.config.set(key, restoreDisk(call, guest, { key, value, backup, log, storage }));
      else if (/^net\d+$/.test(key) && call.params.flag("unique"))
        guest.config.set(key, withNewMac(services, "qemu", value));
      else if (!/^unused|^lock$/.test(key)) guest.config.set(key, value);
    }
    if (call.params.flag("unique")) {
      guest.config.set("smbios1", `uuid=${services.random.uuid()}`);
      guest.config.set("vmgenid", services.random.uuid());
    }
  } catch (error) {
    removeGuest(services.state, guest.vmid);
    throw failure(`unable to restore VM ${guest.vmid} - ${messageOf(error)}`);
  }
}

function restoreDisk(
  call: Call,
  guest: Guest,
  { key, value, backup, log, storage }: Filling & { key: string; value: string },
): string {
  const { schema, state } = call.services;
  const drive = parseDrive(schema, "qemu", [key, value]);
  const image = backup.disks.get(key);
  const name = storage ?? drive.file.split(":")[0] ?? "";
  call.services.permissions.check(call.principal, `/storage/${name}`, "Datastore.AllocateSpace");
  const target = findStorage(state, name);
  const format = formatFor(target, isFileBased(target) ? image?.format : undefined, "disk");
  const volume = allocate(call.services, {
    storage: name,
    node: guest.node,
    vmid: guest.vmid,
    format,
    size: image?.size ?? 0,
    system: image?.system,
  });
  for (const line of formattingLine(state, volume)) log.line(line);
  log.line(`new volume ID is '${volume.volid}'`);
  return printDrive(schema, "qemu", withOptions(drive, { size: formatSize(volume.size) }, volume.volid));
}
