import { unixTime } from "../../clock.ts";
import { failure, forbidden, messageOf } from "../../pve-error.ts";
import type { Call } from "../../services.ts";
import type { Config, Guest } from "../../state.ts";
import { findVolume, release } from "../../storage/volumes.ts";
import type { TaskLog } from "../../tasks/task-runner.ts";
import { defaultBoot } from "../boot.ts";
import { realizeDrive } from "../disk-image.ts";
import { drivesOf, printDrive } from "../drive.ts";
import { usedBy, vmidOf } from "../find.ts";
import { keySchema } from "../keys.ts";
import { completeNet } from "../net.ts";
import { powerOn } from "../power.ts";
import { newGuest, removeGuest } from "../register.ts";
import { normalizeTags } from "../tags.ts";
import { checkBridges, checkDrives, checkHostDevices, checkKeys, checkVm } from "./permissions.ts";
import { restore } from "./restore.ts";
import { useIde2 } from "./update.ts";

const NOT_STORED = [
  "archive",
  "bwlimit",
  "force",
  "ha-managed",
  "import-working-storage",
  "live-restore",
  "node",
  "pool",
  "start",
  "storage",
  "unique",
  "vmid",
];

/** `POST /nodes/{node}/qemu`: makes a VM, or restores one from a backup. */
export function createVm(call: Call): string {
  const { params, services } = call;
  const vmid = vmidOf(call);
  const pool = params.get("pool");
  if (pool !== undefined && !services.state.pools.has(pool)) throw forbidden(`pool '${pool}' does not exist`);
  const settings = params.without(...NOT_STORED);
  useIde2(settings);
  const archive = params.get("archive");
  checkCreate(call, { vmid, pool, settings });
  if (archive !== undefined) return restore(call, { vmid, archive, settings, pool });
  const taken = usedBy(services.state, vmid);
  if (taken !== undefined) throw failure(`unable to create VM ${vmid} - ${taken}`);
  return services.tasks.start({
    node: call.node,
    type: "qmcreate",
    id: String(vmid),
    user: call.principal.name,
    *work(log) {
      const guest = newGuest(services, { vmid, kind: "qemu", node: call.node, pool });
      yield* services.locks.during(guest, function* () {
        yield services.tasks.seconds(0.3);
        build(call, guest, { settings, log });
        yield services.tasks.seconds(0.2);
      });
      if (params.flag("start")) {
        log.line("Execute autostart");
        powerOn(services, guest);
      }
    },
  });
}

interface Checked {
  readonly vmid: number;
  readonly pool: string | undefined;
  readonly settings: Config;
}

function checkCreate(call: Call, { vmid, pool, settings }: Checked): void {
  const { permissions, state } = call.services;
  if (call.params.flag("start")) checkVm(call, { vmid, pool }, "VM.PowerMgmt");
  const allocate = { privileges: ["VM.Allocate"] };
  const byPool = pool !== undefined && permissions.has(call.principal.name, `/pool/${pool}`, allocate);
  const byBackup =
    call.params.has("archive") &&
    call.params.flag("force") &&
    state.guests.has(vmid) &&
    permissions.has(call.principal.name, `/vms/${vmid}`, { privileges: ["VM.Backup"] });
  if (!byPool && !byBackup && !permissions.has(call.principal.name, `/vms/${vmid}`, allocate)) throw forbidden();
  if (call.params.has("archive")) return;
  checkDrives(call, vmid, settings);
  checkHostDevices(call, { vmid, pool }, new Map([...settings].filter(([key]) => !/^(?:virtiofs|rng)\d+$/.test(key))));
  checkKeys(call, { vmid, pool }, [...settings.keys()]);
  checkHostDevices(call, { vmid, pool }, new Map([...settings].filter(([key]) => /^(?:virtiofs|rng)\d+$/.test(key))));
  checkBridges(call, settings);
}

/** Fills a new VM's configuration and makes its disks; on failure nothing of it is left. */
function build(call: Call, guest: Guest, { settings, log }: { settings: Config; log: TaskLog }): void {
  const { services } = call;
  const made: string[] = [];
  try {
    if (settings.has("tags")) checkVm(call, { vmid: guest.vmid, pool: call.params.get("pool") }, "VM.Config.Options");
    guest.config = baseConfig(call, settings);
    for (const drive of drivesOf(services.schema, "qemu", settings)) {
      const real = realizeDrive(services, { owner: guest, drive, log });
      if (real.file !== drive.file) made.push(real.file);
      guest.config.set(drive.key, printDrive(services.schema, "qemu", real));
    }
    if (!guest.config.has("boot")) guest.config.set("boot", defaultBoot(services.schema, guest.config));
  } catch (error) {
    for (const volid of made) {
      const volume = findVolume(services.state, guest.node, volid);
      if (volume) release(services.state, volume);
    }
    removeGuest(services.state, guest.vmid);
    throw failure(`unable to create VM ${guest.vmid} - ${messageOf(error)}`);
  }
}

/** The settings as they are stored, with what PVE adds: identifiers, the making's record, MAC addresses. */
function baseConfig(call: Call, settings: Config): Config {
  const { services } = call;
  const config: Config = new Map();
  for (const [key, value] of settings) {
    if (!keySchema(services.schema, "qemu", key)) continue;
    if (/^net\d+$/.test(key)) config.set(key, completeNet(services, "qemu", value));
    else if (key === "tags") config.set(key, normalizeTags(value));
    else config.set(key, value);
  }
  const qemu = services.state.version === "8.4" ? "9.2.0" : "10.1.2";
  config.set("meta", `creation-qemu=${qemu},ctime=${unixTime(services.clock)}`);
  if (!config.has("smbios1")) config.set("smbios1", `uuid=${services.random.uuid()}`);
  if (config.get("vmgenid") === undefined || config.get("vmgenid") === "1")
    config.set("vmgenid", services.random.uuid());
  return config;
}
