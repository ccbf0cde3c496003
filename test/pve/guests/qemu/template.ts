import { failure } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { needVolume, rename } from "../../storage/volumes.ts";
import { disksOf, printDrive, withOptions } from "../drive.ts";
import { guestOf } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { isOn } from "../power.ts";

/** `POST /nodes/{node}/qemu/{vmid}/template`: turns a stopped VM without snapshots into a template. */
export function makeTemplate(call: Call): string {
  const { params, services } = call;
  const guest = guestOf(call, "qemu");
  checkUnlocked(guest);
  if (guest.snapshots.size > 0) throw failure("unable to create template, because VM contains snapshots");
  if (guest.config.get("template") === "1" && !params.has("disk"))
    throw failure("you can't convert a template to a template");
  if (isOn(guest)) throw failure("you can't convert a VM to template if VM is running");
  const only = params.get("disk");
  return services.tasks.start({
    node: call.node,
    type: "qmtemplate",
    id: String(guest.vmid),
    user: call.principal.name,
    *work() {
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(0.5);
        freeze(call, guest, only);
      });
    },
  });
}

/** Renames the disks to base volumes, which linked clones can stand on. */
function freeze(call: Call, guest: Guest, only: string | undefined): void {
  const { schema, state } = call.services;
  guest.config.set("template", "1");
  for (const drive of disksOf(schema, guest)) {
    if (only !== undefined && drive.key !== only) continue;
    const volume = needVolume(state, guest.node, drive.file);
    const base = rename(state, volume, volume.volid.replace(/(^|[:/])vm-(?=\d+-[^/]*$)/, "$1base-"));
    guest.config.set(drive.key, printDrive(schema, "qemu", withOptions(drive, {}, base.volid)));
  }
}
