import { failure } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { needVolume } from "../../storage/volumes.ts";
import { digestOf } from "../config-file.ts";
import { parseDrive, printDrive, withOptions } from "../drive.ts";
import { guestOf } from "../find.ts";
import { checkUnlocked, checkUnprotected } from "../lock.ts";
import { isOn, poweredOff } from "../power.ts";
import { checkNoClones, destroyGuest, purge } from "../qemu/destroy.ts";
import { formatSize, parseSize } from "../size.ts";

/** `DELETE /nodes/{node}/lxc/{vmid}`. */
export function destroyContainer(call: Call): string {
  const { params, services } = call;
  const guest = guestOf(call, "lxc");
  checkUnprotected(guest, `can't remove CT ${guest.vmid}`);
  if (services.state.haResources.has(`ct:${guest.vmid}`) && !params.flag("purge")) {
    throw failure(`unable to remove CT ${guest.vmid} - used in HA resources and purge parameter not set.`);
  }
  if (isOn(guest) && !params.flag("force")) throw failure(`unable to destroy CT ${guest.vmid} - container is running`);
  return services.tasks.start({
    node: call.node,
    type: "vzdestroy",
    id: String(guest.vmid),
    user: call.principal.name,
    *work(log) {
      yield* services.locks.during(guest, function* () {
        checkUnlocked(guest);
        checkNoClones(call, guest);
        guest.power = poweredOff();
        yield services.tasks.seconds(0.4);
        destroyGuest(call, guest);
        if (!params.flag("purge")) return;
        log.line(`purging CT ${guest.vmid} from related configurations..`);
        purge(call, guest);
      });
    },
  });
}

/** `PUT /nodes/{node}/lxc/{vmid}/resize`. */
export function resizeContainer(call: Call): string {
  const { services } = call;
  const guest = guestOf(call, "lxc");
  return services.tasks.start({
    node: call.node,
    type: "resize",
    id: String(guest.vmid),
    user: call.principal.name,
    *work() {
      yield* services.locks.during(guest, function* () {
        grow(call, guest);
        yield services.tasks.seconds(0.3);
      });
    },
  });
}

function grow(call: Call, guest: Guest): void {
  const { params, services } = call;
  const [key, size, digest] = [params.need("disk"), params.need("size"), params.get("digest")];
  if (digest !== undefined && digest !== digestOf(guest))
    throw failure("detected modified configuration - file changed by other user? Try again.");
  checkUnlocked(guest);
  const value = guest.config.get(key);
  if (value === undefined) throw failure(`no such mount point '${key}'`);
  const drive = parseDrive(services.schema, "lxc", [key, value]);
  const volume = needVolume(services.state, guest.node, drive.file);
  services.permissions.check(call.principal, `/storage/${volume.storage}`, "Datastore.AllocateSpace");
  if (volume.format === "subvol" && !volume.volid.includes(":subvol")) throw failure("can't resize this image format");
  const target = size.startsWith("+") ? volume.size + parseSize(size.slice(1)) : parseSize(size);
  if (target < volume.size) throw failure("unable to shrink disk size");
  volume.size = target;
  guest.config.set(key, printDrive(services.schema, "lxc", withOptions(drive, { size: formatSize(target) })));
}
