import type { AccessCall } from "../core/proxmox/access/call.ts";
import type { AccessWorld } from "../core/proxmox/access/world.ts";
import type { ConnectionPool } from "../core/proxmox/connection-pool.ts";
import type { Options } from "../core/spec/options.ts";
import type { Environment } from "../core/spec/parse-args.ts";
import type { RunnableAccess } from "./kit/access.ts";
import type { Module } from "./kit/define-module.ts";
import type { RunnableModule } from "./kit/runnable.ts";

export type { ModuleResult } from "./kit/result.ts";
export type { RunnableModule } from "./kit/runnable.ts";

/** The modules by name, loaded when first used; the build makes an executable of each. */
export const modules: ReadonlyMap<string, () => Promise<RunnableModule>> = new Map([
  ["proxmox_acl", () => load(import("./proxmox_acl/index.ts"))],
  ["proxmox_api", () => load(import("./proxmox_api/index.ts"))],
  ["proxmox_backup", () => load(import("./proxmox_backup/index.ts"))],
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

/** What each module may call, told from its arguments: the same modules as above. */
export const accessDeclarations: ReadonlyMap<string, () => Promise<{ readonly default: RunnableAccess }>> = new Map([
  ["proxmox_acl", () => import("./proxmox_acl/access.ts")],
  ["proxmox_api", () => import("./proxmox_api/access.ts")],
  ["proxmox_backup", () => import("./proxmox_backup/access.ts")],
  ["proxmox_container", () => import("./proxmox_container/access.ts")],
  ["proxmox_group", () => import("./proxmox_group/access.ts")],
  ["proxmox_image", () => import("./proxmox_image/access.ts")],
  ["proxmox_info", () => import("./proxmox_info/access.ts")],
  ["proxmox_ip", () => import("./proxmox_ip/access.ts")],
  ["proxmox_role", () => import("./proxmox_role/access.ts")],
  ["proxmox_snapshot", () => import("./proxmox_snapshot/access.ts")],
  ["proxmox_token", () => import("./proxmox_token/access.ts")],
  ["proxmox_user", () => import("./proxmox_user/access.ts")],
  ["proxmox_vm", () => import("./proxmox_vm/access.ts")],
]);

/** A task's arguments as they would reach the module, with marks where only a run will tell. */
interface PlannedTask {
  readonly args: Readonly<Record<string, unknown>>;
  readonly world: AccessWorld;
  readonly env: Environment;
}

/** The API calls a module may make for a task. @throws HintedError OPTION_* for arguments it would refuse */
export async function accessCalls(name: string, { args, world, env }: PlannedTask): Promise<readonly AccessCall[]> {
  const declaration = await accessDeclarations.get(name)?.();
  if (!declaration) throw new Error(`Not one of our modules: ${name}`);
  return declaration.default.calls(args, world, env);
}

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
