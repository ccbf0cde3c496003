import { failure, messageOf } from "../pve-error.ts";
import type { Call } from "../services.ts";
import type { Backup, Guest } from "../state.ts";
import { disksOf } from "../guests/drive.ts";
import { locked } from "../guests/lock.ts";
import { isOn } from "../guests/power.ts";
import { humanSize } from "../guests/size.ts";
import { displayName } from "../guests/status.ts";
import { contentTypes, findStorage, homeOf, isActive } from "../storage/storages.ts";
import { volumePath } from "../storage/volume-id.ts";
import { findVolume, putVolume } from "../storage/volumes.ts";
import type { TaskLog, Work } from "../tasks/task-runner.ts";
import { prune, retention } from "./prune.ts";

/** A backup job: which guests, where to, how. */
export interface Job {
  readonly storage: string;
  readonly vmids: readonly number[];
  /** Guests of other nodes, which are named in the log and left out. */
  readonly external: readonly number[];
  readonly mode: string;
  readonly compress: string;
}

const ENDINGS: Readonly<Record<string, string>> = { "0": "", "1": ".lzo", gzip: ".gz", lzo: ".lzo", zstd: ".zst" };
/** How much smaller an archive is than its guest's disks, whatever is on them. */
const RATIO = 64;

/** The work of a vzdump task: one guest after the other; failed ones do not stop the others. */
export function* backUp(call: Call, job: Job, log: TaskLog): Work {
  checkTarget(call, job.storage);
  log.line(`INFO: starting new backup job: vzdump ${commandLine(call)}`);
  if (job.external.length > 0) log.line(`INFO: skip external VMs: ${job.external.join(", ")}`);
  let failed = 0;
  for (const vmid of permitted(call, job.vmids)) {
    try {
      yield* backUpGuest(call, { job, vmid, log });
    } catch (error) {
      failed += 1;
      log.line(`ERROR: Backup of VM ${vmid} failed - ${messageOf(error)}`);
      log.line(`INFO: Failed at ${stamp(call, " ", ":")}`);
    }
  }
  log.line(`INFO: Backup job finished ${failed > 0 ? "with errors" : "successfully"}`);
  if (failed > 0) throw failure("job errors");
}

/** Requires VM.Backup on every guest there is; with `all` the others are left out. @throws PveError 403 */
function permitted(call: Call, vmids: readonly number[]): number[] {
  const { permissions, state } = call.services;
  return vmids.filter((vmid) => {
    if (!state.guests.has(vmid)) return true;
    if (!call.params.flag("all")) permissions.check(call.principal, `/vms/${vmid}`, "VM.Backup");
    return permissions.has(call.principal.name, `/vms/${vmid}`, { privileges: ["VM.Backup"] });
  });
}

function checkTarget(call: Call, name: string): void {
  const storage = call.services.state.storages.get(name);
  if (!storage)
    throw failure(
      `could not activate storage '${name}': storage '${name}' does not exist\ncould not get storage information for '${name}': storage '${name}' does not exist`,
    );
  if (!isActive(storage, call.node))
    throw failure(
      `could not get storage information for '${name}': storage '${name}' is not available on node '${call.node}'`,
    );
  if (!contentTypes(storage).includes("backup"))
    throw failure(
      `could not get storage information for '${name}': can't use storage '${name}' for backups - wrong content type`,
    );
}

function commandLine(call: Call): string {
  const options = call.params.without("vmid");
  const words = [...options]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `--${key} ${/^[\w.,:=/-]+$/.test(value) ? value : `'${value}'`}`);
  return [...call.params.list("vmid"), ...words].join(" ");
}

interface One {
  readonly job: Job;
  readonly vmid: number;
  readonly log: TaskLog;
}

function* backUpGuest(call: Call, { job, vmid, log }: One): Work {
  const { services } = call;
  const guest = services.state.guests.get(vmid);
  if (guest?.node !== call.node) throw failure(`unable to find VM '${vmid}'`);
  const started = services.clock.now();
  log.line(`INFO: Starting Backup of VM ${vmid} (${guest.kind})\nINFO: Backup started at ${stamp(call, " ", ":")}`);
  log.line(
    `INFO: status = ${isOn(guest) ? "running" : "stopped"}\nINFO: backup mode: ${isOn(guest) ? job.mode : "stop"}\nINFO: ionice priority: 7`,
  );
  if (guest.kind === "lxc" || guest.config.has("name"))
    log.line(`INFO: ${guest.kind === "qemu" ? "VM" : "CT"} Name: ${displayName(guest)}`);
  yield* services.locks.turn(guest);
  yield* locked(guest, "backup", function* () {
    yield services.tasks.seconds(2);
  });
  archive(call, guest, { job, log, started });
  log.line(
    `INFO: Finished Backup of VM ${vmid} (${new Date(services.clock.now() - started).toISOString().slice(11, 19)})`,
  );
  log.line(`INFO: Backup finished at ${stamp(call, " ", ":")}`);
}

