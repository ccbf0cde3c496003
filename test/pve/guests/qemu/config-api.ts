import { Params } from "../../params.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { failure } from "../../pve-error.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { digestOf } from "../config-file.ts";
import { currentView, pendingView, pendingList } from "../config-view.ts";
import { guestOf, vmidOf } from "../find.ts";
import { applyChange, checkAgainst, readChange } from "./update.ts";

const silent: TaskLog = { line: () => undefined, warn: () => undefined };

/** Reading and changing a VM's configuration. */
export const qemuConfig: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/config": (call) => showConfig(call, guestOf(call, "qemu")),
  "GET /nodes/{node}/qemu/{vmid}/pending": (call) => pendingList(call.services, guestOf(call, "qemu")),
  "PUT /nodes/{node}/qemu/{vmid}/config": changeNow,
  "POST /nodes/{node}/qemu/{vmid}/config": changeInTask,
  "PUT /nodes/{node}/qemu/{vmid}/unlink": unlink,
};

/** A guest's configuration: with pending changes, as it runs now (`current`), or of a snapshot. */
export function showConfig(call: Call, guest: Guest): Record<string, string | number> {
  const name = call.params.get("snapshot");
  if (name !== undefined) {
    const snapshot = guest.snapshots.get(name);
    if (!snapshot) throw failure(`snapshot '${name}' does not exist`);
    const view = currentView(call.services, guest.kind, snapshot.config);
    return {
      ...view,
      description: snapshot.description,
      snaptime: snapshot.snaptime,
      ...(snapshot.parent === undefined ? {} : { parent: snapshot.parent }),
      digest: digestOf(guest),
    };
  }
  const view = call.params.flag("current")
    ? currentView(call.services, guest.kind, guest.config)
    : pendingView(call.services, guest);
  return { ...view, digest: digestOf(guest) };
}

async function changeNow(call: Call): Promise<null> {
  const change = readChange(call, vmidOf(call));
  const guest = guestOf(call, "qemu");
  await call.services.locks.wait(call.services.clock, guest);
  checkAgainst(guest, change);
  applyChange(call, guest, { change, log: silent });
  return null;
}

async function changeInTask(call: Call): Promise<string | null> {
  const { services, params } = call;
  const change = readChange(call, vmidOf(call));
  const guest = guestOf(call, "qemu");
  await services.locks.wait(services.clock, guest);
  checkAgainst(guest, change);
  const upid = services.tasks.start({
    node: call.node,
    type: "qmconfig",
    id: String(guest.vmid),
    user: call.principal.name,
    *work(log) {
      log.line(`update VM ${guest.vmid}: ${commandLine(call)}`);
      yield* services.locks.during(guest, function* () {
        applyChange(call, guest, { change, log });
        yield services.tasks.seconds(0.1);
      });
    },
  });
  const patience = params.number("background_delay");
  if (patience === undefined || !(await services.tasks.wait(upid, patience))) return upid;
  const status = services.tasks.find(upid)?.exitstatus ?? "OK";
  if (status !== "OK" && !status.startsWith("WARNINGS")) throw failure(`failed to update VM ${guest.vmid}: ${status}`);
  return null;
}

/** The change as a command line, as the task's log shows it. */
function commandLine(call: Call): string {
  const given = call.params.without("node", "vmid", "digest", "background_delay", "skiplock");
  const words = [...given]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `-${key} ${key === "cipassword" ? "<hidden>" : quote(value)}`);
  return words.join(" ");
}

function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}

/** Detaches (or destroys) disks; the same as deleting their keys. */
function unlink(call: Call): Promise<null> {
  const params = new Map<string, string>([["delete", call.params.need("idlist")]]);
  if (call.params.has("force")) params.set("force", call.params.need("force"));
  for (const key of ["node", "vmid"]) params.set(key, call.params.need(key));
  return changeNow({ ...call, params: new Params(params) });
}
