import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Guest, GuestKind } from "../state.ts";
import { volumeKey } from "../state.ts";
import { findStorage, isShared, usableStorage } from "../storage/storages.ts";
import { findVolume } from "../storage/volumes.ts";
import { disksOf, driveSize } from "./drive.ts";
import { guestOf } from "./find.ts";
import { checkUnlocked } from "./lock.ts";
import { isOn } from "./power.ts";
import { isInSnapshot } from "./disk-image.ts";

/** Moving guests between nodes. */
export const migrateHandlers: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/migrate": preconditions,
  "POST /nodes/{node}/qemu/{vmid}/migrate": (call) => migrate(call, "qemu"),
  "POST /nodes/{node}/lxc/{vmid}/migrate": (call) => migrate(call, "lxc"),
};

function preconditions(call: Call): unknown {
  const { schema, state } = call.services;
  const guest = guestOf(call, "qemu");
  const others = [...state.nodes.values()]
    .filter((node) => node.name !== guest.node && node.online)
    .map(({ name }) => name);
  const disks = disksOf(schema, guest).filter((drive) => !isShared(findStorage(state, drive.file.split(":")[0] ?? "")));
  const local = disks.map((drive) => {
    const names = [...guest.snapshots]
      .filter(([, { config }]) =>
        isInSnapshot(
          { ...guest, snapshots: new Map([["x", { config, description: "", snaptime: 0, vmstate: false }]]) },
          drive.file,
        ),
      )
      .map(([name]) => [name, 1]);
    return {
      drivename: drive.key,
      volid: drive.file,
      size: driveSize(drive),
      cdrom: 0,
      is_attached: 1,
      is_cloudinit: 0,
      is_tpmstate: drive.key === "tpmstate0" ? 1 : 0,
      is_unused: 0,
      is_vmstate: 0,
      replicate: 1,
      shared: 0,
      ...(names.length > 0 ? { referenced_in_snapshot: Object.fromEntries(names) } : {}),
    };
  });
  const modern = state.version === "8.4" ? {} : { "has-dbus-vmstate": 1 };
  return {
    running: isOn(guest) ? 1 : 0,
    allowed_nodes: others,
    not_allowed_nodes: {},
    local_disks: local,
    local_resources: [],
    "mapped-resources": [],
    "mapped-resource-info": {},
    ...modern,
  };
}

function migrate(call: Call, kind: GuestKind): string {
  const { params, services } = call;
  const target = params.need("target");
  if (target === call.node) throw parameterError({ target: "target is local node." });
  const node = services.state.nodes.get(target);
  if (!node) throw failure(`no such cluster node '${target}'`);
  if (!node.online) throw failure(`node '${target}' is offline`);
  const guest = guestOf(call, kind);
  checkUnlocked(guest);
  checkOnline(call, guest);
  checkStorages(call, guest, target);
  return services.tasks.start({
    node: call.node,
    type: kind === "qemu" ? "qmigrate" : "vzmigrate",
    id: String(guest.vmid),
    user: call.principal.name,
    *work(log) {
      yield* services.locks.during(guest, function* () {
        log.line(
          `starting migration of ${kind === "qemu" ? "VM" : "CT"} ${guest.vmid} to node '${target}' (${node.ip})`,
        );
        guest.config.set("lock", "migrate");
        try {
          yield services.tasks.seconds(3);
        } finally {
          guest.config.delete("lock");
        }
        moveDisks(call, guest, target);
        guest.node = target;
        log.line("migration finished successfully (duration 00:00:03)");
      });
    },
  });
}

function checkOnline(call: Call, guest: Guest): void {
  if (!isOn(guest)) return;
  if (guest.kind === "lxc" && !call.params.flag("restart") && !call.params.flag("online"))
    throw failure("can't migrate running container without --online or --restart");
  if (guest.kind === "qemu" && !call.params.flag("online")) throw failure("can't migrate running VM without --online");
}

function checkStorages(call: Call, guest: Guest, target: string): void {
  const { schema, state } = call.services;
  for (const drive of disksOf(schema, guest)) {
    const storage = findStorage(state, drive.file.split(":")[0] ?? "");
    usableStorage(state, storage.storage, target);
    const live = guest.kind === "qemu" && isOn(guest) && !isShared(storage);
    if (live && !call.params.flag("with-local-disks"))
      throw failure("can't live migrate attached local disks without with-local-disks option");
  }
}

/** Local volumes go with their guest; shared ones stay where they are. */
function moveDisks(call: Call, guest: Guest, target: string): void {
  const { state } = call.services;
  for (const [key, volume] of state.volumes) {
    if (
      volume.vmid !== guest.vmid ||
      volume.node !== guest.node ||
      volume.content === "backup" ||
      !findVolume(state, guest.node, volume.volid)
    )
      continue;
    state.volumes.delete(key);
    state.volumes.set(volumeKey(target, volume.volid), { ...volume, node: target });
  }
}
