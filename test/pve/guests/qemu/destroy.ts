import { failure } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { clonesOf, findVolume, release } from "../../storage/volumes.ts";
import { isRoot } from "../../access/principal.ts";
import { parameterError } from "../../pve-error.ts";
import { guestOf } from "../find.ts";
import { checkUnlocked, checkUnprotected } from "../lock.ts";
import { isOn } from "../power.ts";
import { removeGuest } from "../register.ts";

/** `DELETE /nodes/{node}/qemu/{vmid}`: destroys a stopped VM and all disks it owns. */
export function destroyVm(call: Call): string {
  const { params, services } = call;
  const skipLock = params.flag("skiplock");
  if (skipLock && !isRoot(call.principal)) throw parameterError({ skiplock: "Only root may use this option." });
  const guest = guestOf(call, "qemu");
  checkUnprotected(guest, `can't remove VM ${guest.vmid}`);
  if (services.state.haResources.has(`vm:${guest.vmid}`) && !params.flag("purge")) {
    throw failure(`unable to remove VM ${guest.vmid} - used in HA resources and purge parameter not set.`);
  }
  if (isOn(guest)) throw failure(`VM ${guest.vmid} is running - destroy failed`);
  return services.tasks.start({
    node: call.node,
    type: "qmdestroy",
    id: String(guest.vmid),
    user: call.principal.name,
    *work(log) {
      yield* services.locks.during(guest, function* () {
        if (!skipLock) checkUnlocked(guest);
        checkNoClones(call, guest);
        yield services.tasks.seconds(0.5);
        destroyGuest(call, guest);
        if (params.flag("purge")) {
          log.line(`purging VM ${guest.vmid} from related configurations..`);
          purge(call, guest);
        }
      });
    },
  });
}

/** Requires that no linked clone stands on the guest's disks. @throws PveError 500 */
export function checkNoClones(call: Call, guest: Guest): void {
  const { state } = call.services;
  for (const volume of state.volumes.values()) {
    if (volume.vmid === guest.vmid && clonesOf(state, volume).length > 0)
      throw failure(`base volume '${volume.volid}' is still in use by linked cloned`);
  }
}

/** Removes a guest with every disk it references and owns; unreferenced ones go only when asked. */
export function destroyGuest(call: Call, guest: Guest): void {
  const { state } = call.services;
  const all = call.params.flag("destroy-unreferenced-disks");
  const configs = [guest.config, guest.pending, ...[...guest.snapshots.values()].map(({ config }) => config)];
  const referenced = new Set(
    configs.flatMap((config) => [...config.values()].map((value) => value.split(",")[0] ?? "")),
  );
  for (const volume of state.volumes.values()) {
    const own = volume.vmid === guest.vmid && (volume.content === "images" || volume.content === "rootdir");
    if (own && (all || referenced.has(volume.volid)) && findVolume(state, guest.node, volume.volid) === volume)
      release(state, volume);
  }
  removeGuest(state, guest.vmid);
}

/** Takes the guest out of backup jobs and high availability. */
export function purge(call: Call, guest: Guest): void {
  const { state } = call.services;
  state.haResources.delete(`${guest.kind === "qemu" ? "vm" : "ct"}:${guest.vmid}`);
  for (const job of state.backupJobs.values()) {
    const vmids = (job.get("vmid") ?? "").split(",").filter((vmid) => vmid !== String(guest.vmid));
    if (job.has("vmid")) job.set("vmid", vmids.join(","));
  }
}
