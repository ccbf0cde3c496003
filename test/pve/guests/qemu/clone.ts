import { failure, forbidden, messageOf, parameterError } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Config, Guest } from "../../state.ts";
import { checkVolumeAccess, requireImages } from "../../storage/access.ts";
import { canSnapshot, findStorage, formatFor, isFileBased, isShared, usableStorage } from "../../storage/storages.ts";
import { splitVolumeId } from "../../storage/volume-id.ts";
import { allocate, findVolume, formattingLine, needVolume, nextDiskName, release } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { copyVolume, realizeDrive } from "../disk-image.ts";
import { type Drive, drivesOf, isCdrom, isCloudInit, printDrive, withOptions } from "../drive.ts";
import { vmidOf } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { withNewMac } from "../net.ts";
import { newGuest, removeGuest } from "../register.ts";
import { checkBridges } from "./permissions.ts";

const NOT_CLONED = /^(?:unused\d+|lock|template|parent|pending|snaptime|vmstate|runningcpu|runningmachine|hookscript)$/;

/** What is cloned to what, after all checks that the API makes before it starts the task. */
interface Plan {
  readonly source: Guest;
  readonly config: Config;
  readonly snapname: string | undefined;
  readonly newid: number;
  readonly full: boolean;
  readonly target: string;
  readonly storage: string | undefined;
  readonly format: string | undefined;
}

/** `POST /nodes/{node}/qemu/{vmid}/clone`. */
export function cloneVm(call: Call): string {
  const plan = planClone(call);
  const { params, services } = call;
  const { newid, source } = plan;
  return services.tasks.start({
    node: call.node,
    type: "qmclone",
    id: String(source.vmid),
    user: call.principal.name,
    *work(log) {
      log.line(`creating a clone of VM ${source.vmid} with ID ${newid}`);
      const guest = newGuest(services, { vmid: newid, kind: "qemu", node: plan.target, pool: params.get("pool") });
      guest.config.set("lock", "clone");
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(plan.full ? 2.5 : 0.6);
        fill(call, guest, { plan, log });
      });
    },
  });
}

function planClone(call: Call): Plan {
  const { params } = call;
  const { state } = call.services;
  const newid = Number(params.need("newid"));
  const target = params.get("target") ?? call.node;
  const pool = params.get("pool");
  const storage = params.get("storage");
  if (!state.nodes.has(target)) throw failure(`no such cluster node '${target}'`);
  if (pool !== undefined && !state.pools.has(pool)) throw forbidden(`pool '${pool}' does not exist`);
  if (storage !== undefined) usableStorage(state, storage, call.node);
  const source = sourceOf(call);
  checkUnlocked(source);
  const snapname = params.get("snapname");
  const snapshot = snapname === undefined ? undefined : source.snapshots.get(snapname);
  if (snapname !== undefined && !snapshot) throw failure(`snapshot '${snapname}' does not exist`);
  const config = snapshot?.config ?? source.config;
  const full = params.flag("full", source.config.get("template") !== "1");
  const plan: Plan = { source, config, snapname, newid, full, target, storage, format: params.get("format") };
  checkPlan(call, plan);
  return plan;
}

function sourceOf(call: Call): Guest {
  const guest = call.services.state.guests.get(vmidOf(call));
  if (guest?.kind !== "qemu" || guest.node !== call.node)
    throw failure(`unable to find configuration file for VM ${vmidOf(call)} on node '${call.node}'`);
  return guest;
}

function checkPlan(call: Call, plan: Plan): void {
  const { schema, state } = call.services;
  if (!plan.full && plan.storage !== undefined) throw failure("parameter 'storage' not allowed for linked clones");
  if (!plan.full && plan.format !== undefined) throw failure("parameter 'format' not allowed for linked clones");
  if (state.guests.has(plan.newid)) throw failure(`unable to create VM ${plan.newid}: config file already exists`);
  for (const drive of drivesOf(schema, "qemu", plan.config)) checkDrive(call, plan, drive);
  checkBridges(call, plan.config);
}

function checkDrive(call: Call, plan: Plan, drive: Drive): void {
  const { permissions, state } = call.services;
  if (drive.file === "none") return;
  if (isCdrom(drive) && !isCloudInit(drive)) {
    if (drive.file === "cdrom") permissions.check(call.principal, "/", "Sys.Console");
    else checkVolumeAccess(call, drive.file, plan.source.vmid);
    return;
  }
  const from = splitVolumeId(drive.file).storage;
  const to = plan.storage ?? from;
  permissions.check(call.principal, `/storage/${to}`, "Datastore.AllocateSpace");
  usableStorage(state, to, plan.target);
  requireImages(call, to);
  if (!plan.full && !canLink(call, drive))
    throw failure(`Linked clone feature is not supported for '${drive.file}' (${drive.key})`);
  if (plan.target !== call.node && !isShared(findStorage(state, from))) {
    throw parameterError({ target: `can't clone VM to node '${plan.target}' (VM uses local storage)` });
  }
}

