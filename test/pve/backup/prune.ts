import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Volume } from "../state.ts";
import { findStorage } from "../storage/storages.ts";
import { release, volumesOf } from "../storage/volumes.ts";
import type { TaskLog } from "../tasks/task-runner.ts";

/** How many backups to keep, by period. */
export type Retention = ReadonlyMap<string, number>;

/** Deleting old backups. */
export const pruneHandlers: Handlers = {
  "GET /nodes/{node}/storage/{storage}/prunebackups": (call) =>
    marks(call).map(({ volume, mark }) => ({
      volid: volume.volid,
      ctime: volume.ctime,
      mark,
      type: volume.backup?.kind ?? "unknown",
      vmid: volume.vmid,
    })),
  "DELETE /nodes/{node}/storage/{storage}/prunebackups": pruneNow,
};

/** Reads `keep-last=3,keep-daily=7`. */
export function retention(text: string): Retention {
  return new Map(text.split(",").map((pair) => [pair.split("=")[0] ?? "", Number(pair.split("=")[1] ?? 0)]));
}

/** Periods from short to long, each with the name of the period a time lies in. */
const PERIODS: readonly (readonly [string, (time: Date) => string])[] = [
  ["keep-hourly", (time) => time.toISOString().slice(0, 13)],
  ["keep-daily", (time) => time.toISOString().slice(0, 10)],
  ["keep-weekly", (time) => `week ${Math.floor((time.getTime() / 86_400_000 + 3) / 7)}`],
  ["keep-monthly", (time) => time.toISOString().slice(0, 7)],
  ["keep-yearly", (time) => time.toISOString().slice(0, 4)],
];

interface Marked {
  readonly volume: Volume;
  readonly mark: "keep" | "remove" | "protected";
}

/** Which of one guest's backups a retention keeps: the last ones, then the newest of each period not yet covered. */
export function mark(backups: readonly Volume[], keep: Retention): Marked[] {
  const marked = new Map<Volume, Marked["mark"]>();
  const newest = [...backups].sort((a, b) => b.ctime - a.ctime);
  for (const volume of newest) if (volume.protected === true) marked.set(volume, "protected");
  const free = newest.filter((volume) => !marked.has(volume));
  if (keep.get("keep-all") === 1 || [...keep.values()].every((count) => count === 0))
    for (const volume of free) marked.set(volume, "keep");
  for (const volume of free.slice(0, keep.get("keep-last") ?? 0)) marked.set(volume, "keep");
  for (const [name, period] of PERIODS) {
    const covered = new Set(
      free.filter((volume) => marked.get(volume) === "keep").map((volume) => period(new Date(volume.ctime * 1000))),
    );
    let left = keep.get(name) ?? 0;
    for (const volume of free) {
      const here = period(new Date(volume.ctime * 1000));
      if (left === 0 || marked.has(volume) || covered.has(here)) continue;
      covered.add(here);
      marked.set(volume, "keep");
      left -= 1;
    }
  }
  return newest.map((volume) => ({ volume, mark: marked.get(volume) ?? "remove" }));
}

/** One guest's backups to thin out after a new one. */
export interface Pruning {
  readonly storage: string;
  readonly vmid: number;
  readonly kind: string;
  readonly keep: Retention;
  readonly log: TaskLog;
}

/** Deletes what the retention does not keep. */
export function prune(call: Call, { storage, vmid, kind, keep, log }: Pruning): void {
  log.line(
    `INFO: prune older backups with retention: ${[...keep].map(([name, count]) => `${name}=${count}`).join(", ")}`,
  );
  const mine = backupsOf(call, storage).filter((volume) => volume.vmid === vmid && volume.backup?.kind === kind);
  for (const { volume, mark: fate } of mark(mine, keep)) {
    if (fate !== "remove") continue;
    log.line(`INFO: removing backup '${volume.volid}'`);
    release(call.services.state, volume);
  }
}

function backupsOf(call: Call, storage: string): Volume[] {
  return volumesOf(call.services.state, storage, call.node).filter(
    (volume) => volume.content === "backup" && volume.vmid !== undefined,
  );
}

/** The fate of every backup the call is about, guest by guest. */
function marks(call: Call): Marked[] {
  const { params, services } = call;
  const name = params.need("storage");
  const keep = params.get("prune-backups") ?? findStorage(services.state, name).options.get("prune-backups");
  if (keep === undefined) throw failure(`no prune-backups options configured for storage '${name}'`);
  const [vmid, type] = [params.number("vmid"), params.get("type")];
  const backups = backupsOf(call, name).filter(
    (volume) => (vmid === undefined || volume.vmid === vmid) && (type === undefined || volume.backup?.kind === type),
  );
  const groups = new Map<string, Volume[]>();
  for (const volume of backups) {
    const group = `${volume.backup?.kind}/${volume.vmid}`;
    groups.set(group, [...(groups.get(group) ?? []), volume]);
  }
  return [...groups.values()].flatMap((group) => mark(group, retention(keep)));
}

function pruneNow(call: Call): string {
  const { params, services } = call;
  const vmid = params.number("vmid");
  const storage = params.need("storage");
  if (!services.permissions.has(call.principal.name, `/storage/${storage}`, { privileges: ["Datastore.Allocate"] })) {
    services.permissions.check(call.principal, `/storage/${storage}`, "Datastore.AllocateSpace");
    services.permissions.check(call.principal, `/vms/${vmid ?? ""}`, "VM.Backup");
  }
  const fates = marks(call);
  return services.tasks.start({
    node: call.node,
    type: "prunebackups",
    id: vmid === undefined ? storage : `${vmid}@${storage}`,
    user: call.principal.name,
    *work(log) {
      for (const { volume, mark: fate } of fates) {
        log.line(`${fate} ${volume.volid}`);
        if (fate === "remove") release(services.state, volume);
      }
      yield services.tasks.seconds(0.3);
    },
  });
}
