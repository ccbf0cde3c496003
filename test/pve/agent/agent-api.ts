import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handler, Handlers, Services } from "../services.ts";
import type { Guest, GuestSystem, State } from "../state.ts";
import { maxDisk } from "../guests/status.ts";
import { guestOf } from "../guests/find.ts";
import { isOn, isUp, poweredOff, systemDisk } from "../guests/power.ts";
import { normalizePath, withFile } from "./files.ts";
import { interfacesOf } from "./network.ts";
import { runReally } from "./real-command.ts";
import { runCommand } from "./shell.ts";

const base = "/nodes/{node}/qemu/{vmid}/agent";
const MAX_READ = 16 * 1024 * 1024;

/** What an agent's command answers, given the guest and its system. */
type Answer = (call: Call, guest: Guest, system: GuestSystem) => unknown;

const result: (data: Answer) => Handler = (data) => (call) => {
  const { guest, system } = reach(call);
  return { result: data(call, guest, system) };
};

const empty: Handler = (call) => {
  reach(call);
  return { result: {} };
};

/** The guest and its system, when its agent answers. @throws PveError 500 worded by what is in the way */
function reach(call: Call): { guest: Guest; system: GuestSystem } {
  const guest = guestOf(call, "qemu");
  if (!/^(?:1|enabled=1)/.test(guest.config.get("agent") ?? "")) throw failure("No QEMU guest agent configured");
  if (!isOn(guest)) throw failure(`VM ${guest.vmid} is not running`);
  const system = systemDisk(call.services, guest)?.system;
  if (!system?.agent || !isUp(call.services, guest)) throw failure("QEMU guest agent is not running");
  return { guest, system };
}

function change(services: Services, guest: Guest, system: GuestSystem): void {
  const volume = systemDisk(services, guest);
  if (volume) volume.system = system;
}

/** The host name cloud-init gave the guest, else the VM's name. */
export function hostnameOf(guest: Guest, system: GuestSystem): string {
  return system.files["/etc/hostname"]?.trim() ?? guest.config.get("name") ?? `VM${guest.vmid}`;
}

interface Execution {
  readonly exited: 1;
  readonly exitcode: number;
  readonly out: string;
  readonly err: string;
  /** Whether the output was longer than the agent keeps. */
  readonly isCut: boolean;
}

/** Commands that ran, by VM and process id, until their status is fetched; each simulated cluster has its own. */
const executions = new WeakMap<State, Map<string, Execution>>();

function executionsOf(state: State): Map<string, Execution> {
  const known = executions.get(state) ?? new Map<string, Execution>();
  executions.set(state, known);
  return known;
}

function exec(call: Call): { pid: number } {
  const { guest, system } = reach(call);
  const command = call.params.list("command");
  const raw = call.params.get("command");
  const words = raw === undefined ? command : [raw];
  if (words.length === 0) throw parameterError({ command: "property is missing and it is not optional" });
  const input = call.params.get("input-data") ?? "";
  const outcome = call.services.settings.realMachine
    ? { ...runReally(words, input), system }
    : { ...runCommand({ system, hostname: hostnameOf(guest, system), input }, words), isCut: false };
  change(call.services, guest, outcome.system);
  const ran = executionsOf(call.services.state);
  let pid = 901;
  while (ran.has(`${guest.vmid}:${pid}`)) pid += 1;
  const { code: exitcode, out, err, isCut } = outcome;
  ran.set(`${guest.vmid}:${pid}`, { exited: 1, exitcode, out, err, isCut });
  return { pid };
}

function execStatus(call: Call): Record<string, unknown> {
  const { guest } = reach(call);
  const pid = call.params.need("pid");
  const ran = executionsOf(call.services.state);
  const found = ran.get(`${guest.vmid}:${pid}`);
  if (!found) throw failure(`Agent error: PID ${pid} does not exist`);
  ran.delete(`${guest.vmid}:${pid}`);
  return {
    exited: found.exited,
    exitcode: found.exitcode,
    ...(found.out === "" ? {} : { "out-data": found.out }),
    ...(found.err === "" ? {} : { "err-data": found.err }),
    ...(found.isCut ? { "out-truncated": 1 } : {}),
  };
}

function fileRead(call: Call): Record<string, unknown> {
  const { system } = reach(call);
  const path = call.params.need("file");
  const content = system.files[normalizePath(path)];
  if (content === undefined)
    throw failure(`Agent error: failed to open file '${path}' (mode: 'r'): No such file or directory`);
  const part = content
    .slice(call.params.number("offset") ?? 0)
    .slice(0, Math.min(call.params.number("count") ?? MAX_READ, MAX_READ));
  const shown = call.params.flag("decode", true) ? part : Buffer.from(part).toString("base64");
  return {
    content: shown,
    "bytes-read": Buffer.byteLength(part),
    ...(part.length < content.length ? { truncated: 1 } : {}),
  };
}

