import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "../../../core/errors.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { waitForTask } from "../../../core/proxmox/task.ts";
import type { GuestArgs, ShutdownStep } from "./guest-args.ts";

/** The ladder a task asks for, or the usual one: a clean shutdown, and with `force` a hard stop after it. */
export function shutdownSteps(args: GuestArgs): readonly ShutdownStep[] {
  if (args.shutdown) return args.shutdown;
  const clean: ShutdownStep = { method: "acpi", timeout: args.shutdown_timeout };
  return args.force ? [clean, { method: "stop", timeout: args.timeout }] : [clean];
}

/**
 * Brings a guest to a stop, rung by rung; the last rung's failure is the task's.
 * `agent` asks the guest agent, `acpi` the server's shutdown (which prefers the agent where it is on), `stop` pulls the plug.
 * @returns the rungs that did not do it, as warnings
 */
export async function shutDown(
  client: ProxmoxClient,
  path: string,
  steps: readonly ShutdownStep[],
): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const [index, step] of steps.entries()) {
    try {
      await climb(client, path, step);
      return missed;
    } catch (error) {
      const isLast = index === steps.length - 1;
      if (
        isLast ||
        !(error instanceof HintedError) ||
        error.code === "INTERRUPTED" ||
        error.code === "PROXMOX_FORBIDDEN"
      )
        throw withHint(error, isLast);
      missed.push(`Shutdown by ${step.method} did not do it within ${step.timeout} s: ${error.message}`);
    }
  }
  return missed;
}

async function climb(client: ProxmoxClient, path: string, { method, timeout }: ShutdownStep): Promise<void> {
  if (method === "agent") return askAgent(client, path, timeout);
  const params = method === "acpi" ? { timeout } : {};
  const upid = await client.post<string>(`${path}/status/${method === "acpi" ? "shutdown" : "stop"}`, params);
  await waitForTask(client, upid, timeout + 30);
}

async function askAgent(client: ProxmoxClient, path: string, timeout: number): Promise<void> {
  await client.post(`${path}/agent/shutdown`);
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const { status } = await client.get<{ readonly status: string }>(`${path}/status/current`);
    if (status === "stopped") return;
    if (Date.now() >= deadline)
      throw new HintedError("GUEST_STATE", "The guest is still running", { hint: "Add another step to 'shutdown'" });
    await sleep(500, undefined, { signal: client.signal }).catch(() => undefined);
    if (client.signal.aborted)
      throw new HintedError("INTERRUPTED", "Stopped while the guest shuts down", { hint: "Run again" });
  }
}

function withHint(error: unknown, isLast: boolean): unknown {
  if (!isLast || !(error instanceof HintedError) || error.code !== "PROXMOX_TASK_FAILED") return error;
  return new HintedError(error.code, error.message, {
    hint: "Give it more 'shutdown_timeout', or add 'force: true' to stop it hard after that",
    cause: error,
    details: error.details,
  });
}
