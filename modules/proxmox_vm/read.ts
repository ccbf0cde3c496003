import { setTimeout as sleep } from "node:timers/promises";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath, listGuests, pickGuest } from "../../core/proxmox/guests.ts";
import { HintedError } from "../../core/errors.ts";
import type { Config } from "./config-diff.ts";
import type { VmArgs } from "./options.ts";
import type { Current, Power, Source } from "./state.ts";

/** Looks: three requests for a VM that exists (resource list, configuration, power), the last two at once. */
export async function read(client: ProxmoxClient, args: VmArgs): Promise<Current> {
  const guests = await listGuests(client);
  const guest = await pickGuest(client, guests, { vmid: args.vmid, name: args.name, type: "qemu" });
  if (guest) return readFound(client, guest, args);
  refuseOtherKind(guests, args);
  const source =
    args.clone === undefined || args.state === "absent" ? undefined : await readSource(client, guests, args.clone);
  return { kind: "missing", vmid: args.vmid ?? (await nextId(client, args)), node: args.node, source };
}

async function readFound(client: ProxmoxClient, guest: Guest, args: VmArgs): Promise<Current> {
  const [config, power] = await Promise.all([
    readSettledConfig(client, guest, args.timeout),
    client.get<Power>(`${guestPath(guest)}/status/current`),
  ]);
  return { kind: "found", guest, config, power };
}

/** A VM that is just being made has the lock `clone` or `create`: an earlier run, cut short, may have left it so. Waits for its end. */
async function readSettledConfig(client: ProxmoxClient, guest: Guest, timeout: number): Promise<Config> {
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const config = await client.get<Config>(`${guestPath(guest)}/config`);
    const lock = config["lock"];
    if (lock !== "clone" && lock !== "create") return config;
    if (Date.now() >= deadline || client.signal.aborted) throw stillLocked(guest, lock);
    await sleep(500, undefined, { signal: client.signal }).catch(() => undefined);
  }
}

async function readSource(client: ProxmoxClient, guests: readonly Guest[], wanted: string): Promise<Source> {
  const byId = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const guest = await pickGuest(client, guests, { vmid: byId, name: wanted, type: "qemu" });
  if (guest) return { guest, config: await client.get<Config>(`${guestPath(guest)}/config`) };
  throw new HintedError("GUEST_NOT_FOUND", `No VM '${wanted}' to clone from is visible to ${client.identity}`, {
    hint: "Check 'clone'; it needs VM.Audit and VM.Clone on the source",
  });
}

async function nextId(client: ProxmoxClient, args: VmArgs): Promise<number> {
  return args.state === "absent" ? 0 : Number(await client.get<string>("/cluster/nextid"));
}

/** A container of that id or name is not what was asked for, and no reason to make a VM. */
function refuseOtherKind(guests: readonly Guest[], args: VmArgs): void {
  const other = guests.find(({ type, vmid }) => type === "lxc" && args.vmid === vmid);
  if (!other) return;
  throw new HintedError("GUEST_AMBIGUOUS", `Guest ${other.vmid} is a container, expected a VM`, {
    hint: "Use another vmid",
  });
}

function stillLocked(guest: Guest, lock: string): HintedError {
  return new HintedError("PROXMOX_LOCKED", `VM ${guest.vmid} is still being made (lock: ${lock})`, {
    hint: `Look for its task on ${guest.node}; if there is none any more, remove the rest with: qm unlock ${guest.vmid}`,
  });
}
