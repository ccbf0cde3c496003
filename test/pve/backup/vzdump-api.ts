import { isRoot } from "../access/principal.ts";
import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import { renderConfig } from "../guests/config-file.ts";
import { checkVolumeAccess } from "../storage/access.ts";
import { isActive } from "../storage/storages.ts";
import { volumePath } from "../storage/volume-id.ts";
import { needVolume } from "../storage/volumes.ts";
import { backUp, type Job } from "./back-up.ts";

const ROOT_ONLY = ["dumpdir", "script", "tmpdir"];

/** Backups of guests. */
export const vzdumpHandlers: Handlers = {
  "POST /nodes/{node}/vzdump": vzdump,
  "GET /nodes/{node}/vzdump/defaults": defaults,
  "GET /nodes/{node}/vzdump/extractconfig": extract,
};

function vzdump(call: Call): string {
  const { params, services } = call;
  const vmids = params.list("vmid");
  if (vmids.length === 0 && !params.flag("all") && !params.has("pool") && !params.flag("stop"))
    throw parameterError({ vmid: "property is missing" });
  if (params.flag("all") && vmids.length > 0) throw parameterError({ all: "option conflicts with option 'vmid'" });
  for (const option of ROOT_ONLY) {
    if (params.has(option) && !isRoot(call.principal))
      throw parameterError({ [option]: "Only root may set this option." });
  }
  const storage = params.get("storage") ?? "local";
  if (!params.has("dumpdir"))
    services.permissions.check(call.principal, `/storage/${storage}`, "Datastore.AllocateSpace");
  const { local, external } = wanted(call, vmids);
  if (local.length === 0 && !params.flag("all")) return "OK";
  const job: Job = {
    storage,
    vmids: local,
    external,
    mode: params.get("mode") ?? "snapshot",
    compress: params.get("compress") ?? "0",
  };
  return services.tasks.start({
    node: call.node,
    type: "vzdump",
    id: vmids.length === 1 ? (vmids[0] ?? "") : "",
    user: call.principal.name,
    work: (log) => backUp(call, job, log),
  });
}

/** The guests to back up: named ones, a pool's, or all of the node but the excluded; those of other nodes are left to them. */
function wanted(call: Call, vmids: readonly string[]): Pick<Job, "external"> & { readonly local: readonly number[] } {
  const { params, services } = call;
  const { guests, pools } = services.state;
  const excluded = new Set(params.list("exclude").map(Number));
  const pool = params.get("pool");
  const chosen = pool === undefined ? [...guests.keys()] : [...(pools.get(pool)?.vms ?? [])];
  const all = (vmids.length > 0 ? vmids.map(Number) : chosen)
    .filter((vmid) => !excluded.has(vmid))
    .sort((a, b) => a - b);
  const isExternal = (vmid: number): boolean => (guests.get(vmid)?.node ?? call.node) !== call.node;
  return { local: all.filter((vmid) => !isExternal(vmid)), external: all.filter(isExternal) };
}

function defaults(call: Call): unknown {
  const storage = call.params.get("storage") ?? "local";
  call.services.permissions.checkAny(
    call.principal,
    `/storage/${storage}`,
    "Datastore.Audit",
    "Datastore.AllocateSpace",
  );
  const found = call.services.state.storages.get(storage);
  if (!found || !isActive(found, call.node)) throw failure(`storage '${storage}' does not exist`);
  return {
    all: 0,
    bwlimit: 0,
    compress: "0",
    dumpdir: volumePath(found, "backup/x").replace(/\/x$/, ""),
    fleecing: { enabled: 0 },
    ionice: 7,
    lockwait: 180,
    mailnotification: "always",
    mode: "snapshot",
    "notification-mode": "auto",
    performance: { "max-workers": 16, "pbs-entries-max": 1048576 },
    pigz: 0,
    "prune-backups": found.options.get("prune-backups") ?? "keep-all=1",
    quiet: 0,
    remove: 1,
    stdexcludes: 1,
    stop: 0,
    stopwait: 10,
    storage,
    zstd: 1,
  };
}

function extract(call: Call): string {
  const volid = call.params.need("volume");
  checkVolumeAccess(call, volid, undefined);
  const { backup } = needVolume(call.services.state, call.node, volid);
  if (!backup) throw failure(`'${volid}' is no backup`);
  const none = new Map<string, never>();
  return `${renderConfig({ config: backup.config, pending: new Map(), pendingDelete: new Map(), snapshots: none })}\n`;
}
