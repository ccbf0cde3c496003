import type { Call, Handlers } from "../../services.ts";
import { failure } from "../../pve-error.ts";
import { guestOf } from "../find.ts";
import { snapshotHandlers } from "../snapshot-api.ts";
import { snapshotsPossible } from "../snapshots.ts";
import { vmStatus } from "../status.ts";
import { cloneVm } from "./clone.ts";
import { cloudInit } from "./cloudinit.ts";
import { qemuConfig } from "./config-api.ts";
import { createVm } from "./create.ts";
import { destroyVm } from "./destroy.ts";
import { qemuDisks } from "./disks.ts";
import { qemuPower } from "./power-api.ts";
import { makeTemplate } from "./template.ts";

/** Everything about VMs. */
export const qemuHandlers: Handlers = {
  "GET /nodes/{node}/qemu": listVms,
  "POST /nodes/{node}/qemu": createVm,
  "DELETE /nodes/{node}/qemu/{vmid}": destroyVm,
  "POST /nodes/{node}/qemu/{vmid}/clone": cloneVm,
  "POST /nodes/{node}/qemu/{vmid}/template": makeTemplate,
  "GET /nodes/{node}/qemu/{vmid}/feature": feature,
  ...qemuConfig,
  ...qemuDisks,
  ...qemuPower,
  ...snapshotHandlers("qemu"),
  ...cloudInit,
};

function listVms(call: Call): unknown[] {
  const { permissions, state } = call.services;
  const mine = [...state.guests.values()].filter((guest) => guest.kind === "qemu" && guest.node === call.node);
  const visible = mine.filter((guest) =>
    permissions.has(call.principal.name, `/vms/${guest.vmid}`, { privileges: ["VM.Audit"] }),
  );
  const full = call.params.flag("full");
  return visible.map((guest) => {
    const status = vmStatus(call.services, guest, { full: false });
    return full ? { ...status, qmpstatus: guest.power.state } : status;
  });
}

function feature(call: Call): unknown {
  const guest = guestOf(call, "qemu");
  const name = call.params.need("feature");
  const snapname = call.params.get("snapname");
  if (snapname !== undefined && !guest.snapshots.has(snapname)) throw failure(`snapshot '${snapname}' does not exist`);
  const has =
    name === "clone" ? guest.config.get("template") === "1" : name === "copy" || snapshotsPossible(call, guest);
  return {
    hasFeature: has ? 1 : 0,
    nodes: [...call.services.state.nodes.keys()].filter((node) => node === guest.node),
  };
}
