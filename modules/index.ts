import type { ConnectionPool } from "../core/proxmox/connection-pool.ts";
import type { Options } from "../core/spec/options.ts";
import type { Module } from "./kit/define-module.ts";
import type { RunnableModule } from "./kit/runnable.ts";

export type { ModuleResult } from "./kit/result.ts";
export type { RunnableModule } from "./kit/runnable.ts";

/** The modules by name, loaded when first used; the build makes an executable of each. */
export const modules: ReadonlyMap<string, () => Promise<RunnableModule>> = new Map([
  ["proxmox_acl", () => load(import("./proxmox_acl/index.ts"))],
  ["proxmox_api", () => load(import("./proxmox_api/index.ts"))],
  ["proxmox_container", () => load(import("./proxmox_container/index.ts"))],
  ["proxmox_group", () => load(import("./proxmox_group/index.ts"))],
  ["proxmox_image", () => load(import("./proxmox_image/index.ts"))],
  ["proxmox_info", () => load(import("./proxmox_info/index.ts"))],
  ["proxmox_ip", () => load(import("./proxmox_ip/index.ts"))],
  ["proxmox_role", () => load(import("./proxmox_role/index.ts"))],
  ["proxmox_snapshot", () => load(import("./proxmox_snapshot/index.ts"))],
  ["proxmox_token", () => load(import("./proxmox_token/index.ts"))],
  ["proxmox_user", () => load(import("./proxmox_user/index.ts"))],
  ["proxmox_vm", () => load(import("./proxmox_vm/index.ts"))],
]);

/** A pool of API connections for a process that runs many tasks. Its code is loaded here, so that runs without our modules never do. */
export async function createConnectionPool(): Promise<ConnectionPool> {
  const { ConnectionPool: Pool } = await import("../core/proxmox/connection-pool.ts");
  return new Pool();
}

async function load<S extends Options, Current, Change>(
  loading: Promise<{ readonly default: Module<S, Current, Change> }>,
): Promise<RunnableModule> {
  const [{ runnable }, { default: module }] = await Promise.all([import("./kit/runnable.ts"), loading]);
  return runnable(module);
}
