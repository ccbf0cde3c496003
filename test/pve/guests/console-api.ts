import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { GuestKind } from "../state.ts";
import { findStorage } from "../storage/storages.ts";
import { guestOf } from "./find.ts";
import { KIND_NAME } from "./kind-name.ts";
import { isOn } from "./power.ts";

/** Consoles, the monitor and statistics: enough to see that they can be reached. */
export const consoleHandlers: Handlers = {
  "POST /nodes/{node}/qemu/{vmid}/monitor": monitor,
  "PUT /nodes/{node}/qemu/{vmid}/sendkey": sendKey,
  ...forKind("qemu"),
  ...forKind("lxc"),
};

const FIRST_PORT = 5900;
const MINUTE = 60;

function forKind(kind: GuestKind): Handlers {
  const base = `/nodes/{node}/${kind}/{vmid}`;
  return {
    [`POST ${base}/vncproxy`]: (call) => proxy(call, kind, "vncproxy"),
    [`POST ${base}/termproxy`]: (call) => proxy(call, kind, kind === "qemu" ? "vncproxy" : "vzproxy"),
    [`POST ${base}/spiceproxy`]: (call) => spice(call, kind),
    [`GET ${base}/rrddata`]: (call) => samples(call, kind),
  };
}

function monitor(call: Call): string {
  const guest = guestOf(call, "qemu");
  if (!isOn(guest)) throw failure(`VM ${guest.vmid} not running`);
  const command = call.params.need("command");
  if (command === "info status") return `VM status: ${guest.power.state}\r\n`;
  return `unknown command: '${command.split(" ")[0]}'\r\n`;
}

function sendKey(call: Call): null {
  const guest = guestOf(call, "qemu");
  if (!isOn(guest)) throw failure(`VM ${guest.vmid} not running`);
  return null;
}

function proxy(call: Call, kind: GuestKind, type: string): unknown {
  const { services } = call;
  const guest = guestOf(call, kind);
  const upid = services.tasks.start({
    node: call.node,
    type,
    id: String(guest.vmid),
    user: call.principal.name,
    *work() {
      yield services.tasks.seconds(10);
    },
  });
  return {
    port: String(FIRST_PORT + (guest.vmid % 100)),
    ticket: services.tickets.issue(call.principal.userid),
    user: call.principal.name,
    upid,
    cert: services.settings.certificate,
    ...(call.params.flag("generate-password") ? { password: services.random.hex(8) } : {}),
  };
}

function spice(call: Call, kind: GuestKind): never {
  const guest = guestOf(call, kind);
  if (!isOn(guest)) throw failure(`${KIND_NAME[kind]} ${guest.vmid} not running`);
  throw failure(`no SPICE port on ${KIND_NAME[kind]} ${guest.vmid}`);
}

/** Measurements of a node's storage: none, as for guests. */
export const storageSamples: Handlers = {
  "GET /nodes/{node}/storage/{storage}/rrddata": (call) => {
    findStorage(call.services.state, call.params.need("storage"));
    return emptySamples(call);
  },
};

/** An hour's worth of empty samples, one a minute: the simulator keeps no statistics. */
function samples(call: Call, kind: GuestKind): unknown[] {
  guestOf(call, kind);
  return emptySamples(call);
}

function emptySamples(call: Call): unknown[] {
  const now = Math.floor(call.services.clock.now() / 1000 / MINUTE) * MINUTE;
  return Array.from({ length: 70 }, (_item, index) => ({ time: now - (69 - index) * MINUTE }));
}
