import { HintedError } from "../../core/errors.ts";
import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";

/**
 * Why a guest can not answer at all, or undefined when waiting may help.
 * The phrases are those of the agent calls: `No QEMU guest agent configured`, `VM 101 is not running`, `QEMU guest agent is not running`.
 */
export async function verdict(
  client: ProxmoxClient,
  guest: Guest,
  seen: HintedError,
): Promise<HintedError | undefined> {
  const text = seen instanceof ApiError ? `${seen.answer.reason} ${seen.answer.message}` : "";
  if (/No QEMU guest agent configured/i.test(text)) return agentDisabled(guest);
  if (/(VM|CT) \d+ (is )?not running/i.test(text) || (await isStopped(client, guest))) return stopped(guest);
  return undefined;
}

async function isStopped(client: ProxmoxClient, guest: Guest): Promise<boolean> {
  const { status } = await client.get<{ readonly status: string }>(`${guestPath(guest)}/status/current`);
  return status === "stopped";
}

function agentDisabled(guest: Guest): HintedError {
  return new HintedError("AGENT_DISABLED", `The guest agent of VM ${guest.vmid} is switched off in its configuration`, {
    hint: "Set 'agent: true' with proxmox_vm, install qemu-guest-agent in the guest and restart it",
  });
}

function stopped(guest: Guest): HintedError {
  return new HintedError("GUEST_STATE", `Guest ${guest.vmid} is stopped, expected running`, {
    hint: "Start it first, for example with proxmox_vm and 'state: started'",
  });
}

/** The last failure of a guest that never answered, as what it means. */
export function gaveUp(guest: Guest, seen: HintedError, timeout: number): HintedError {
  if (
    !(seen instanceof ApiError) ||
    !/guest agent is not running/i.test(`${seen.answer.reason} ${seen.answer.message}`)
  )
    return seen;
  return new HintedError(
    "AGENT_NOT_RUNNING",
    `The guest agent of VM ${guest.vmid} did not answer within ${timeout} s`,
    {
      hint: "Install and start qemu-guest-agent in the guest, or raise 'timeout'",
      cause: seen,
    },
  );
}
