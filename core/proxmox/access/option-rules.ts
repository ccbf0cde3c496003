import { aclPath, guestAcl, storageAcl } from "./acl-path.ts";
import type { AccessCall, RuleContext } from "./call.ts";
import { onGuest, poolAcl, targetOf } from "./guest-rules.ts";
import { cloneContainer, configureContainer, createContainer } from "./lxc-rules.ts";
import { cloneVm, configureVm, createVm } from "./qemu-rules.ts";
import { all, any, need, NOTHING, type Requirement } from "./requirement.ts";
import { modify } from "./schema-rule.ts";
import { unknown } from "./unknown.ts";
import { backupAccess, ownerOf, space, storageOfVolume, volumeAccess } from "./volumes.ts";

type Rule = (call: AccessCall, context: RuleContext) => Requirement;

/**
 * What the server's code asks beyond the schema's permission rule, by endpoint
 * (source: the recorded sequences of refusals, and the behaviour of lists observed on a server).
 */
const RULES: Readonly<Record<string, Rule>> = {
  "POST /nodes/{node}/qemu": createVm,
  "POST /nodes/{node}/qemu/{vmid}/config": configureVm,
  "PUT /nodes/{node}/qemu/{vmid}/config": configureVm,
  "POST /nodes/{node}/qemu/{vmid}/clone": cloneVm,
  "PUT /nodes/{node}/qemu/{vmid}/resize": resize,
  "POST /nodes/{node}/qemu/{vmid}/move_disk": move,
  "PUT /nodes/{node}/qemu/{vmid}/unlink": unlink,
  "POST /nodes/{node}/qemu/{vmid}/migrate": migrate,
  "POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback": rollback,
  "POST /nodes/{node}/qemu/{vmid}/status/suspend": suspend,
  "POST /nodes/{node}/lxc": createContainer,
  "PUT /nodes/{node}/lxc/{vmid}/config": configureContainer,
  "POST /nodes/{node}/lxc/{vmid}/clone": cloneContainer,
  "PUT /nodes/{node}/lxc/{vmid}/resize": resize,
  "POST /nodes/{node}/lxc/{vmid}/move_volume": move,
  "POST /nodes/{node}/lxc/{vmid}/migrate": migrate,
  "POST /nodes/{node}/lxc/{vmid}/snapshot/{snapname}/rollback": rollback,
  "POST /nodes/{node}/vzdump": backUp,
  "GET /nodes/{node}/vzdump/extractconfig": ({ params }) => volumeAccess(params["volume"] ?? "", ""),
  "GET /nodes/{node}/storage/{storage}/content/{volume}": ({ params }) => volumeAccess(params["volume"] ?? "", ""),
  "PUT /nodes/{node}/storage/{storage}/content/{volume}": ({ params }) => volumeAccess(params["volume"] ?? "", ""),
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}": removeVolume,
  "DELETE /nodes/{node}/storage/{storage}/prunebackups": ({ params }) =>
    backupAccess(params["storage"] ?? "", params["vmid"] ?? ""),
  "PUT /pools": pool,
  "PUT /pools/{poolid}": pool,
  "GET /access/permissions": ({ params }) =>
    params["userid"] === undefined ? NOTHING : need({ path: "/access" }, "Sys.Audit"),
  "GET /access/acl": ({ shows }) =>
    shows?.["path"] === undefined
      ? NOTHING
      : any(modify(aclPath(shows["path"], {})), need({ path: "/access" }, "Sys.Audit")),
};

/** What the code asks of a call, and what it takes for a list to show the objects named. */
export function optionRequirement(call: AccessCall, context: RuleContext): Requirement {
  const skipsLock = call.params["skiplock"] === "1";
  return all(
    skipsLock ? { kind: "root", reason: "only root can set 'skiplock'" } : NOTHING,
    RULES[call.endpoint]?.(call, context) ?? NOTHING,
    ...shown(call.shows ?? {}),
    ...(call.also ?? []).map(({ path, privilege }) => need(aclPath(path, {}), privilege)),
  );
}

