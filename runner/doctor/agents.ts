import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { guestPath } from "../../core/proxmox/guests.ts";
import { probeAll } from "../../inventory/proxmox/probe-all.ts";
import { counted, type Finding, type Look } from "./finding.ts";
import { guestTitle, type KnownGuest } from "./guests.ts";

const TOPIC = "agents";
/** How agents are asked that may never answer; milliseconds. */
const PACE = { concurrency: 16, patience: 200, timeout: 3000 };

/** VMs without a guest agent, and running ones whose agent does not answer. */
export async function lookAtAgents(client: ProxmoxClient, guests: readonly KnownGuest[]): Promise<Look> {
  const vms = guests.filter(({ guest }) => guest.type === "qemu");
  const without = vms.filter(({ config }) => !isAgentOn(config["agent"]));
  const asked = vms.filter((vm) => vm.guest.status === "running" && !without.includes(vm));
  const answers = await probeAll(asked, (vm, signal) => ask(client, vm, signal), PACE);
  const silent = asked.filter((vm) => (answers.get(vm) ?? "silent") === "silent");
  const refused = asked.filter((vm) => answers.get(vm) === "refused");
  const findings = [
    ...about(without, {
      severity: "note",
      what: `${counted(without.length, "VM has", "VMs have")} no guest agent`,
      todo: "Install qemu-guest-agent in them and set 'agent: 1': clean shutdown, addresses and frozen snapshots need it",
    }),
    ...about(silent, {
      severity: "warning",
      what: `${counted(silent.length, "agent does", "agents do")} not answer`,
      todo: "Start qemu-guest-agent in them; where 'agent' was switched on only now, the VM needs a stop and a start",
    }),
    ...about(refused, {
      severity: "note",
      what: `${counted(refused.length, "agent", "agents")} may not be asked`,
      todo: "Grant VM.GuestAgent.Audit (VM.Monitor on 8) to have addresses of these",
    }),
  ];
  const answering = asked.length - silent.length - refused.length;
  return { topic: TOPIC, summary: `${answering} of ${asked.length} answer, of ${counted(vms.length, "VM")}`, findings };
}

async function ask(
  client: ProxmoxClient,
  { guest }: KnownGuest,
  signal: AbortSignal,
): Promise<"well" | "silent" | "refused"> {
  try {
    await client.probe(`${guestPath(guest)}/agent/network-get-interfaces`, signal);
    return "well";
  } catch (error) {
    if (error instanceof ApiError) return error.code === "PROXMOX_FORBIDDEN" ? "refused" : "silent";
    throw error;
  }
}

/** `1`, `1,fstrim_cloned_disks=1` and `enabled=1` switch it on. */
function isAgentOn(value: unknown): boolean {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const [first = ""] = text.split(",").map((part) => part.replace(/^enabled=/, ""));
  return first === "1";
}

function about(vms: readonly KnownGuest[], told: Pick<Finding, "severity" | "what" | "todo">): readonly Finding[] {
  return vms.length === 0 ? [] : [{ topic: TOPIC, ...told, where: vms.map(({ guest }) => guestTitle(guest)) }];
}
