import { failure, parameterError } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { contentTypes, findStorage, isFileBased, usableStorage } from "../../storage/storages.ts";
import { needVolume, nextDiskName, release, rename } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { digestOf } from "../config-file.ts";
import { type Drive, parseDrive, printDrive, withOptions } from "../drive.ts";
import { guestOf, guestOn } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { isOn } from "../power.ts";
import { formatSize } from "../size.ts";
import { dropUnused, keepUnused } from "../unused.ts";
import { makeRoot } from "./volumes.ts";

/** `POST /nodes/{node}/lxc/{vmid}/move_volume`: to another storage, or to another container. */
export function moveVolume(call: Call): string {
  const { params } = call;
  const storage = params.get("storage");
  if (params.has("target-vmid")) return reassign(call);
  if (storage === undefined) {
    const complaint = "both 'storage' and 'target-vmid' missing, either needs to be set";
    throw parameterError({ storage: complaint, "target-vmid": complaint });
  }
  return moveToStorage(call, storage);
}

function mountOf(call: Call, guest: Guest, key: string): Drive {
  const value = guest.config.get(key);
  if (value === undefined) throw failure(`no such mount point '${key}'`);
  return parseDrive(call.services.schema, "lxc", [key, value]);
}

function checkDigest(call: Call, guest: Guest): void {
  const digest = call.params.get("digest");
  if (digest !== undefined && digest !== digestOf(guest)) {
    throw failure("detected modified configuration - file changed by other user? Try again.");
  }
}

function moveToStorage(call: Call, storage: string): string {
  const { params, services } = call;
  services.permissions.check(call.principal, `/storage/${storage}`, "Datastore.AllocateSpace");
  const guest = guestOf(call, "lxc");
  checkDigest(call, guest);
  checkUnlocked(guest);
  if (isOn(guest)) throw failure("cannot move volumes of a running container");
  const key = params.need("volume");
  const drive = mountOf(call, guest, key);
  if (drive.file.startsWith("/")) throw failure("you can't move a bind mount");
  const volume = needVolume(services.state, guest.node, drive.file);
  if (volume.storage === storage) throw failure(`you can't move a volume to the same storage`);
  const target = usableStorage(services.state, storage, guest.node);
  if (!contentTypes(target).includes("rootdir")) {
    throw parameterError({ storage: `storage '${storage}' does not support container directories` });
  }
  return services.tasks.start({
    node: call.node,
    type: "move_volume",
    id: String(guest.vmid),
    user: call.principal.name,
    *work(log) {
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(2);
        const copy = makeRoot(services, { owner: guest, storage, size: volume.size, system: volume.system, log });
        guest.config.set(
          key,
          printDrive(services.schema, "lxc", withOptions(drive, { size: formatSize(copy.size) }, copy.volid)),
        );
        if (params.flag("delete")) release(services.state, volume);
        else keepUnused(services, guest, volume.volid);
      });
    },
  });
}

/** Gives a mount point to another container of the node. */
function reassign(call: Call): string {
  const { params, services } = call;
  const key = params.need("volume");
  const other = Number(params.need("target-vmid"));
  const targetKey = params.get("target-volume") ?? key;
  services.permissions.check(call.principal, `/vms/${other}`, "VM.Config.Disk");
  const guest = guestOf(call, "lxc");
  if (other === guest.vmid) throw failure("Both containers need to be different");
  const target = guestOn(services.state, { node: call.node, kind: "lxc", vmid: other });
  checkDigest(call, guest);
  for (const one of [guest, target]) checkUnlocked(one);
  const drive = mountOf(call, guest, key);
  if (key === "rootfs") throw failure(`Cannot move 'rootfs' to another container`);
  if (target.config.has(targetKey))
    throw failure(`Target volume key '${targetKey}' is already in use for container '${other}'`);
  return services.tasks.start({
    node: call.node,
    type: "move_volume",
    id: `${guest.vmid}-${key}>${other}-${targetKey}`,
    user: call.principal.name,
    *work(log) {
      yield services.tasks.seconds(0.2);
      adopt(call, { guest, target, drive, targetKey, log });
    },
  });
}

interface Adoption {
  readonly guest: Guest;
  readonly target: Guest;
  readonly drive: Drive;
  readonly targetKey: string;
  readonly log: TaskLog;
}

function adopt(call: Call, { guest, target, drive, targetKey, log }: Adoption): void {
  const { schema, state } = call.services;
  const volume = needVolume(state, target.node, drive.file);
  const storage = findStorage(state, volume.storage);
  const name = nextDiskName(state, storage, { node: target.node, vmid: target.vmid, format: volume.format });
  const moved = rename(state, volume, `${volume.storage}:${isFileBased(storage) ? `${target.vmid}/` : ""}${name}`);
  guest.config.delete(drive.key);
  dropUnused(guest.config, drive.file);
  target.config.set(targetKey, printDrive(schema, "lxc", withOptions(drive, {}, moved.volid)));
  log.line(`moved volume '${drive.file}' to container '${target.vmid}' as '${moved.volid}'`);
}
