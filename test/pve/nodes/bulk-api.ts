import { messageOf } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Guest } from "../state.ts";
import { KIND_NAME } from "../guests/kind-name.ts";
import { canBoot, isOn, powerOn, poweredOff } from "../guests/power.ts";
import { applyPending } from "../guests/qemu/apply-pending.ts";
import type { TaskLog, Work } from "../tasks/task-runner.ts";

/** Starting and stopping all guests of a node. */
export const bulkHandlers: Handlers = {
  "POST /nodes/{node}/startall": (call) => bulk(call, "startall", startOne),
  "POST /nodes/{node}/stopall": (call) => bulk(call, "stopall", stopOne),
  "POST /nodes/{node}/suspendall": (call) => bulk(call, "suspendall", stopOne),
};

type Act = (call: Call, guest: Guest, log: TaskLog) => Work;

function bulk(call: Call, type: string, act: Act): string {
  const { params, services } = call;
  const wanted = params.list("vms").map(Number);
  for (const vmid of wanted) services.permissions.check(call.principal, `/vms/${vmid}`, "VM.PowerMgmt");
  if (wanted.length === 0) services.permissions.check(call.principal, "/", "VM.PowerMgmt");
  return services.tasks.start({
    node: call.node,
    type,
    id: "",
    user: call.principal.name,
    *work(log) {
      const guests = [...services.state.guests.values()].filter(
        (guest) => guest.node === call.node && (wanted.length === 0 || wanted.includes(guest.vmid)),
      );
      for (const guest of guests.sort((a, b) => a.vmid - b.vmid)) {
        try {
          yield* act(call, guest, log);
        } catch (error) {
          log.line(`${KIND_NAME[guest.kind]} ${guest.vmid} failed: ${messageOf(error)}`);
        }
      }
    },
  });
}

/** Guests that start at boot, or all with `force`. */
function* startOne(call: Call, guest: Guest, log: TaskLog): Work {
  const onBoot = guest.config.get("onboot") === "1" || call.params.flag("force");
  if (isOn(guest) || guest.config.get("template") === "1" || !onBoot) return;
  log.line(`Starting ${KIND_NAME[guest.kind]} ${guest.vmid}`);
  yield call.services.tasks.seconds(0.7);
  if (guest.kind === "qemu") applyPending(call.services, guest);
  if (!canBoot(call.services, guest)) {
    log.line(`Starting ${KIND_NAME[guest.kind]} ${guest.vmid} failed: startup for container '${guest.vmid}' failed`);
    return;
  }
  powerOn(call.services, guest);
}

function* stopOne(call: Call, guest: Guest, log: TaskLog): Work {
  if (!isOn(guest)) return;
  log.line(`Stopping ${KIND_NAME[guest.kind]} ${guest.vmid} (timeout = 180 seconds)`);
  yield call.services.tasks.seconds(1);
  guest.power = poweredOff();
  if (guest.kind === "qemu") applyPending(call.services, guest);
}
