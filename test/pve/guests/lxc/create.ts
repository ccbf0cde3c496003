import { failure, forbidden, messageOf, parameterError } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Backup, Config, Guest, Volume } from "../../state.ts";
import { checkVolumeAccess } from "../../storage/access.ts";
import { contentTypes, findStorage } from "../../storage/storages.ts";
import { splitVolumeId, volumePath } from "../../storage/volume-id.ts";
import { findVolume, needVolume, release } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { isRoot } from "../../access/principal.ts";
import { disksOf, drivesOf, printDrive, withOptions } from "../drive.ts";
import { usedBy, vmidOf } from "../find.ts";
import { keySchema, isMountKey } from "../keys.ts";
import { completeNet } from "../net.ts";
import { isOn, powerOn } from "../power.ts";
import { newGuest, removeGuest } from "../register.ts";
import { formatSize } from "../size.ts";
import { normalizeTags } from "../tags.ts";
import { checkContainerBridges, checkContainerKeys } from "./permissions.ts";
import { makeRoot, realizeMount } from "./volumes.ts";

const NOT_STORED = [
  "bwlimit",
  "force",
  "ha-managed",
  "ignore-unpack-errors",
  "node",
  "ostemplate",
  "password",
  "pool",
  "restore",
  "ssh-public-keys",
  "start",
  "storage",
  "unique",
  "vmid",
];
const GIB = 1024 ** 3;

/** `POST /nodes/{node}/lxc`: makes a container from a template, or restores one from a backup. */
export function createContainer(call: Call): string {
  const { params, services } = call;
  const vmid = vmidOf(call);
  const settings = params.without(...NOT_STORED);
  const restoring = params.flag("restore");
  checkCreate(call, vmid, settings);
  const taken = usedBy(services.state, vmid);
  const old = services.state.guests.get(vmid);
  if (taken !== undefined && !(restoring && params.flag("force") && old?.kind === "lxc")) throw failure(taken);
  if (old && isOn(old)) throw failure("can't overwrite running container");
  return services.tasks.start({
    node: call.node,
    type: restoring ? "vzrestore" : "vzcreate",
    id: String(vmid),
    user: call.principal.name,
    *work(log) {
      if (old) clearAway(call, old);
      const guest = newGuest(services, { vmid, kind: "lxc", node: call.node, pool: params.get("pool") });
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(1.5);
        build(call, guest, { settings, log });
      });
      if (params.flag("start")) powerOn(services, guest);
    },
  });
}

function checkCreate(call: Call, vmid: number, settings: Config): void {
  const { params, principal, services } = call;
  const pool = params.get("pool");
  if (settings.get("unprivileged") === "0" && !isRoot(principal))
    services.permissions.check(principal, "/", "Sys.Modify");
  if (pool !== undefined && !services.state.pools.has(pool)) throw forbidden(`pool '${pool}' does not exist`);
  const allocate = { privileges: ["VM.Allocate"] };
  const allowed =
    services.permissions.has(principal.name, `/vms/${vmid}`, allocate) ||
    (pool !== undefined && services.permissions.has(principal.name, `/pool/${pool}`, allocate));
  if (!allowed) throw forbidden();
  checkContainerKeys(call, { vmid, pool }, settings);
  const storage = params.get("storage");
  if (!settings.has("rootfs") && storage !== undefined) {
    checkVolumeAccess(call, params.need("ostemplate"), vmid);
    services.permissions.check(principal, `/storage/${storage}`, "Datastore.AllocateSpace");
    if (!contentTypes(findStorage(services.state, storage)).includes("rootdir"))
      throw parameterError({ storage: `storage '${storage}' does not support container directories` });
  }
  checkVolumeAccess(call, params.need("ostemplate"), vmid);
  checkContainerBridges(call, settings);
}

function clearAway(call: Call, old: Guest): void {
  for (const drive of disksOf(call.services.schema, old)) {
    const volume = findVolume(call.services.state, old.node, drive.file);
    if (volume?.vmid === old.vmid) release(call.services.state, volume);
  }
  call.services.state.guests.delete(old.vmid);
}

interface Building {
  readonly settings: Config;
  readonly log: TaskLog;
}

function build(call: Call, guest: Guest, { settings, log }: Building): void {
  const { params, services } = call;
  const made: string[] = [];
  try {
    const template = params.need("ostemplate");
    if (params.flag("restore")) {
      fillFromBackup(call, guest, { archive: template, log, made });
      for (const [key, value] of baseConfig(call, settings)) guest.config.set(key, value);
      log.line("merging backed-up and given configuration..");
      return;
    }
    guest.config = new Map([...defaults(call, template), ...baseConfig(call, settings)]);
    makeVolumes(call, guest, { settings, log, made, template });
    unpack(call, template, log);
  } catch (error) {
    for (const volid of made) {
      const volume = findVolume(services.state, guest.node, volid);
      if (volume) release(services.state, volume);
    }
    removeGuest(services.state, guest.vmid);
    throw failure(`unable to ${params.flag("restore") ? "restore" : "create"} CT ${guest.vmid} - ${messageOf(error)}`);
  }
}

