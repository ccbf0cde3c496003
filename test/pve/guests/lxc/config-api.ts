import { failure, parameterError } from "../../pve-error.ts";
import type { Call, Handlers } from "../../services.ts";
import type { Config, Guest } from "../../state.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { checkBridge } from "../bridge.ts";
import { digestOf } from "../config-file.ts";
import { pendingList } from "../config-view.ts";
import { parseDrive, printDrive } from "../drive.ts";
import { guestOf, vmidOf } from "../find.ts";
import { isMountKey, keySchema } from "../keys.ts";
import { checkUnlocked, checkUnprotected } from "../lock.ts";
import { completeNet, parseNet } from "../net.ts";
import { isOn } from "../power.ts";
import { showConfig } from "../qemu/config-api.ts";
import { normalizeTags } from "../tags.ts";
import { destroyVolume, disposeDrive, dropUnused } from "../unused.ts";
import { checkContainerBridges, checkContainerKeys } from "./permissions.ts";
import { realizeMount } from "./volumes.ts";

const base = "/nodes/{node}/lxc/{vmid}";

/** Reading and changing a container's configuration. */
export const lxcConfig: Handlers = {
  [`GET ${base}/config`]: (call) => showConfig(call, guestOf(call, "lxc")),
  [`GET ${base}/pending`]: (call) => pendingList(call.services, guestOf(call, "lxc")),
  [`PUT ${base}/config`]: change,
};

const silent: TaskLog = { line: () => undefined, warn: () => undefined };
/** Keys that a running container takes up only at its next start (source: pve-container). */
const COLD = new Set([
  "arch",
  "cmode",
  "console",
  "features",
  "hostname",
  "nameserver",
  "ostype",
  "rootfs",
  "searchdomain",
  "tty",
  "unprivileged",
]);

async function change(call: Call): Promise<null> {
  const { params, services } = call;
  const vmid = vmidOf(call);
  const set = params.without("node", "vmid", "digest", "delete", "revert", "skiplock");
  const [remove, revert] = [params.list("delete"), params.list("revert")];
  if (set.size === 0 && remove.length === 0 && revert.length === 0) throw failure("no options specified");
  for (const key of [...remove, ...revert]) {
    if (set.has(key)) throw parameterError({ delete: `you can't use '-${key}' and -delete ${key}' at the same time` });
    if (!keySchema(services.schema, "lxc", key)) throw parameterError({ delete: `unknown option '${key}'` });
  }
  checkContainerKeys(call, { vmid }, new Map([...remove.map((key) => [key, undefined] as const), ...set]));
  checkContainerBridges(call, set);
  const guest = guestOf(call, "lxc");
  await services.locks.wait(services.clock, guest);
  const digest = params.get("digest");
  if (digest !== undefined && digest !== digestOf(guest))
    throw failure("detected modified configuration - file changed by other user? Try again.");
  checkUnlocked(guest);
  for (const key of revert) {
    guest.pending.delete(key);
    guest.pendingDelete.delete(key);
  }
  for (const key of remove) removeKey(call, guest, key);
  setKeys(call, guest, set);
  settle(call, guest);
  return null;
}

function removeKey(call: Call, guest: Guest, key: string): void {
  const value = guest.config.get(key);
  guest.pending.delete(key);
  if (value === undefined) return;
  if (/^net\d+$/.test(key)) checkBridge(call, parseNet(call.services.schema, "lxc", value));
  if (isMountKey(key) || key.startsWith("unused"))
    checkUnprotected(guest, `can't remove CT ${guest.vmid} drive '${key}'`);
  guest.pendingDelete.set(key, false);
}

function setKeys(call: Call, guest: Guest, set: Config): void {
  const { services } = call;
  for (const [key, value] of set) {
    guest.pendingDelete.delete(key);
    if (isMountKey(key)) {
      const drive = realizeMount(services, {
        owner: guest,
        drive: parseDrive(services.schema, "lxc", [key, value]),
        log: silent,
      });
      guest.pending.set(key, printDrive(services.schema, "lxc", drive));
    } else if (/^net\d+$/.test(key)) guest.pending.set(key, completeNet(services, "lxc", value));
    else guest.pending.set(key, key === "tags" ? normalizeTags(value) : value);
  }
}

/** Applies what can take effect now: everything when the container is off. */
export function settle(call: Call, guest: Guest): void {
  const on = isOn(guest);
  for (const key of guest.pendingDelete.keys()) {
    if (on && (COLD.has(key) || isMountKey(key))) continue;
    guest.pendingDelete.delete(key);
    forget(call, guest, key);
  }
  for (const [key, value] of guest.pending) {
    // A new mount point is plugged in; one that is there stays as it is until the next start.
    if (on && (COLD.has(key) || (isMountKey(key) && guest.config.has(key)))) continue;
    guest.pending.delete(key);
    guest.config.set(key, value);
    if (isMountKey(key)) dropUnused(guest.config, parseDrive(call.services.schema, "lxc", [key, value]).file);
  }
}

function forget(call: Call, guest: Guest, key: string): void {
  const value = guest.config.get(key);
  guest.config.delete(key);
  if (value === undefined) return;
  if (key.startsWith("unused")) destroyVolume(call.services, guest, value);
  else if (isMountKey(key))
    disposeDrive(call.services, guest, {
      drive: parseDrive(call.services.schema, "lxc", [key, value]),
      destroy: false,
    });
}
