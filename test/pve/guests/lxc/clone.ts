import { failure, forbidden, messageOf } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Config, Guest } from "../../state.ts";
import { canSnapshot, findStorage, usableStorage } from "../../storage/storages.ts";
import { splitVolumeId } from "../../storage/volume-id.ts";
import { allocate, findVolume, needVolume, release, rename } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { type Drive, disksOf, drivesOf, printDrive, withOptions } from "../drive.ts";
import { guestOf, usedBy } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { withNewMac } from "../net.ts";
import { isOn } from "../power.ts";
import { newGuest, removeGuest } from "../register.ts";
import { checkContainerBridges } from "./permissions.ts";
import { makeRoot } from "./volumes.ts";

interface Plan {
  readonly source: Guest;
  readonly config: Config;
  readonly snapname: string | undefined;
  readonly newid: number;
  readonly full: boolean;
  readonly storage: string | undefined;
}

/** `POST /nodes/{node}/lxc/{vmid}/clone`. */
export function cloneContainer(call: Call): string {
  const { params, services } = call;
  const plan = planClone(call);
  return services.tasks.start({
    node: call.node,
    type: "vzclone",
    id: String(plan.source.vmid),
    user: call.principal.name,
    *work(log) {
      log.line(`creating a clone of container ${plan.source.vmid} with ID ${plan.newid}`);
      const guest = newGuest(services, {
        vmid: plan.newid,
        kind: "lxc",
        node: params.get("target") ?? call.node,
        pool: params.get("pool"),
      });
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(plan.full ? 2 : 0.5);
        fill(call, guest, { plan, log });
      });
    },
  });
}

function planClone(call: Call): Plan {
  const { params, services } = call;
  const { state } = services;
  const pool = params.get("pool");
  const target = params.get("target") ?? call.node;
  if (pool !== undefined && !state.pools.has(pool)) throw forbidden(`pool '${pool}' does not exist`);
  if (!state.nodes.has(target)) throw failure(`no such cluster node '${target}'`);
  const storage = params.get("storage");
  if (storage !== undefined) usableStorage(state, storage, call.node);
  const newid = Number(params.need("newid"));
  const taken = usedBy(state, newid);
  if (taken !== undefined) throw failure(taken);
  const source = guestOf(call, "lxc");
  checkUnlocked(source);
  const snapname = params.get("snapname");
  const snapshot = snapname === undefined ? undefined : source.snapshots.get(snapname);
  if (snapname !== undefined && !snapshot) throw failure(`snapshot '${snapname}' does not exist`);
  const full = params.flag("full", source.config.get("template") !== "1");
  if (!full && storage !== undefined) throw failure("parameter 'storage' not allowed for linked clones");
  if (full && isOn(source) && snapname === undefined)
    throw failure("cannot do full clones on a running container without snapshots");
  const plan: Plan = { source, config: snapshot?.config ?? source.config, snapname, newid, full, storage };
  for (const drive of drivesOf(services.schema, "lxc", plan.config)) checkDrive(call, plan, drive);
  checkContainerBridges(call, plan.config);
  return plan;
}

function checkDrive(call: Call, plan: Plan, drive: Drive): void {
  const { permissions, state } = call.services;
  if (drive.file.startsWith("/")) throw failure(`unable to clone mountpoint '${drive.key}' (type bind)`);
  const from = splitVolumeId(drive.file).storage;
  permissions.check(call.principal, `/storage/${plan.storage ?? from}`, "Datastore.AllocateSpace");
  usableStorage(state, plan.storage ?? from, call.node);
  const volume = needVolume(state, plan.source.node, drive.file);
  if (!plan.full && !(/base-/.test(drive.file) && canSnapshot(findStorage(state, from), volume.format))) {
    throw failure(`Linked clone feature is not supported for '${drive.file}' (${drive.key})`);
  }
}

function fill(call: Call, guest: Guest, { plan, log }: { plan: Plan; log: TaskLog }): void {
  const { params, services } = call;
  const made: string[] = [];
  try {
    for (const [key, value] of plan.config) {
      if (/^(?:unused\d+|lock|template|parent)$/.test(key)) continue;
      guest.config.set(key, /^net\d+$/.test(key) ? withNewMac(services, "lxc", value) : value);
    }
    for (const drive of drivesOf(services.schema, "lxc", plan.config)) {
      const volid = copy(call, guest, { plan, log, drive });
      made.push(volid);
      guest.config.set(drive.key, printDrive(services.schema, "lxc", withOptions(drive, {}, volid)));
    }
    if (params.has("hostname")) guest.config.set("hostname", params.need("hostname"));
    if (params.has("description")) guest.config.set("description", params.need("description"));
  } catch (error) {
    for (const volid of made) {
      const volume = findVolume(services.state, guest.node, volid);
      if (volume) release(services.state, volume);
    }
    removeGuest(services.state, guest.vmid);
    throw failure(`clone failed: ${messageOf(error)}`);
  }
}

function copy(call: Call, guest: Guest, { plan, log, drive }: { plan: Plan; log: TaskLog; drive: Drive }): string {
  const { services } = call;
  const volume = needVolume(services.state, plan.source.node, drive.file);
  log.line(`create ${plan.full ? "full" : "linked"} clone of mountpoint ${drive.key} (${drive.file})`);
  const image = plan.snapname === undefined ? volume : (volume.snapshots.get(plan.snapname) ?? volume);
  const storage = plan.storage ?? volume.storage;
  if (plan.full)
    return makeRoot(services, { owner: guest, storage, size: image.size, system: image.system, log }).volid;
  return allocate(services, {
    storage,
    node: guest.node,
    vmid: guest.vmid,
    format: volume.format,
    size: image.size,
    system: image.system,
    parent: volume.volid,
  }).volid;
}

/** `POST /nodes/{node}/lxc/{vmid}/template`: answers nothing; the work goes on in a task of its own. */
export function makeContainerTemplate(call: Call): null {
  const { services } = call;
  const guest = guestOf(call, "lxc");
  checkUnlocked(guest);
  if (guest.config.get("template") === "1") throw failure("you can't convert a CT to template if the CT is a template");
  if (guest.snapshots.size > 0) throw failure("unable to create template, because CT contains snapshots");
  if (isOn(guest)) throw failure("you can't convert a CT to template if the CT is running");
  services.tasks.start({
    node: call.node,
    type: "vztemplate",
    id: String(guest.vmid),
    user: call.principal.name,
    *work() {
      yield services.tasks.seconds(0.5);
      guest.config.set("template", "1");
      for (const drive of disksOf(services.schema, guest)) {
        const volume = needVolume(services.state, guest.node, drive.file);
        if (!canSnapshot(findStorage(services.state, volume.storage), volume.format)) continue;
        const base = rename(
          services.state,
          volume,
          volume.volid.replace(
            /(^|[:/])(vm|subvol)-(?=\d+-[^/]*$)/,
            (_all, before: string, kind: string) => `${before}${kind === "vm" ? "base" : "basevol"}-`,
          ),
        );
        guest.config.set(drive.key, printDrive(services.schema, "lxc", withOptions(drive, {}, base.volid)));
      }
    },
  });
  return null;
}