function defaults(call: Call, template: string): Config {
  const ostype =
    /(debian|ubuntu|centos|fedora|opensuse|archlinux|alpine|gentoo|devuan|nixos)/i.exec(template)?.[1]?.toLowerCase() ??
    "unmanaged";
  return new Map([
    ["arch", "amd64"],
    ["hostname", `CT${vmidOf(call)}`],
    ["memory", "512"],
    ["swap", "512"],
    ["ostype", ostype],
    ["unprivileged", "1"],
  ]);
}

function baseConfig(call: Call, settings: Config): Config {
  const config: Config = new Map();
  for (const [key, value] of settings) {
    if (isMountKey(key) || !keySchema(call.services.schema, "lxc", key)) continue;
    if (/^net\d+$/.test(key)) config.set(key, completeNet(call.services, "lxc", value));
    else config.set(key, key === "tags" ? normalizeTags(value) : value);
  }
  if (call.params.has("unprivileged")) config.set("unprivileged", call.params.need("unprivileged"));
  if (call.params.has("ostype")) config.set("ostype", call.params.need("ostype"));
  if (call.params.has("arch")) config.set("arch", call.params.need("arch"));
  return config;
}

interface Volumes extends Building {
  readonly made: string[];
  readonly template: string;
}

function makeVolumes(call: Call, guest: Guest, { settings, log, made, template }: Volumes): void {
  const { services } = call;
  const system = templateOf(call, template)?.system;
  const asked = new Map([...settings].filter(([key]) => isMountKey(key)));
  if (!asked.has("rootfs")) asked.set("rootfs", `${call.params.get("storage") ?? "local"}:4`);
  for (const drive of drivesOf(services.schema, "lxc", asked)) {
    const real = realizeMount(services, {
      owner: guest,
      drive,
      system: drive.key === "rootfs" ? system : undefined,
      log,
    });
    if (real.file !== drive.file) made.push(real.file);
    guest.config.set(drive.key, printDrive(services.schema, "lxc", real));
  }
}

function templateOf(call: Call, template: string): Volume | undefined {
  return template.startsWith("/") ? undefined : findVolume(call.services.state, call.node, template);
}

function unpack(call: Call, template: string, log: TaskLog): void {
  const { state } = call.services;
  const found = templateOf(call, template);
  if (!found) {
    log.line(`volume '${template}' does not exist`);
    throw failure(`volume '${template}' does not exist`);
  }
  const { storage, name } = splitVolumeId(template);
  log.line(`extracting archive '${volumePath(findStorage(state, storage), name)}'`);
  log.line(
    `Total bytes read: ${found.size * 3} (${Math.ceil((found.size * 3) / 1024)}KiB, 200MiB/s)\nDetected container architecture: amd64`,
  );
}

interface Restoring {
  readonly archive: string;
  readonly log: TaskLog;
  readonly made: string[];
}

function fillFromBackup(call: Call, guest: Guest, { archive, log, made }: Restoring): void {
  const { services } = call;
  const volume = needVolume(services.state, call.node, archive);
  const backup: Backup | undefined = volume.backup;
  if (!backup || backup.kind !== "lxc") throw failure(`'${archive}' is no container backup`);
  log.line(`recovering backed-up configuration from '${archive}'`);
  guest.config = new Map([...backup.config].filter(([key]) => !/^(?:unused\d+|lock)$/.test(key)));
  for (const drive of drivesOf(services.schema, "lxc", backup.config)) {
    const disk = backup.disks.get(drive.key);
    if (!disk) continue;
    const storage = call.params.get("storage") ?? drive.file.split(":")[0] ?? "";
    const root = makeRoot(services, {
      owner: guest,
      storage,
      size: disk.size === 0 ? 4 * GIB : disk.size,
      system: disk.system,
      log,
    });
    made.push(root.volid);
    guest.config.set(
      drive.key,
      printDrive(services.schema, "lxc", withOptions(drive, { size: formatSize(root.size) }, root.volid)),
    );
  }
  const { storage, name } = splitVolumeId(archive);
  log.line(
    `restoring '${archive}' now..\nextracting archive '${volumePath(findStorage(services.state, storage), name)}'`,
  );
  log.line(`Total bytes read: ${volume.size * 3} (${Math.ceil((volume.size * 3) / 1024)}KiB, 200MiB/s)`);
}
