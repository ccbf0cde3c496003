import { failure, parameterError } from "../../pve-error.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { requireImages } from "../../storage/access.ts";
import { findStorage, formatFor, isFileBased, usableStorage } from "../../storage/storages.ts";
import { splitVolumeId, volumePath } from "../../storage/volume-id.ts";
import { needVolume, nextDiskName, release, rename } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { digestOf } from "../config-file.ts";
import { copyVolume } from "../disk-image.ts";
import { type Drive, isCdrom, parseDrive, printDrive, withOptions } from "../drive.ts";
import { guestOf, guestOn, vmidOf } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { isOn } from "../power.ts";
import { formatSize, parseSize } from "../size.ts";
import { dropUnused, keepUnused } from "../unused.ts";

/** Growing, moving and reassigning a VM's disks. */
export const qemuDisks: Handlers = {
  "PUT /nodes/{node}/qemu/{vmid}/resize": resize,
  "POST /nodes/{node}/qemu/{vmid}/move_disk": moveDisk,
};

function resize(call: Call): string {
  const { services } = call;
  const vmid = vmidOf(call);
  return services.tasks.start({
    node: call.node,
    type: "resize",
    id: String(vmid),
    user: call.principal.name,
    *work(log) {
      const guest = guestOn(services.state, { node: call.node, kind: "qemu", vmid });
      yield* services.locks.during(guest, function* () {
        grow(call, guest, log);
        yield services.tasks.seconds(0.3);
      });
    },
  });
}

function grow(call: Call, guest: Guest, log: TaskLog): void {
  const { schema, state } = call.services;
  const [key, size, digest] = [call.params.need("disk"), call.params.need("size"), call.params.get("digest")];
  if (digest !== undefined && digest !== digestOf(guest))
    throw failure("checksum mismatch (file change by other user?)");
  checkUnlocked(guest);
  const drive = driveOf(call, guest, key);
  if (isCdrom(drive)) throw failure("you can't resize a cdrom");
  const volume = needVolume(state, guest.node, drive.file);
  call.services.permissions.check(call.principal, `/storage/${volume.storage}`, "Datastore.AllocateSpace");
  const asked = size.startsWith("+") ? volume.size + parseSize(size.slice(1)) : parseSize(size);
  const target = asked + ((1024 - (asked % 1024)) % 1024);
  if (target < volume.size) throw failure("shrinking disks is not supported");
  if (target === volume.size) return;
  const path = volumePath(findStorage(state, volume.storage), splitVolumeId(volume.volid).name);
  const file = isFileBased(findStorage(state, volume.storage));
  if (file && /\/base-/.test(volume.volid) && volume.parent === undefined && !/\/vm-/.test(volume.volid)) {
    log.line(`qemu-img: Could not open '${path}': Could not open '${path}': Operation not permitted`);
    throw failure(
      `command '/usr/bin/qemu-img resize '--preallocation=metadata' -f ${volume.format} ${path} ${target}' failed: exit code 1`,
    );
  }
  volume.size = target;
  guest.config.set(key, printDrive(schema, "qemu", withOptions(drive, { size: formatSize(target) })));
  if (file && !isOn(guest)) log.line("Image resized.");
}

function driveOf(call: Call, guest: Guest, key: string): Drive {
  const value = guest.config.get(key);
  if (value === undefined) throw failure(`disk '${key}' does not exist`);
  return parseDrive(call.services.schema, "qemu", [key, value]);
}

function moveDisk(call: Call): string {
  const { params } = call;
  if (params.has("target-vmid")) return reassign(call);
  const storage = params.get("storage");
  if (storage === undefined) {
    const complaint = "both 'storage' and 'target-vmid' missing, either needs to be set";
    throw parameterError({ storage: complaint, "target-vmid": complaint });
  }
  return moveToStorage(call, storage);
}

