import { unixTime } from "../clock.ts";
import { failure } from "../pve-error.ts";
import type { Call } from "../services.ts";
import type { Config, Guest, GuestKind, Snapshot, Volume } from "../state.ts";
import { canSnapshot, findStorage, isFileBased } from "../storage/storages.ts";
import { allocate, findVolume, needVolume, release } from "../storage/volumes.ts";
import type { TaskLog } from "../tasks/task-runner.ts";
import { digestOf } from "./config-file.ts";
import { type Drive, disksOf } from "./drive.ts";
import { checkUnlocked } from "./lock.ts";
import { isOn, isUp, powerOn, poweredOff } from "./power.ts";

const NOT_IN_SNAPSHOT = /^(?:lock|description|unused\d+|digest|parent)$/;
const MIB = 1024 ** 2;

/** The guest's snapshots as the API lists them, with the present state at the end. */
export function listSnapshots(guest: Guest): Record<string, unknown>[] {
  const rows = [...guest.snapshots].map(([name, snapshot]) => ({
    name,
    description: snapshot.description,
    snaptime: snapshot.snaptime,
    ...(guest.kind === "qemu" ? { vmstate: snapshot.vmstate ? 1 : 0 } : {}),
    ...(snapshot.parent === undefined ? {} : { parent: snapshot.parent }),
    ...(snapshot.snapstate === undefined ? {} : { snapstate: snapshot.snapstate }),
  }));
  const parent = guest.config.get("parent");
  const now = {
    name: "current",
    description: "You are here!",
    digest: digestOf(guest),
    running: isOn(guest) ? 1 : 0,
    ...(parent === undefined ? {} : { parent }),
  };
  return [...rows, now];
}

/** A snapshot to take. */
export interface NewSnapshot {
  readonly name: string;
  readonly description: string;
  readonly vmstate: boolean;
}

/** Writes an unfinished snapshot into the configuration. @throws PveError 500 when locked, a template, taken, or on storage that can not */
export function prepareSnapshot(call: Call, guest: Guest, wanted: NewSnapshot): void {
  checkUnlocked(guest);
  if (guest.config.get("template") === "1") throw failure("you can't take a snapshot if it's a template");
  if (guest.snapshots.has(wanted.name)) throw failure(`snapshot name '${wanted.name}' already used`);
  if (!snapshotsPossible(call, guest)) throw failure("snapshot feature is not available");
  guest.snapshots.set(wanted.name, {
    config: snapshotConfig(guest),
    description: wanted.description,
    snaptime: unixTime(call.services.clock),
    parent: guest.config.get("parent"),
    vmstate: false,
    snapstate: "prepare",
  });
}

function snapshotConfig(guest: Guest): Config {
  return new Map([...guest.config].filter(([key]) => !NOT_IN_SNAPSHOT.test(key)));
}

/** Takes a prepared snapshot. */
export function takeSnapshot(call: Call, guest: Guest, { wanted, log }: { wanted: NewSnapshot; log: TaskLog }): void {
  const { services } = call;
  const config = snapshotConfig(guest);
  const withState = wanted.vmstate && guest.kind === "qemu" && isOn(guest);
  if (withState) config.set("vmstate", saveState(call, guest, { name: wanted.name, log }));
  if (guest.kind === "qemu" && isOn(guest)) freezeLines(call, guest, log);
  for (const drive of disksOf(services.schema, guest)) {
    const volume = needVolume(services.state, guest.node, drive.file);
    if (guest.kind === "qemu") log.line(`snapshotting 'drive-${drive.key}' (${drive.file})`);
    volume.snapshots.set(wanted.name, { size: volume.size, system: volume.system });
  }
  const parent = guest.config.get("parent");
  const paused = guest.power.state === "paused";
  guest.snapshots.set(wanted.name, {
    config,
    description: wanted.description,
    snaptime: unixTime(services.clock),
    parent,
    vmstate: withState,
    paused,
  });
  guest.config.set("parent", wanted.name);
}

function freezeLines(call: Call, guest: Guest, log: TaskLog): void {
  const agent = guest.config.get("agent") ?? "0";
  if (!/^(?:1|enabled=1)/.test(agent)) return;
  if (isUp(call.services, guest)) log.line("issuing guest agent 'guest-fsfreeze-freeze' command");
  else log.line("skipping guest filesystem freeze - agent configured but not running?");
}

/** Saves a running VM's memory to a volume and returns its id. */
function saveState(call: Call, guest: Guest, { name, log }: { name: string; log: TaskLog }): string {
  const { services } = call;
  const disk = disksOf(services.schema, guest)[0];
  const storage = findStorage(
    services.state,
    guest.config.get("vmstatestorage") ?? disk?.file.split(":")[0] ?? "local",
  );
  log.line(`saving VM state and RAM using storage '${storage.storage}'`);
  const size = (Number(guest.config.get("memory") ?? 512) * 2 + 500) * MIB;
  const volume = allocate(services, {
    storage: storage.storage,
    node: guest.node,
    vmid: guest.vmid,
    format: "raw",
    size,
    name: `vm-${guest.vmid}-state-${name}${isFileBased(storage) ? ".raw" : ""}`,
  });
  log.line("completed saving the VM state in 1s, saved 256.00 MiB");
  return volume.volid;
}

