import type { Services } from "../services.ts";
import type { Guest, GuestSystem, Power, Volume } from "../state.ts";
import { findVolume } from "../storage/volumes.ts";
import { bootDisk } from "./boot.ts";
import { type Drive, parseDrive } from "./drive.ts";

/** Seconds an operating system takes from power-on until its agent answers, at speed 1. */
const BOOT_SECONDS = 1;

/** A guest that does not run. */
export function poweredOff(): Power {
  return { state: "stopped", pid: 0, startedAt: 0, upAt: undefined, frozen: false };
}

/** Switches a guest on; when its disk holds an operating system, that is up a moment later. */
export function powerOn(services: Services, guest: Guest): void {
  const now = services.clock.now();
  const disk = systemDisk(services, guest);
  const boots = disk?.system !== undefined;
  if (disk?.system) disk.system = configured(guest, disk.system);
  const upAt = boots ? now + services.settings.speed * BOOT_SECONDS * 1000 : undefined;
  guest.power = {
    state: "running",
    pid: 20_000 + Math.floor(services.random.next() * 10_000),
    startedAt: now,
    upAt,
    frozen: false,
  };
}

/** Whether a container can be started: the simulator has no init for one that lies in a plain directory (a size of 0). */
export function canBoot(services: Services, guest: Guest): boolean {
  const root = guest.kind === "lxc" ? systemDisk(services, guest) : undefined;
  return root === undefined || root.format !== "subvol" || root.size > 0 || root.system !== undefined;
}

/** What the first seconds of a boot change in the system: cloud-init, or the container's set-up, writes the host name. */
function configured(guest: Guest, system: GuestSystem): GuestSystem {
  const name = guest.kind === "lxc" ? guest.config.get("hostname") : guest.config.get("name");
  const hasCloudInit =
    guest.kind === "lxc" || [...guest.config.values()].some((value) => /vm-\d+-cloudinit/.test(value));
  if (!hasCloudInit || name === undefined) return system;
  return { ...system, files: { ...system.files, "/etc/hostname": `${name}\n` } };
}

/** Whether the guest is on, be it paused. */
export function isOn(guest: Guest): boolean {
  return guest.power.state !== "stopped";
}

/** Whether the guest's operating system is up and reacts. */
export function isUp(services: Services, guest: Guest): boolean {
  const { state, upAt } = guest.power;
  return state === "running" && upAt !== undefined && services.clock.now() >= upAt;
}

/** The volume a guest boots from, whose content is its system. */
export function systemDisk(services: Services, guest: Guest): Volume | undefined {
  const drive = guest.kind === "qemu" ? bootDisk(services.schema, guest.config) : rootDrive(services, guest);
  return drive && findVolume(services.state, guest.node, drive.file);
}

function rootDrive(services: Services, guest: Guest): Drive | undefined {
  const value = guest.config.get("rootfs");
  return value === undefined ? undefined : parseDrive(services.schema, "lxc", ["rootfs", value]);
}
