import { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { ConnectionPool } from "../../core/proxmox/connection-pool.ts";
import { maskOptions, maskSecrets, secretsIn } from "../../core/spec/mask.ts";
import type { Options } from "../../core/spec/options.ts";
import { type Environment, parseArgs } from "../../core/spec/parse-args.ts";
import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import { converge } from "./converge.ts";
import type { Module } from "./define-module.ts";
import { orThisNode } from "../../core/proxmox/pvesh-host.ts";
import { endpointFrom } from "../../core/proxmox/endpoint.ts";
import { withOwnRights } from "./own-rights.ts";
import { failure, type ModuleResult } from "./result.ts";
import { withVmanagerConf } from "../../core/proxmox/vmanager-conf.ts";

/** What a module's run depends on beside its arguments. */
export interface RunContext {
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly verbosity: number;
  /** Shared by all tasks of a process. */
  readonly connections: ConnectionPool;
  /** Aborted when the process is told to stop. */
  readonly signal: AbortSignal;
  readonly env: Environment;
  /** Takes lines about long work for a person who watches; Ansible has no way to show them. */
  readonly progress?: (text: string) => void;
}

type RawArgs = Readonly<Record<string, unknown>>;

/** Runs a module on raw arguments. Never rejects: every failure is a result with `failed: true`. Secrets are masked in what it returns. */
export async function runModule<S extends Options, Current, Change>(
  module: Module<S, Current, Change>,
  raw: RawArgs,
  context: RunContext,
): Promise<ModuleResult> {
  const options: Options = { ...connectionOptions, ...module.options };
  let given = raw;
  const run = async (): Promise<ModuleResult> => {
    // A configured credential goes only to the server configured beside it.
    const env = raw["api_host"] === undefined ? withVmanagerConf(context.env) : context.env;
    given = parseArgs(options, orThisNode(raw, env), { env });
    const connectionArgs = parseArgs(connectionOptions, pick(given, connectionOptions), { env: {} });
    const args = parseArgs(module.options, pick(given, module.options), { env: {}, ...constraintsOf(module) });
    const client = new ProxmoxClient(
      context.connections.to(endpointFrom(connectionArgs)),
      context.signal,
      context.progress,
    );
    const result = await converge(module, { client, args, context })
      .catch((error: unknown) => failure(error))
      .then((outcome) => withOwnRights(client, outcome));
    return connectionArgs.validate_certs || connectionArgs.fingerprint !== undefined ? result : withWarning(result);
  };
  const result = await run().catch((error: unknown) => failure(error));
  const secrets = secretsIn(options, given);
  const invocation = { module_args: maskSecrets(maskOptions(options, given), secrets) };
  return { ...maskResult(result, secrets), invocation };
}

function maskResult(result: ModuleResult, secrets: readonly string[]): ModuleResult {
  const masked = Object.entries(result).map(([key, value]) => [key, maskSecrets(value, secrets)] as const);
  return { ...Object.fromEntries(masked), changed: result.changed };
}

/** The arguments whose options are in the set; indexed ones are already collected under one name. */
function pick(args: RawArgs, options: Options): RawArgs {
  return Object.fromEntries(Object.entries(args).filter(([name]) => Object.hasOwn(options, name)));
}

function constraintsOf<S extends Options, Current, Change>(
  module: Module<S, Current, Change>,
): Pick<Module<S, Current, Change>, "constraints"> {
  return module.constraints === undefined ? {} : { constraints: module.constraints };
}

function withWarning(result: ModuleResult): ModuleResult {
  const known = Array.isArray(result["warnings"]) ? result["warnings"] : [];
  const warning =
    "The server's certificate is not checked (validate_certs: false): set 'fingerprint' or 'ca_path' instead";
  return { ...result, warnings: [...known, warning] };
}
