import { HintedError } from "../../../core/errors.ts";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { connectionOptions } from "../../../core/proxmox/connection-options.ts";
import { endpointFrom } from "../../../core/proxmox/endpoint.ts";
import { shareListing } from "../../../core/proxmox/guests.ts";
import { isRootOnNode, PVESH_HOST } from "../../../core/proxmox/pvesh-host.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { createConnectionPool, type ModuleResult, modules } from "../../../modules/index.ts";
import type { CommandContext } from "../command-context.ts";
import { cliWords } from "./cli-words.ts";
import type { ConnectionFlags } from "./flags.ts";
import { environmentLayer, flagLayer, homeLayer, type Layer, merge, vaultLayer } from "./layers.ts";

/** How a module is run. */
export interface ModuleRun {
  readonly checkMode: boolean;
  /** Variables the module may read, those about the connection aside, which is settled; none when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Have the result say what changes, before and after. */
  readonly diff?: boolean;
}

/** Milliseconds for which a listing of guests says where they are. */
const LISTING_AGE = 5000;

/** A server and who asks it: for direct questions, and for runs of modules on the same connections. */
export class ApiSession {
  readonly #settings: Layer;
  readonly #pool: Awaited<ReturnType<typeof createConnectionPool>>;

  constructor(settings: Layer, pool: Awaited<ReturnType<typeof createConnectionPool>>) {
    this.#settings = settings;
    this.#pool = pool;
  }

  /** A client for direct questions. @throws HintedError OPTION_* when the settings are not fit */
  client(signal: AbortSignal = new AbortController().signal): ProxmoxClient {
    const args = parseArgs(connectionOptions, this.#settings, { env: {} });
    return new ProxmoxClient(this.#pool.to(endpointFrom(args)), signal);
  }

  /** Lets one listing of guests serve all runs that begin within a few seconds: for work on guests that are there already. */
  shareListing(): void {
    shareListing(this.client().connection, LISTING_AGE);
  }

  /** Runs one of our modules. Failures are results, as in a playbook, but in the words of a command line. */
  async run(
    name: string,
    args: Layer,
    { checkMode, signal, diff = false, env = {} }: ModuleRun,
  ): Promise<ModuleResult> {
    const load = modules.get(name);
    if (!load) throw new Error(`Not one of our modules: ${name}`);
    const module = await load();
    const result = await module.run(
      { ...this.#settings, ...args },
      { checkMode, signal, diff, noLog: false, verbosity: 0, connections: this.#pool, env: withoutConnection(env) },
    );
    return result.msg === undefined ? result : { ...result, msg: cliWords(result.msg, { module: name, args }) };
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/**
 * The session the flags, the vault file, the environment and the user's own files describe, in this order of weight.
 * The user's own files count only while the others name no host: their credential never meets another server.
 * @throws HintedError OPTION_*, USAGE, FILE_*, YAML_SYNTAX, VAULT_*
 */
export async function openSession(flags: ConnectionFlags, context: CommandContext): Promise<ApiSession> {
  const asked = merge([flagLayer(flags, context), await vaultLayer(flags, context), environmentLayer(context.env)]);
  const known = asked["api_host"] === undefined ? merge([asked, await homeLayer(flags, context)]) : asked;
  const settings = known["api_host"] === undefined ? onNode(known, context) : known;
  const session = await sessionWith(settings);
  const { connection } = session.client();
  const { fingerprint, validateCerts } = connection.endpoint.tls;
  if (!validateCerts && fingerprint === undefined)
    context.warn("The server's certificate is not checked: give --fingerprint or --ca-path instead");
  return session;
}

/** What the session has settled is not settled again by a module. */
function withoutConnection(env: NonNullable<ModuleRun["env"]>): NonNullable<ModuleRun["env"]> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("PROXMOX_")));
}

/** A session by settings that are known, under the modules' names. */
export async function sessionWith(settings: Layer): Promise<ApiSession> {
  return new ApiSession(settings, await createConnectionPool());
}

/** Without any setting, root on a node asks that node. @throws HintedError OPTION_MISSING */
function onNode(known: Layer, { env }: CommandContext): Layer {
  if (Object.keys(known).length === 0 && isRootOnNode(env)) return { api_host: PVESH_HOST };
  throw new HintedError("OPTION_MISSING", "No host of a Proxmox VE API is named", {
    hint: "Keep it with pveplay configure, give --host, or set PROXMOX_HOST",
  });
}
