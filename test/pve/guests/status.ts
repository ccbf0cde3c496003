import type { Services } from "../services.ts";
import type { Guest } from "../state.ts";
import { bootDisk } from "./boot.ts";
import { driveSize, parseDrive } from "./drive.ts";
import { isOn } from "./power.ts";

const MIB = 1024 ** 2;
const DEFAULT_MEMORY = 512;

/** A guest's name as lists show it. */
export function displayName(guest: Guest): string {
  return guest.kind === "qemu"
    ? (guest.config.get("name") ?? `VM ${guest.vmid}`)
    : (guest.config.get("hostname") ?? `CT${guest.vmid}`);
}

/** Bytes of memory a guest may use. */
export function maxMemory(guest: Guest): number {
  const memory = (guest.config.get("memory") ?? "").replace(/^current=/, "");
  return (Number(memory) || DEFAULT_MEMORY) * MIB;
}

/** Virtual CPUs, never more than the node has. */
export function cpuCount(services: Services, guest: Guest): number {
  const node = services.state.nodes.get(guest.node)?.cpus ?? 1;
  const number = (key: string, fallback: number): number => Number(guest.config.get(key) ?? fallback);
  if (guest.kind === "lxc") return Math.min(number("cores", node), node);
  return Math.min(number("vcpus", number("cores", 1) * number("sockets", 1)), node);
}

/** Bytes of the disk a guest boots from. */
export function maxDisk(services: Services, guest: Guest): number {
  if (guest.kind === "qemu") {
    const drive = bootDisk(services.schema, guest.config);
    return drive ? driveSize(drive) : 0;
  }
  const rootfs = guest.config.get("rootfs");
  const size = rootfs === undefined ? 0 : driveSize(parseDrive(services.schema, "lxc", ["rootfs", rootfs]));
  return size === 0 ? 4 * 1024 ** 3 : size;
}

/** Seconds since a guest was switched on. */
export function uptime(services: Services, guest: Guest): number {
  return isOn(guest) ? Math.max(1, Math.floor((services.clock.now() - guest.power.startedAt) / 1000)) : 0;
}

/** A VM's status as `status/current` (`full`) or the list of VMs shows it. */
export function vmStatus(services: Services, guest: Guest, { full }: { full: boolean }): Record<string, unknown> {
  const { config } = guest;
  const on = isOn(guest);
  const status: Record<string, unknown> = {
    ...commonStatus(services, guest),
    vmid: guest.vmid,
    name: displayName(guest),
    status: on ? "running" : "stopped",
  };
  if (services.state.version !== "8.4") status["memhost"] = on ? maxMemory(guest) / 2 : 0;
  if (config.get("template") === "1") status["template"] = 1;
  if ([...config.keys()].some((key) => /^serial\d+$/.test(key))) status["serial"] = 1;
  Object.assign(status, balloonStatus(guest));
  if (on) Object.assign(status, { pid: guest.power.pid }, services.state.version === "8.4" ? {} : PRESSURE);
  if (!full) return status;
  if (on) Object.assign(status, runningStatus(services, guest));
  status["qmpstatus"] = guest.power.state;
  status["ha"] = haStatus(services, guest);
  if (/^(?:1|enabled=1)/.test(config.get("agent") ?? "")) status["agent"] = 1;
  return status;
}

/** Whether high availability manages the guest. */
export function haStatus(services: Services, guest: Guest): { managed: number; state?: string | null } {
  const resource = services.state.haResources.get(`${guest.kind === "qemu" ? "vm" : "ct"}:${guest.vmid}`);
  return resource ? { managed: 1, state: null } : { managed: 0 };
}

/** What the status of VMs and containers has in common. */
export function commonStatus(services: Services, guest: Guest): Record<string, unknown> {
  const tags = guest.config.get("tags");
  const lock = guest.config.get("lock");
  const on = isOn(guest);
  return {
    cpu: on ? 0.01 : 0,
    cpus: cpuCount(services, guest),
    mem: on ? Math.floor(maxMemory(guest) / 3) : 0,
    maxmem: maxMemory(guest),
    disk: 0,
    maxdisk: maxDisk(services, guest),
    netin: 0,
    netout: 0,
    uptime: uptime(services, guest),
    ...(tags === undefined || tags === "" ? {} : { tags }),
    ...(lock === undefined ? {} : { lock }),
  };
}

/** What a VM may be shrunk to, and its weight against others, when it balloons. */
function balloonStatus(guest: Guest): Record<string, number> {
  const balloon = Number(guest.config.get("balloon") ?? 0);
  return balloon > 0 ? { balloon_min: balloon * MIB, shares: Number(guest.config.get("shares") ?? 1000) } : {};
}

function runningStatus(services: Services, guest: Guest): Record<string, unknown> {
  const nets = [...guest.config.keys()].filter((key) => /^net\d+$/.test(key));
  const nics = Object.fromEntries(nets.map((key) => [`tap${guest.vmid}i${key.slice(3)}`, { netin: 0, netout: 0 }]));
  const qemu = services.state.version === "8.4" ? "9.2.0" : "10.1.2";
  return {
    ...(nets.length > 0 ? { nics } : {}),
    "running-qemu": qemu,
    "running-machine": `pc-i440fx-${qemu.replace(/\.\d+$/, "")}+pve0`,
  };
}

const PRESSURE = {
  pressurecpufull: 0,
  pressurecpusome: 0,
  pressureiofull: 0,
  pressureiosome: 0,
  pressurememoryfull: 0,
  pressurememorysome: 0,
};
