import { isRoot } from "../../access/principal.ts";
import { failure, parameterError } from "../../pve-error.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Guest } from "../../state.ts";
import type { TaskLog, Worker, Work } from "../../tasks/task-runner.ts";
import { guestOf, guestOn, vmidOf } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { isOn, isUp, powerOn, poweredOff } from "../power.ts";
import { vmStatus } from "../status.ts";
import { applyPending } from "./apply-pending.ts";

const base = "/nodes/{node}/qemu/{vmid}/status";
const DEFAULT_PATIENCE = 60;
/** Seconds an operating system takes to shut down, at speed 1. */
const SHUTDOWN_SECONDS = 1;

/** Starting and stopping VMs. */
export const qemuPower: Handlers = {
  [`GET ${base}/current`]: (call) => vmStatus(call.services, guestOf(call, "qemu"), { full: true }),
  [`POST ${base}/start`]: (call) => task(call, "qmstart", start),
  [`POST ${base}/stop`]: (call) => task(call, "qmstop", stop),
  [`POST ${base}/shutdown`]: (call) => task(call, "qmshutdown", shutdown),
  [`POST ${base}/reboot`]: (call) => whenOn(call, "qmreboot", reboot),
  [`POST ${base}/reset`]: (call) => whenOn(call, "qmreset", reset),
  [`POST ${base}/suspend`]: (call) => whenOn(call, call.params.flag("todisk") ? "qmsuspend" : "qmpause", suspend),
  [`POST ${base}/resume`]: resume,
};

type Act = (call: Call, guest: Guest, log: TaskLog) => Work;

function task(call: Call, type: string, act: Act): string {
  const { services } = call;
  if (call.params.flag("skiplock") && !isRoot(call.principal))
    throw parameterError({ skiplock: "Only root may use this option." });
  const vmid = vmidOf(call);
  const work: Worker = function* (log) {
    const guest = findFor(call, type);
    yield* services.locks.during(guest, () => act(call, guest, log));
  };
  return services.tasks.start({ node: call.node, type, id: String(vmid), user: call.principal.name, work });
}

function findFor(call: Call, type: string): Guest {
  const vmid = vmidOf(call);
  const guest = call.services.state.guests.get(vmid);
  if (type !== "qmstart" && (guest?.kind !== "qemu" || guest.node !== call.node)) {
    throw failure(`unable to find configuration file for VM ${vmid} on node '${call.node}'`);
  }
  return guestOn(call.services.state, { node: call.node, kind: "qemu", vmid });
}

/** Some actions are refused at once when the VM is off. */
function whenOn(call: Call, type: string, act: Act): string {
  requireOn(call);
  return task(call, type, act);
}

function requireOn(call: Call): void {
  const guest = guestOf(call, "qemu");
  if (!isOn(guest)) throw failure(`VM ${guest.vmid} not running`);
}

function* start(call: Call, guest: Guest): Work {
  const { services } = call;
  if (guest.config.get("template") === "1") throw failure("you can't start a vm if it's a template");
  if (!call.params.flag("skiplock") && guest.config.get("lock") !== "suspended") checkUnlocked(guest);
  if (isOn(guest)) throw failure(`VM ${guest.vmid} already running`);
  yield services.tasks.seconds(0.7);
  if (guest.config.get("lock") === "suspended") guest.config.delete("lock");
  applyPending(services, guest);
  powerOn(services, guest);
}

function* stop(call: Call, guest: Guest): Work {
  if (!isOn(guest)) return;
  if (!call.params.flag("skiplock")) checkUnlocked(guest);
  yield call.services.tasks.seconds(0.5);
  switchOff(call, guest);
}

function switchOff(call: Call, guest: Guest): void {
  guest.power = poweredOff();
  applyPending(call.services, guest);
}

function* shutdown(call: Call, guest: Guest, log: TaskLog): Work {
  if (!isOn(guest)) return;
  if (!call.params.flag("skiplock")) checkUnlocked(guest);
  const gone = yield* powerDown(call, guest, log);
  if (gone) return;
  if (!call.params.flag("forceStop")) throw failure("VM quit/powerdown failed - got timeout");
  log.line("VM still running - terminating now with SIGTERM");
  switchOff(call, guest);
}

/** Asks the guest to shut down; whether it did within the call's timeout. A guest without a system never does. */
function* powerDown(call: Call, guest: Guest, log: TaskLog): Work<boolean> {
  const up = isUp(call.services, guest);
  if (!up && /^(?:1|enabled=1)/.test(guest.config.get("agent") ?? "")) {
    log.line(`QEMU Guest Agent is not running - VM ${guest.vmid} qga command 'guest-ping' failed - got timeout`);
  }
  yield up
    ? call.services.tasks.seconds(SHUTDOWN_SECONDS)
    : { unanswered: call.params.number("timeout") ?? DEFAULT_PATIENCE };
  if (up) switchOff(call, guest);
  return up;
}

function* reboot(call: Call, guest: Guest, log: TaskLog): Work {
  const gone = yield* powerDown(call, guest, log);
  if (!gone) throw failure("VM quit/powerdown failed - got timeout");
  powerOn(call.services, guest);
}

function* reset(call: Call, guest: Guest): Work {
  if (!call.params.flag("skiplock")) checkUnlocked(guest);
  yield call.services.tasks.seconds(0.1);
  powerOn(call.services, guest);
}

function* suspend(call: Call, guest: Guest): Work {
  if (!call.params.flag("skiplock")) checkUnlocked(guest);
  yield call.services.tasks.seconds(0.2);
  if (!call.params.flag("todisk")) {
    guest.power.state = "paused";
    return;
  }
  guest.power = poweredOff();
  guest.config.set("lock", "suspended");
}

function resume(call: Call): string {
  const guest = guestOf(call, "qemu");
  if (!isOn(guest) && guest.config.get("lock") !== "suspended") throw failure(`VM ${guest.vmid} not running`);
  return task(call, "qmresume", function* (_call, resumed) {
    yield call.services.tasks.seconds(0.1);
    if (isOn(resumed)) resumed.power.state = "running";
    else yield* start(call, resumed);
  });
}