/** Lists leave out what the caller may not see. */
function shown({ vmid, storage, pool: poolid, node }: Readonly<Record<string, string>>): readonly Requirement[] {
  return [
    ...(vmid === undefined ? [] : [need(guestAcl(vmid), "VM.Audit")]),
    ...(storage === undefined ? [] : [need(storageAcl(storage), "Datastore.Audit", "Datastore.AllocateSpace")]),
    ...(poolid === undefined ? [] : [need(poolAcl(poolid), "Pool.Audit")]),
    ...(node === undefined ? [] : [need(aclPath("/nodes/{node}", { node }), "Sys.Audit")]),
  ];
}

/** The task asks for space on the disk's storage. */
function resize({ params, found }: AccessCall): Requirement {
  const disk = found?.[params["disk"] ?? ""];
  return space(disk === undefined ? unknown("the disk's storage") : storageOfVolume(disk));
}

function move({ params }: AccessCall): Requirement {
  const other = params["target-vmid"];
  return all(
    params["storage"] === undefined ? NOTHING : space(params["storage"]),
    other === undefined ? NOTHING : need(guestAcl(other), "VM.Config.Disk"),
  );
}

function unlink({ params, found }: AccessCall): Requirement {
  const ids = (params["idlist"] ?? "").split(/[,; ]+/).filter((key) => key !== "");
  const destroyed = ids.filter((key) => key.startsWith("unused") || params["force"] === "1");
  return all(
    ...destroyed.map((key) => {
      const volume = found?.[key];
      return space(volume === undefined ? unknown("the disk's storage") : storageOfVolume(volume));
    }),
  );
}

function migrate({ params }: AccessCall): Requirement {
  const mapped = params["targetstorage"] ?? params["target-storage"] ?? "";
  const targets = mapped.split(",").map((part) => part.split(":").at(-1) ?? "");
  return all(...targets.filter((storage) => storage !== "" && storage !== "1").map(space));
}

function rollback({ params }: AccessCall): Requirement {
  return params["start"] === "1" ? onGuest(targetOf(params["vmid"] ?? ""), "VM.PowerMgmt") : NOTHING;
}

/** Hibernation keeps the memory on a storage (source: the call's documentation). */
function suspend({ params }: AccessCall): Requirement {
  if (params["todisk"] !== "1") return NOTHING;
  const storage = params["statestorage"] ?? unknown("the storage of the VM's state");
  return all(onGuest(targetOf(params["vmid"] ?? ""), "VM.Config.Disk"), space(storage));
}

/** The storage is asked about at once, the guests in the task. */
function backUp({ params }: AccessCall): Requirement {
  const guests = (params["vmid"] ?? "").split(/[,; ]+/).filter((vmid) => vmid !== "");
  return all(
    params["storage"] === undefined ? NOTHING : space(params["storage"]),
    ...guests.map((vmid) => need(guestAcl(vmid), "VM.Backup")),
    params["pool"] === undefined ? NOTHING : need(poolAcl(params["pool"]), "VM.Backup"),
  );
}

function removeVolume({ params }: AccessCall): Requirement {
  const volume = params["volume"] ?? "";
  const storage = volume.includes(":") ? storageOfVolume(volume) : (params["storage"] ?? "");
  const name = volume.slice(volume.indexOf(":") + 1);
  const owner = ownerOf(name, name.startsWith("backup/") ? "backup" : undefined);
  if (name.startsWith("backup/") && owner !== undefined) return backupAccess(storage, owner);
  return need(storageAcl(storage), "Datastore.Allocate");
}

function pool({ params }: AccessCall): Requirement {
  const list = (name: string): readonly string[] => (params[name] ?? "").split(/[,; ]+/).filter((item) => item !== "");
  return all(
    ...list("vms").map((vmid) => need(guestAcl(vmid), "VM.Allocate")),
    ...list("storage").map((storage) => need(storageAcl(storage), "Datastore.Allocate")),
  );
}
