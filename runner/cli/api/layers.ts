import { join } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/nearest.ts";
import { expandPath } from "../../../core/paths.ts";
import { connectionOptions } from "../../../core/proxmox/connection-options.ts";
import { withVmanagerConf } from "../../../core/proxmox/vmanager-conf.ts";
import type { Options } from "../../../core/spec/options.ts";
import type { Environment } from "../../../core/spec/parse-args.ts";
import { isDict, type Value } from "../../../core/values.ts";
import type { CommandContext } from "../command-context.ts";
import { configFile } from "./config-file.ts";
import type { ConnectionFlags } from "./flags.ts";
import { exists, warnIfOpen } from "./private-file.ts";

/** Connection options by their names in modules; a layer may name any of them. */
export type Layer = Readonly<Record<string, unknown>>;

const SECRETS = ["api_password", "api_token_secret"] as const;
const NAMES = Object.keys(connectionOptions);

/** Short names of connection options: `host` for `api_host`. */
const SHORT: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.replace(/^api_/, ""), name]));

/** What the flags say. */
export function flagLayer(flags: ConnectionFlags, context: CommandContext): Layer {
  return given({
    api_host: flags.host,
    api_port: flags.port,
    api_user: flags.user,
    api_token_id: flags.tokenId,
    fingerprint: flags.fingerprint,
    ca_path: flags.caPath === undefined ? undefined : expandPath(flags.caPath, context),
  });
}

/** What the environment says, by the variables the modules know. */
export function environmentLayer(env: Environment): Layer {
  const options: Options = connectionOptions;
  const found = Object.entries(options).map(([name, option]) => {
    const variable = option.env?.find((candidate) => (env[candidate] ?? "") !== "");
    return [name, variable === undefined ? undefined : env[variable]] as const;
  });
  return given(Object.fromEntries(found));
}

/**
 * What `--vault-file` says: connection settings under their names in modules, also with `proxmox_` before them, so that a file
 * of group variables serves. With `--vault-key` those under that key, or the one secret it names.
 * @throws HintedError USAGE, OPTION_INVALID, FILE_NOT_FOUND, YAML_SYNTAX, VAULT_*
 */
export async function vaultLayer(flags: ConnectionFlags, context: CommandContext): Promise<Layer> {
  if (flags.vaultFile === undefined) {
    if (flags.vaultKey === undefined) return {};
    throw new HintedError("USAGE", "--vault-key is given without --vault-file", { hint: "Name the file too" });
  }
  const file = expandPath(flags.vaultFile, context);
  const { readSettings, settingOf, needDict } = await import("./settings-file.ts");
  const document = await readSettings(file, flags, context);
  const value = flags.vaultKey === undefined ? document : valueUnder(document, flags.vaultKey, file);
  if (flags.vaultKey !== undefined && !isDict(value))
    // A token's secret is taken from here as well.
    return { api_password: String(settingOf(value, flags.vaultKey, file)) };
  const found = [...needDict(value, file)].flatMap(([key, item]) => {
    const name = typeof key === "string" ? optionName(key.replace(/^proxmox_/, "")) : undefined;
    return typeof key === "string" && name !== undefined ? [[name, settingOf(item, key, file)] as const] : [];
  });
  if (found.length > 0) return given(Object.fromEntries(found));
  throw new HintedError("OPTION_MISSING", `${file} has no connection setting`, {
    hint: "Name the secret's key with --vault-key, or call it api_token_secret there",
  });
}

/**
 * What the user's own files say: `~/.config/pveplay/config.yml`, else `~/.vmanager.conf`. Warns when a secret there can be read by others.
 * @throws HintedError OPTION_UNKNOWN, OPTION_INVALID, OPTION_MISSING, YAML_SYNTAX, VAULT_*
 */
export async function homeLayer(flags: ConnectionFlags, context: CommandContext): Promise<Layer> {
  const { env } = context;
  const home = env["HOME"] ?? "/nonexistent";
  const config = configFile(env);
  if (exists(config)) return configLayer(config, flags, context);
  const file = join(home, ".vmanager.conf");
  const layer = environmentLayer(withVmanagerConf({ HOME: home }));
  if (exists(file) && hasSecret(layer)) warnIfOpen(file, context);
  return layer;
}

async function configLayer(file: string, flags: ConnectionFlags, context: CommandContext): Promise<Layer> {
  const { readSettings, settingOf, needDict, isClear } = await import("./settings-file.ts");
  const dict = needDict(await readSettings(file, flags, context), file);
  const keys = [...dict.keys()].map(String);
  const entries = keys.map((key) => [knownName(key, file), settingOf(dict.get(key) ?? null, key, file)] as const);
  if (keys.some((key) => isSecret(optionName(key)) && isClear(dict, key))) warnIfOpen(file, context);
  const layer = given(Object.fromEntries(entries));
  if (layer["api_host"] !== undefined) return layer;
  throw new HintedError("OPTION_MISSING", `${file} names no host`, {
    hint: "Add 'host', so that its credential goes to that server only",
  });
}

/** Several layers as one, the first that names an option wins. Secrets count as one option: the two kinds are never mixed. */
export function merge(layers: readonly Layer[]): Layer {
  return layers.reduceRight((below, layer) => {
    const kept = hasSecret(layer) ? Object.entries(below).filter(([name]) => !isSecret(name)) : Object.entries(below);
    return { ...Object.fromEntries(kept), ...layer };
  }, {});
}

function knownName(key: string, file: string): string {
  const name = optionName(key);
  if (name !== undefined) return name;
  const known = [...SHORT.keys()];
  throw new HintedError("OPTION_UNKNOWN", `'${key}' in ${file} is not known`, {
    hint: didYouMean(key, known, `Known settings: ${known.toSorted().join(", ")}`),
  });
}

function valueUnder(document: Value, key: string, file: string): Value {
  const path = isDict(document) && document.has(key) ? [key] : key.split(".");
  let value: Value | undefined = document;
  for (const part of path) value = isDict(value) ? value.get(part) : undefined;
  if (value !== undefined && value !== null && !Array.isArray(value)) return value;
  throw new HintedError("USAGE", `${file} has no value under ${key}`, { hint: "Write nested keys with dots" });
}

function optionName(key: string): string | undefined {
  return NAMES.includes(key) ? key : SHORT.get(key);
}

function isSecret(name: string | undefined): boolean {
  return SECRETS.some((secret) => secret === name);
}

function hasSecret(layer: Layer): boolean {
  return SECRETS.some((name) => layer[name] !== undefined);
}

function given(values: Layer): Layer {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}