function fileWrite(call: Call): null {
  const { guest, system } = reach(call);
  const content = call.params.need("content");
  const text = call.params.flag("encode", true) ? content : Buffer.from(content, "base64").toString("utf8");
  change(call.services, guest, withFile(system, normalizePath(call.params.need("file")), text));
  return null;
}

function freezing(frozen: boolean): Handler {
  return (call) => {
    const { guest } = reach(call);
    guest.power.frozen = frozen;
    return { result: 1 };
  };
}

function addresses(call: Call, guest: Guest): unknown {
  return interfacesOf(call.services, guest).map(({ name, mac, addresses: list }) => ({
    name,
    "hardware-address": mac,
    "ip-addresses": list.map(({ type, address, prefix }) => ({
      "ip-address": address,
      "ip-address-type": type,
      prefix,
    })),
    statistics: {
      "rx-bytes": 0,
      "rx-dropped": 0,
      "rx-errs": 0,
      "rx-packets": 0,
      "tx-bytes": 0,
      "tx-dropped": 0,
      "tx-errs": 0,
      "tx-packets": 0,
    },
  }));
}

const osInfo: Answer = (_call, _guest, system) => ({
  id: system.os.split("-")[0] ?? "linux",
  name: "Debian GNU/Linux",
  "pretty-name": "Debian GNU/Linux 13 (trixie)",
  version: "13 (trixie)",
  "version-id": "13",
  "kernel-release": "6.12.48+deb13-amd64",
  "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1",
  machine: "x86_64",
});

const fsInfo: Answer = (call, guest) => [
  {
    name: "sda1",
    mountpoint: "/",
    type: "ext4",
    "total-bytes": maxDisk(call.services, guest),
    "used-bytes": Math.floor(maxDisk(call.services, guest) / 3),
    disk: [],
  },
];

const info: Answer = () => ({
  version: "10.0.2",
  supported_commands: COMMANDS.map((name) => ({ name: `guest-${name}`, enabled: true, "success-response": true })),
});
const COMMANDS = [
  "exec",
  "exec-status",
  "file-open",
  "file-read",
  "file-write",
  "fsfreeze-freeze",
  "fsfreeze-status",
  "fsfreeze-thaw",
  "fstrim",
  "get-fsinfo",
  "get-host-name",
  "get-osinfo",
  "get-time",
  "get-timezone",
  "get-users",
  "get-vcpus",
  "info",
  "network-get-interfaces",
  "ping",
  "set-user-password",
  "shutdown",
  "suspend-disk",
  "suspend-hybrid",
  "suspend-ram",
];

function shutdown(call: Call): unknown {
  const { guest } = reach(call);
  guest.power = poweredOff();
  return { result: {} };
}

/** The older way to reach the agent: one endpoint, the command as a parameter. */
function byCommand(call: Call): unknown {
  const command = call.params.need("command");
  const handler = named[`POST ${base}/${command}`] ?? named[`GET ${base}/${command}`];
  if (!handler) throw failure(`agent command '${command}' is not simulated`);
  return handler(call);
}

const named: Handlers = {
  [`POST ${base}/exec`]: exec,
  [`GET ${base}/exec-status`]: execStatus,
  [`GET ${base}/file-read`]: fileRead,
  [`POST ${base}/file-write`]: fileWrite,
  [`POST ${base}/fsfreeze-freeze`]: freezing(true),
  [`POST ${base}/fsfreeze-thaw`]: freezing(false),
  [`POST ${base}/fsfreeze-status`]: result((_call, guest) => (guest.power.frozen ? "frozen" : "thawed")),
  [`POST ${base}/fstrim`]: result(() => ({ paths: [{ path: "/", minimum: 0, trimmed: 0 }] })),
  [`GET ${base}/get-fsinfo`]: result(fsInfo),
  [`GET ${base}/get-host-name`]: result((_call, guest, system) => ({ "host-name": hostnameOf(guest, system) })),
  [`GET ${base}/get-osinfo`]: result(osInfo),
  [`GET ${base}/get-time`]: result((call) => call.services.clock.now() * 1_000_000),
  [`GET ${base}/get-timezone`]: result(() => ({ zone: "UTC", offset: 0 })),
  [`GET ${base}/get-users`]: result(() => []),
  [`GET ${base}/get-vcpus`]: result(() => [{ "logical-id": 0, online: true, "can-offline": false }]),
  [`GET ${base}/info`]: result(info),
  [`GET ${base}/network-get-interfaces`]: result(addresses),
  [`POST ${base}/ping`]: empty,
  [`POST ${base}/set-user-password`]: empty,
  [`POST ${base}/shutdown`]: shutdown,
};

/** The guest agent of VMs. */
export const agentHandlers: Handlers = { ...named, [`POST ${base}`]: byCommand };
