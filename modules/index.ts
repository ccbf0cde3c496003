import { ConnectionPool } from "../core/proxmox/connection-pool.ts";
import { type RunnableModule, runnable } from "./kit/runnable.ts";

export type { ModuleResult } from "./kit/result.ts";
export type { RunContext } from "./kit/run-module.ts";
export type { RunnableModule } from "./kit/runnable.ts";

/** The modules by name, loaded when first used; the build makes an executable of each. */
export const modules: ReadonlyMap<string, () => Promise<RunnableModule>> = new Map([
  ["proxmox_acl", async () => runnable((await import("./proxmox_acl/index.ts")).default)],
  ["proxmox_api", async () => runnable((await import("./proxmox_api/index.ts")).default)],
  ["proxmox_container", async () => runnable((await import("./proxmox_container/index.ts")).default)],
  ["proxmox_info", async () => runnable((await import("./proxmox_info/index.ts")).default)],
  ["proxmox_ip", async () => runnable((await import("./proxmox_ip/index.ts")).default)],
  ["proxmox_snapshot", async () => runnable((await import("./proxmox_snapshot/index.ts")).default)],
  ["proxmox_token", async () => runnable((await import("./proxmox_token/index.ts")).default)],
  ["proxmox_vm", async () => runnable((await import("./proxmox_vm/index.ts")).default)],
]);

/** A pool of API connections for a process that runs many tasks. */
export function createConnectionPool(): ConnectionPool {
  return new ConnectionPool();
}