/** Whether every disk of the guest is on storage that has snapshots. */
export function snapshotsPossible(call: Call, guest: Guest): boolean {
  const { schema, state } = call.services;
  return disksOf(schema, guest).every((drive) => {
    const volume = findVolume(state, guest.node, drive.file);
    return volume !== undefined && canSnapshot(findStorage(state, volume.storage), volume.format);
  });
}

/** Brings the guest back to a snapshot: disks, configuration, and memory where it was saved. */
export function rollBack(call: Call, guest: Guest, { name, start }: { name: string; start: boolean }): void {
  const { services } = call;
  checkUnlocked(guest);
  if (guest.config.get("template") === "1") throw failure("cannot rollback to a template's snapshot");
  const snapshot = guest.snapshots.get(name);
  if (!snapshot) throw failure(`snapshot '${name}' does not exist`);
  if (snapshot.snapstate !== undefined)
    throw failure(`unable to rollback to incomplete snapshot (snapstate = ${snapshot.snapstate})`);
  const drives = disksOf(services.schema, { kind: guest.kind, config: snapshot.config });
  for (const drive of drives) checkYoungest(call, guest, { drive, name });
  guest.power = poweredOff();
  for (const drive of drives) revertDisk(call, guest, { drive, name });
  const kept = [...guest.config].filter(([key]) => key === "description" || /^unused\d+$/.test(key));
  guest.config = new Map([...snapshot.config, ...kept, ["parent", name]]);
  guest.config.delete("vmstate");
  guest.pending.clear();
  guest.pendingDelete.clear();
  if (guest.config.has("vmgenid")) guest.config.set("vmgenid", services.random.uuid());
  if (!snapshot.vmstate && !start) return;
  powerOn(services, guest);
  if (!snapshot.vmstate) return;
  if (guest.power.upAt !== undefined) guest.power.upAt = services.clock.now();
  if (snapshot.paused === true) guest.power.state = "paused";
}

/** ZFS rolls back to its youngest snapshot only (source: pve-storage, volume_rollback_is_possible). */
function checkYoungest(call: Call, guest: Guest, { drive, name }: { drive: Drive; name: string }): void {
  const { state } = call.services;
  const volume = findVolume(state, guest.node, drive.file);
  if (!volume || findStorage(state, volume.storage).type !== "zfspool") return;
  if ([...volume.snapshots.keys()].at(-1) === name || !volume.snapshots.has(name)) return;
  throw failure(`can't rollback, '${name}' is not most recent snapshot on '${volume.volid}'`);
}

function revertDisk(call: Call, guest: Guest, { drive, name }: { drive: Drive; name: string }): void {
  const volume = findVolume(call.services.state, guest.node, drive.file);
  const kept = volume?.snapshots.get(name);
  if (!volume || !kept) throw failure(`can't rollback - volume '${drive.file}' has no snapshot '${name}'`);
  volume.size = kept.size;
  volume.system = kept.system;
}

/** Marks a snapshot as one that is being deleted. @throws PveError 500 when locked or not there */
export function markDeleted(guest: Guest, name: string): Snapshot {
  const snapshot = guest.snapshots.get(name);
  if (!snapshot) throw failure(`snapshot '${name}' does not exist`);
  checkUnlocked(guest);
  snapshot.snapstate = "delete";
  return snapshot;
}

/** Deletes a marked snapshot; its children become its parent's. @throws PveError 500 when a disk lacks it, unless by force */
export function deleteSnapshot(call: Call, guest: Guest, { name, force }: { name: string; force: boolean }): void {
  const { state } = call.services;
  const snapshot = guest.snapshots.get(name);
  if (!snapshot) throw failure(`snapshot '${name}' does not exist`);
  for (const drive of disksOf(call.services.schema, { kind: guest.kind, config: snapshot.config })) {
    const disk = findVolume(state, guest.node, drive.file);
    const isGone = disk?.snapshots.delete(name) === false;
    if (isGone && !force) throw failure(`volume '${drive.file}' has no snapshot '${name}'`);
  }
  const memory = snapshot.config.get("vmstate");
  const volume: Volume | undefined = memory === undefined ? undefined : findVolume(state, guest.node, memory);
  if (volume) release(state, volume);
  guest.snapshots.delete(name);
  for (const child of guest.snapshots.values()) if (child.parent === name) child.parent = snapshot.parent;
  if (guest.config.get("parent") !== name) return;
  if (snapshot.parent === undefined) guest.config.delete("parent");
  else guest.config.set("parent", snapshot.parent);
}

/** Requires a snapshot name that is not reserved. @throws PveError 500 */
export function checkSnapshotName(name: string): void {
  if (name === "current" || name === "pending") throw failure(`unable to use snapshot name '${name}' (reserved name)`);
}

/** The task types and parameters in which VMs and containers differ. */
export const SNAPSHOT_TASKS: Readonly<
  Record<GuestKind, { readonly take: string; readonly rollback: string; readonly remove: string }>
> = {
  qemu: { take: "qmsnapshot", rollback: "qmrollback", remove: "qmdelsnapshot" },
  lxc: { take: "vzsnapshot", rollback: "vzrollback", remove: "vzdelsnapshot" },
};