interface Archive extends Pick<One, "job" | "log"> {
  readonly started: number;
}

/** Named by the second its backup began in; where work takes no time, by the next one that is free. */
function archiveName(call: Call, guest: Guest, { job, started }: Archive): { name: string; ctime: number } {
  const ending = `${guest.kind === "qemu" ? "vma" : "tar"}${ENDINGS[job.compress] ?? ""}`;
  for (let second = Math.floor(started / 1000); ; second++) {
    const iso = new Date(second * 1000).toISOString();
    const time = `${iso.slice(0, 10).replaceAll("-", "_")}-${iso.slice(11, 19).replaceAll(":", "_")}`;
    const name = `backup/vzdump-${guest.kind}-${guest.vmid}-${time}.${ending}`;
    if (!findVolume(call.services.state, call.node, `${job.storage}:${name}`)) return { name, ctime: second };
  }
}

function archive(call: Call, guest: Guest, { job, log, started }: Archive): void {
  const { services } = call;
  const storage = findStorage(services.state, job.storage);
  const { name, ctime } = archiveName(call, guest, { job, log, started });
  for (const drive of disksOf(services.schema, guest)) {
    if (guest.kind === "qemu")
      log.line(`INFO: include disk '${drive.key}' '${drive.file}' ${drive.options.get("size") ?? ""}`.trimEnd());
    else log.line(`INFO: including mount point ${drive.key} ('${drive.options.get("mp") ?? "/"}') in backup`);
  }
  log.line(`INFO: creating vzdump archive '${volumePath(storage, name)}'`);
  const backup = contentOf(call, guest);
  const size = Math.max(1465, Math.floor([...backup.disks.values()].reduce((sum, disk) => sum + disk.size, 0) / RATIO));
  log.line(
    `INFO: archive file size: ${humanSize(size)
      .replace(/\.\d+ (.)i?B/, "$1B")
      .replace(/^(\d+) B$/, "$1B")}`,
  );
  const notes = call.params.get("notes-template");
  if (notes !== undefined) log.line("INFO: adding notes to backup");
  putVolume(services.state, {
    volid: `${storage.storage}:${name}`,
    storage: storage.storage,
    node: homeOf(storage, call.node),
    content: "backup",
    format: name.slice(name.indexOf(".") + 1),
    size,
    ctime,
    vmid: guest.vmid,
    snapshots: new Map(),
    notes: notes === undefined ? undefined : fillNotes(call, guest, notes),
    protected: call.params.flag("protected"),
    backup,
  });
  const keep = call.params.get("prune-backups") ?? storage.options.get("prune-backups");
  if (keep !== undefined && call.params.flag("remove", true))
    prune(call, { storage: storage.storage, vmid: guest.vmid, kind: guest.kind, keep: retention(keep), log });
}

function contentOf(call: Call, guest: Guest): Backup {
  const { schema, state } = call.services;
  const drives = disksOf(schema, guest).filter((drive) => drive.options.get("backup") !== "0");
  const disks = drives.flatMap((drive) => {
    const volume = findVolume(state, guest.node, drive.file);
    return volume ? [[drive.key, { size: volume.size, format: volume.format, system: volume.system }] as const] : [];
  });
  const config = new Map([...guest.config].filter(([key]) => key !== "lock" && key !== "parent"));
  return { kind: guest.kind, config, disks: new Map(disks) };
}

function fillNotes(call: Call, guest: Guest, template: string): string {
  const values: Readonly<Record<string, string>> = {
    guestname: displayName(guest),
    node: call.node,
    vmid: String(guest.vmid),
    cluster: call.node,
  };
  return template
    .replaceAll(/\\(.)/g, (_all, char: string) => (char === "n" ? "\n" : char))
    .replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) => values[name] ?? all);
}

/** `2026-11-22 05:05:39` with separators of choice. */
function stamp(call: Call, between: string, time: string): string {
  const iso = new Date(call.services.clock.now()).toISOString();
  return `${iso.slice(0, 10)}${between}${iso.slice(11, 19).replaceAll(":", time)}`;
}
