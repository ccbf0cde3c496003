import { type ModuleResult, modules, type RunnableModule } from "../../modules/index.ts";
import { ConnectionPool } from "../../core/proxmox/connection-pool.ts";
import type { Simulator } from "./simulator.ts";

/** A module's result with the number of API requests it took. */
export interface Converged {
  readonly result: ModuleResult;
  readonly requests: number;
}

/** The connection options that lead to a simulator, as the demo's deployment token or as any other. */
export function connectionTo(
  simulator: Simulator,
  identity: "deploy" | "root" = "deploy",
): Readonly<Record<string, unknown>> {
  const { hostname, port } = new URL(simulator.url);
  const credential =
    identity === "root"
      ? { api_user: "root@pam!admin", api_token_secret: "11111111-1111-1111-1111-111111111111" }
      : { api_user: "deploy@pve!play", api_token_secret: "33333333-3333-3333-3333-333333333333" };
  return { api_host: hostname, api_port: Number(port), fingerprint: simulator.fingerprint, ...credential };
}

/** Runs a module in this process against a server, counting its requests. */
export async function converge(
  name: string,
  args: Readonly<Record<string, unknown>>,
  { check = false }: { readonly check?: boolean } = {},
): Promise<Converged> {
  const connections = new CountingPool();
  try {
    const module = await load(name);
    const result = await module.run(args, {
      checkMode: check,
      diff: true,
      noLog: false,
      verbosity: 0,
      connections,
      signal: new AbortController().signal,
      env: {},
    });
    return { result, requests: connections.requests };
  } finally {
    await connections.close();
  }
}

async function load(name: string): Promise<RunnableModule> {
  const found = await modules.get(name)?.();
  if (!found) throw new Error(`No module ${name}`);
  return found;
}

class CountingPool extends ConnectionPool {
  readonly #used = new Set<ReturnType<ConnectionPool["to"]>>();

  get requests(): number {
    return [...this.#used].reduce((sum, connection) => sum + connection.requests, 0);
  }

  override to(endpoint: Parameters<ConnectionPool["to"]>[0]): ReturnType<ConnectionPool["to"]> {
    const connection = super.to(endpoint);
    this.#used.add(connection);
    return connection;
  }
}
