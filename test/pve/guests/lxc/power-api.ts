import type { Work } from "../../tasks/task-runner.ts";
import { isRoot } from "../../access/principal.ts";
import { failure, parameterError } from "../../pve-error.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Guest } from "../../state.ts";
import { guestOf, vmidOf } from "../find.ts";
import { checkUnlocked } from "../lock.ts";
import { canBoot, isOn, isUp, powerOn, poweredOff } from "../power.ts";
import { settle } from "./config-api.ts";

const base = "/nodes/{node}/lxc/{vmid}/status";
const DEFAULT_PATIENCE = 60;

/** Starting and stopping containers. */
export const lxcPower: Handlers = {
  [`POST ${base}/start`]: start,
  [`POST ${base}/stop`]: (call) => whenOn(call, "vzstop", stop),
  [`POST ${base}/shutdown`]: (call) => whenOn(call, "vzshutdown", shutdown),
  [`POST ${base}/reboot`]: (call) => whenOn(call, "vzreboot", reboot),
  [`POST ${base}/suspend`]: (call) => whenOn(call, "vzsuspend", suspend),
  [`POST ${base}/resume`]: (call) => whenOn(call, "vzresume", resume),
};

type Act = (call: Call, guest: Guest) => Work;

function task(call: Call, type: string, act: Act): string {
  const { services } = call;
  if (call.params.flag("skiplock") && !isRoot(call.principal))
    throw parameterError({ skiplock: "Only root may use this option." });
  const guest = guestOf(call, "lxc");
  return services.tasks.start({
    node: call.node,
    type,
    id: String(vmidOf(call)),
    user: call.principal.name,
    work: () => services.locks.during(guest, () => act(call, guest)),
  });
}

function whenOn(call: Call, type: string, act: Act): string {
  const guest = guestOf(call, "lxc");
  if (!isOn(guest)) throw failure(`CT ${guest.vmid} not running`);
  return task(call, type, act);
}

function start(call: Call): string {
  const running = guestOf(call, "lxc");
  if (isOn(running)) throw failure(`CT ${running.vmid} already running`);
  return task(call, "vzstart", function* (_call, guest) {
    if (guest.config.get("template") === "1") throw failure("you can't start a CT if it's a template");
    if (!call.params.flag("skiplock")) checkUnlocked(guest);
    yield call.services.tasks.seconds(0.8);
    settle(call, guest);
    if (!canBoot(call.services, guest)) throw failure(`startup for container '${guest.vmid}' failed`);
    powerOn(call.services, guest);
  });
}

function switchOff(call: Call, guest: Guest): void {
  guest.power = poweredOff();
  settle(call, guest);
}

function* stop(call: Call, guest: Guest): Work {
  if (!call.params.flag("skiplock")) checkUnlocked(guest);
  yield call.services.tasks.seconds(0.4);
  switchOff(call, guest);
}

/** A container without a system never shuts down by itself. */
function* shutdown(call: Call, guest: Guest): Work {
  checkUnlocked(guest);
  const up = isUp(call.services, guest);
  yield up ? call.services.tasks.seconds(0.8) : { unanswered: call.params.number("timeout") ?? DEFAULT_PATIENCE };
  if (!up && !call.params.flag("forceStop")) throw failure("container did not stop");
  switchOff(call, guest);
}

function* reboot(call: Call, guest: Guest): Work {
  yield* shutdown(call, guest);
  powerOn(call.services, guest);
}

function* suspend(call: Call, guest: Guest): Work {
  yield call.services.tasks.seconds(0.3);
  guest.power.state = "paused";
}

function* resume(call: Call, guest: Guest): Work {
  yield call.services.tasks.seconds(0.3);
  guest.power.state = "running";
}
