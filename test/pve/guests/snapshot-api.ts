import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Guest, GuestKind, Snapshot } from "../state.ts";
import type { Work, Worker } from "../tasks/task-runner.ts";
import { currentView } from "./config-view.ts";
import { locked } from "./lock.ts";
import { guestOf, guestOn, vmidOf } from "./find.ts";
import {
  checkSnapshotName,
  deleteSnapshot,
  listSnapshots,
  markDeleted,
  prepareSnapshot,
  rollBack,
  SNAPSHOT_TASKS,
  takeSnapshot,
} from "./snapshots.ts";

/** The snapshot endpoints of one kind of guest. */
export function snapshotHandlers(kind: GuestKind): Handlers {
  const base = `/nodes/{node}/${kind}/{vmid}/snapshot`;
  return {
    [`GET ${base}`]: (call) => listSnapshots(guestOf(call, kind)),
    [`POST ${base}`]: (call) => take(call, kind),
    [`GET ${base}/{snapname}`]: () => [{ cmd: "rollback" }, { cmd: "config" }],
    [`DELETE ${base}/{snapname}`]: (call) => remove(call, kind),
    [`GET ${base}/{snapname}/config`]: (call) => showSnapshot(call, guestOf(call, kind)),
    [`PUT ${base}/{snapname}/config`]: (call) => describe(call, guestOf(call, kind)),
    [`POST ${base}/{snapname}/rollback`]: (call) => rollback(call, kind),
  };
}

function start(call: Call, type: string, work: Worker): string {
  return call.services.tasks.start({
    node: call.node,
    type,
    id: call.params.need("vmid"),
    user: call.principal.name,
    work,
  });
}

/** Spends the time the work takes, with the guest's configuration saying what goes on. */
function* whileLocked(
  { services }: Call,
  guest: Guest,
  { reason, seconds }: { reason: string; seconds: number },
): Work {
  yield* services.locks.turn(guest);
  yield* locked(guest, reason, function* () {
    yield services.tasks.seconds(seconds);
  });
}

function take(call: Call, kind: GuestKind): string {
  const { params } = call;
  const name = params.need("snapname");
  checkSnapshotName(name);
  const guest = guestOf(call, kind);
  const wanted = { name, description: params.get("description") ?? "", vmstate: params.flag("vmstate") };
  return start(call, SNAPSHOT_TASKS[kind].take, function* (log) {
    yield* call.services.locks.turn(guest);
    prepareSnapshot(call, guest, wanted);
    try {
      yield* whileLocked(call, guest, { reason: "snapshot", seconds: wanted.vmstate ? 1.5 : 0.4 });
      takeSnapshot(call, guest, { wanted, log });
    } finally {
      if (guest.snapshots.get(name)?.snapstate === "prepare") guest.snapshots.delete(name);
    }
  });
}

function remove(call: Call, kind: GuestKind): string {
  const { params, services } = call;
  const where = { node: call.node, kind, vmid: vmidOf(call) };
  const [name, force] = [params.need("snapname"), params.flag("force")];
  return start(call, SNAPSHOT_TASKS[kind].remove, function* () {
    const guest = guestOn(services.state, where);
    yield* services.locks.turn(guest);
    markDeleted(guest, name);
    yield* whileLocked(call, guest, { reason: "snapshot-delete", seconds: 0.4 });
    deleteSnapshot(call, guest, { name, force });
  });
}

function rollback(call: Call, kind: GuestKind): string {
  const { params, services } = call;
  const power = params.flag("start");
  if (power) services.permissions.check(call.principal, `/vms/${vmidOf(call)}`, "VM.PowerMgmt");
  const where = { node: call.node, kind, vmid: vmidOf(call) };
  return start(call, SNAPSHOT_TASKS[kind].rollback, function* () {
    const guest = guestOn(services.state, where);
    yield* whileLocked(call, guest, { reason: "rollback", seconds: 0.8 });
    rollBack(call, guest, { name: params.need("snapname"), start: power });
  });
}

function showSnapshot(call: Call, guest: Guest): Record<string, string | number> {
  const snapshot = find(call, guest);
  const parent = snapshot.parent === undefined ? {} : { parent: snapshot.parent };
  return {
    ...currentView(call.services, guest.kind, snapshot.config),
    description: snapshot.description,
    snaptime: snapshot.snaptime,
    ...parent,
  };
}

function describe(call: Call, guest: Guest): null {
  const snapshot = find(call, guest);
  const description = call.params.get("description");
  if (description !== undefined) snapshot.description = description;
  return null;
}

function find(call: Call, guest: Guest): Snapshot {
  const name = call.params.need("snapname");
  const snapshot = guest.snapshots.get(name);
  if (!snapshot) throw failure(`snapshot '${name}' does not exist`);
  return snapshot;
}