function moveToStorage(call: Call, storage: string): string {
  const { params, services } = call;
  services.permissions.check(call.principal, `/storage/${storage}`, "Datastore.AllocateSpace");
  const guest = guestOf(call, "qemu");
  checkDigest(call, guest);
  checkUnlocked(guest);
  const key = params.need("disk");
  const drive = driveOf(call, guest, key);
  const volume = needVolume(services.state, guest.node, drive.file);
  usableStorage(services.state, storage, guest.node);
  requireImages(call, storage);
  const target = findStorage(services.state, storage);
  const format = formatFor(target, params.get("format") ?? (isFileBased(target) ? volume.format : undefined), "disk");
  if (volume.storage === storage && volume.format === format)
    throw failure("you can't move to the same storage with same format");
  return services.tasks.start({
    node: call.node,
    type: "qmmove",
    id: String(guest.vmid),
    user: call.principal.name,
    *work(log) {
      yield* services.locks.during(guest, function* () {
        log.line(
          `${isOn(guest) ? "moving" : "copying"} volume '${volume.volid}' from current storage '${volume.storage}' to target storage '${storage}'`,
        );
        log.line(`create full clone of drive ${key} (${volume.volid})`);
        yield services.tasks.seconds(2);
        const copy = copyVolume(services, {
          image: { size: volume.size, system: volume.system },
          target: { storage, vmid: guest.vmid, node: guest.node, format },
          log,
        });
        guest.config.set(key, printDrive(services.schema, "qemu", withOptions(drive, {}, copy.volid)));
        if (!params.flag("delete")) keepUnused(services, guest, volume.volid);
        else {
          log.line(`removing source volume '${volume.volid}' after successful copy`);
          release(services.state, volume);
        }
      });
    },
  });
}

function checkDigest(call: Call, guest: Guest): void {
  const digest = call.params.get("digest");
  if (digest !== undefined && digest !== digestOf(guest))
    throw failure("checksum mismatch (file change by other user?)");
}

/** Gives a disk to another VM. */
function reassign(call: Call): string {
  const { params, services } = call;
  const [key, other] = [params.need("disk"), Number(params.need("target-vmid"))];
  const targetKey = params.get("target-disk") ?? key;
  services.permissions.check(call.principal, `/vms/${other}`, "VM.Config.Disk");
  const guest = guestOf(call, "qemu");
  if (other === guest.vmid) throw failure("Both VMs need to be different");
  const target = guestOn(services.state, { node: call.node, kind: "qemu", vmid: other });
  checkDigest(call, guest);
  checkUnlocked(guest);
  checkUnlocked(target);
  if (!guest.config.has(key)) throw failure(`Disk '${key}' for VM '${guest.vmid}' does not exist`);
  if (target.config.has(targetKey)) throw failure(`Target disk key '${targetKey}' is already in use for VM '${other}'`);
  const drive = parseDrive(services.schema, "qemu", [key, guest.config.get(key) ?? ""]);
  if (isCdrom(drive)) throw failure(`You can't reassign a cdrom`);
  return services.tasks.start({
    node: call.node,
    type: "qmmove",
    id: `${guest.vmid}-${key}>${other}-${targetKey}`,
    user: call.principal.name,
    *work(log) {
      log.line(`reassign disk '${key}' from VM '${guest.vmid}' as '${targetKey}' to VM '${other}'`);
      yield services.tasks.seconds(0.2);
      log.line(`removing disk '${key}' from VM '${guest.vmid}' config`);
      const moved = adopt(call, target, drive);
      guest.config.delete(key);
      dropUnused(guest.config, drive.file);
      target.config.set(targetKey, moved);
      log.line(`update VM ${other}: -${targetKey} ${moved}`);
    },
  });
}

/** The disk under a name of its new owner. */
function adopt(call: Call, target: Guest, drive: Drive): string {
  const { schema, state } = call.services;
  const volume = needVolume(state, target.node, drive.file);
  const storage = findStorage(state, volume.storage);
  const name = nextDiskName(state, storage, { node: target.node, vmid: target.vmid, format: volume.format });
  const renamed = rename(state, volume, `${volume.storage}:${isFileBased(storage) ? `${target.vmid}/` : ""}${name}`);
  return printDrive(schema, "qemu", withOptions(drive, { size: formatSize(renamed.size) }, renamed.volid));
}