/** A linked clone stands on a template's base volume, where the storage can do that. */
function canLink(call: Call, drive: Drive): boolean {
  if (isCloudInit(drive)) return true;
  const volume = needVolume(call.services.state, call.node, drive.file);
  return (
    /(?:^|[:/])base-/.test(drive.file) && canSnapshot(findStorage(call.services.state, volume.storage), volume.format)
  );
}

interface Filling {
  readonly plan: Plan;
  readonly log: TaskLog;
}

function fill(call: Call, guest: Guest, { plan, log }: Filling): void {
  const { services } = call;
  const made: string[] = [];
  try {
    const config: Config = new Map();
    for (const [key, value] of plan.config) {
      if (NOT_CLONED.test(key)) continue;
      config.set(key, /^net\d+$/.test(key) ? withNewMac(services, "qemu", value) : value);
    }
    for (const drive of drivesOf(services.schema, "qemu", plan.config)) {
      const copy = cloneDrive(call, guest, { drive, plan, log });
      if (copy.file !== drive.file) made.push(copy.file);
      config.set(drive.key, printDrive(services.schema, "qemu", copy));
    }
    guest.config = identify(call, plan, config);
  } catch (error) {
    for (const volid of made) {
      const volume = findVolume(services.state, guest.node, volid);
      if (volume) release(services.state, volume);
    }
    removeGuest(services.state, guest.vmid);
    throw failure(`clone failed: ${messageOf(error)}`);
  }
}

/** A clone's own name, description and identifiers. */
function identify(call: Call, plan: Plan, config: Config): Config {
  const { params, services } = call;
  config.set("name", params.get("name") ?? `Copy-of-VM-${plan.config.get("name") ?? plan.source.vmid}`);
  const description = params.get("description");
  if (description !== undefined) config.set("description", description);
  const smbios = (config.get("smbios1") ?? "").split(",").filter((part) => part !== "" && !part.startsWith("uuid="));
  config.set("smbios1", [`uuid=${services.random.uuid()}`, ...smbios].join(","));
  config.set("vmgenid", services.random.uuid());
  return config;
}

function cloneDrive(call: Call, guest: Guest, { drive, plan, log }: Filling & { drive: Drive }): Drive {
  const { services } = call;
  if (isCloudInit(drive)) {
    log.line(`create ${plan.full ? "full" : "linked"} clone of drive ${drive.key} (${drive.file})`);
    const storage = plan.storage ?? splitVolumeId(drive.file).storage;
    return realizeDrive(services, {
      owner: guest,
      drive: withOptions(drive, { size: undefined }, `${storage}:cloudinit`),
      log: mute(log),
    });
  }
  if (isCdrom(drive) || !drive.file.includes(":")) return drive;
  return plan.full ? copyDrive(call, guest, { drive, plan, log }) : linkDrive(call, guest, { drive, plan, log });
}

/** A log that passes image making on but not the announcement of a new disk, which clones do not make. */
function mute(log: TaskLog): TaskLog {
  return {
    line: (text) => (text.includes("successfully created disk") ? undefined : log.line(text)),
    warn: (text) => log.warn(text),
  };
}

function copyDrive(call: Call, guest: Guest, { drive, plan, log }: Filling & { drive: Drive }): Drive {
  const { services } = call;
  log.line(`create full clone of drive ${drive.key} (${drive.file})`);
  const volume = needVolume(services.state, plan.source.node, drive.file);
  const image = plan.snapname === undefined ? volume : (volume.snapshots.get(plan.snapname) ?? volume);
  const storage = findStorage(services.state, plan.storage ?? volume.storage);
  const format = formatFor(storage, plan.format ?? (isFileBased(storage) ? volume.format : undefined), "disk");
  const copy = copyVolume(services, {
    image: { size: image.size, system: image.system },
    target: { storage: storage.storage, vmid: guest.vmid, node: guest.node, format },
    log,
  });
  return withOptions(drive, {}, copy.volid);
}

function linkDrive(call: Call, guest: Guest, { drive, log }: Filling & { drive: Drive }): Drive {
  const { services } = call;
  const { state } = services;
  log.line(`create linked clone of drive ${drive.key} (${drive.file})`);
  const base = needVolume(state, guest.node, drive.file);
  const storage = findStorage(state, base.storage);
  const copy = { storage: base.storage, node: guest.node, vmid: guest.vmid, format: base.format };
  const name = nextDiskName(state, storage, copy);
  if (isFileBased(storage)) {
    const own = splitVolumeId(base.volid).name;
    log.line(`clone ${own}: images, ${name}, ${guest.vmid} to ${name} (base=../${own})`);
  }
  const volume = allocate(services, { ...copy, size: base.size, system: base.system, parent: base.volid });
  for (const line of formattingLine(state, volume)) log.line(line);
  return withOptions(drive, {}, volume.volid);
}
