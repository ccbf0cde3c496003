import { HintedError, UnreachableError } from "../../../core/errors.ts";
import { AgentShell } from "../../../core/proxmox/agent-shell.ts";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { connectionOptions } from "../../../core/proxmox/connection-options.ts";
import type { ConnectionPool } from "../../../core/proxmox/connection-pool.ts";
import { endpointFrom } from "../../../core/proxmox/endpoint.ts";
import { getGuest, listGuests } from "../../../core/proxmox/guests.ts";
import { withVmanagerConf } from "../../../core/proxmox/vmanager-conf.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import type { ConnectionSpec } from "./connect.ts";

/** A shell in the VM that a host stands for: `proxmox_vmid`, else the VM named like the host. @throws UnreachableError, HintedError OPTION_MISSING */
export async function openAgent(
  spec: ConnectionSpec,
  { pool, signal }: { readonly pool: ConnectionPool; readonly signal: AbortSignal },
): Promise<AgentShell> {
  const env = spec.api["api_host"] === undefined ? withVmanagerConf(spec.env) : spec.env;
  const args = parseArgs(connectionOptions, spec.api, { env });
  const client = new ProxmoxClient(pool.to(endpointFrom(args)), signal);
  try {
    const wanted = spec.vmid === undefined ? { name: spec.host } : { vmid: spec.vmid };
    const guest = await getGuest(client, await listGuests(client), { ...wanted, type: "qemu" });
    return new AgentShell(client, guest);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    throw new UnreachableError(error.code, `${spec.host} can not be reached through its agent: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  }
}
