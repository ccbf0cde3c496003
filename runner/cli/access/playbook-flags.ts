import type { Command } from "commander";
import { Option } from "commander";
import { HintedError } from "../../../core/errors.ts";
import type { PveVersion } from "../../../core/proxmox/schema/api-schema.ts";
import { NO_SERVER } from "../../access/known-guests.ts";
import type { PlaybookNeeds } from "../../access/need.ts";
import { needsOfPlaybook } from "../../access/needs-of-playbook.ts";
import { serverKnowledge, versionOf, withConfigs } from "../../access/server-knowledge.ts";
import type { ConnectionFlags } from "../api/flags.ts";
import { type ApiSession, openSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { compileFile, prepareRun } from "../prepare-run.ts";
import { addVaultOptions, collect } from "../vault-options.ts";

/** The flags that say how a playbook would be run, and which server is asked. `--user` is left for whom the rights are about. */
export interface PlaybookFlags extends Omit<ConnectionFlags, "user" | "tokenId"> {
  readonly apiUser?: string;
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly pveVersion?: "8" | "9";
  readonly offline?: boolean;
}

/** Adds the flags of {@link PlaybookFlags}. */
export function addPlaybookFlags(command: Command): Command {
  command
    .option("-i, --inventory <source>", "inventory file, folder, script or comma-separated hosts", collect)
    .option("-l, --limit <pattern>", "only hosts that match too")
    .option("-e, --extra-vars <vars>", "set variables: key=value, YAML or JSON, or @FILE", collect)
    .option("-t, --tags <tags>", "only tasks with these tags", collect)
    .option("--skip-tags <tags>", "leave out tasks with these tags", collect)
    .addOption(
      new Option("--pve-version <version>", "version of Proxmox VE; asked from the server when not given").choices([
        "8",
        "9",
      ]),
    );
  return addServerFlags(command);
}

/** Adds the flags that say which server is asked and as whom. */
export function addServerFlags(command: Command): Command {
  command
    .optionsGroup("Connection:")
    .option("--host <host>", "host of the API (PROXMOX_HOST)")
    .option("--port <port>", "port of the API (PROXMOX_PORT)")
    .option("--api-user <user>", "who asks: user@realm, or user@realm!tokenid (PROXMOX_USER)")
    .option("--fingerprint <sha256>", "the only certificate to trust (PROXMOX_FINGERPRINT)")
    .option("--ca-path <file>", "certificate authorities to trust, PEM (PROXMOX_CA_PATH)")
    .option("--vault-file <file>", "vault file with the secret, or with all connection settings")
    .option("--vault-key <key>", "with --vault-file: where in it, nested keys with dots");
  return addVaultOptions(command);
}

/** The connection a command's flags describe. */
export function connectionOf(flags: PlaybookFlags & { readonly user?: string }): ConnectionFlags {
  const { apiUser, user: _whoIsMeant, ...rest } = flags;
  return apiUser === undefined ? rest : { ...rest, user: apiUser };
}

/** The session the flags describe, or undefined when they name no server. @throws HintedError as openSession */
export async function sessionIfAny(flags: PlaybookFlags, context: CommandContext): Promise<ApiSession | undefined> {
  if (flags.offline) return undefined;
  try {
    return await openSession(connectionOf(flags), context);
  } catch (error) {
    if (error instanceof HintedError && error.code === "OPTION_MISSING" && error.message.startsWith("No host "))
      return undefined;
    throw error;
  }
}

/** What a playbook needs, with the version it was worked out for. */
export interface FoundNeeds extends PlaybookNeeds {
  readonly version: PveVersion;
}

/** What a playbook needs; a server tells the version, ids of guests by name, and where disks and network devices are. */
export async function playbookNeeds(
  playbook: string,
  flags: PlaybookFlags,
  { context, session }: { readonly context: CommandContext; readonly session: ApiSession | undefined },
): Promise<FoundNeeds> {
  const state = await prepareRun({ ...runFlags(flags), output: "jsonl" }, { ...context, write: () => undefined });
  try {
    const compiled = compileFile(playbook, state, context);
    const client = session?.client();
    const asked = flags.pveVersion === undefined ? undefined : flags.pveVersion === "8" ? "8.4" : "9.2";
    const version = asked ?? (client === undefined ? "9.2" : await versionOf(client));
    const server = client === undefined ? NO_SERVER : await serverKnowledge(client);
    const first = await needsOfPlaybook(state, compiled, { version, server });
    const notes = asked === undefined && client === undefined ? [...first.notes, VERSION_ASSUMED] : first.notes;
    if (client === undefined) return { ...first, notes, version };
    const known = await withConfigs(client, server, first.guests);
    return { ...(await needsOfPlaybook(state, compiled, { version, server: known })), version };
  } finally {
    await state.connections.close();
    await state.own.close();
  }
}

const VERSION_ASSUMED = "No server was asked: this is for Proxmox VE 9; say --pve-version 8 for version 8";

function runFlags({ inventory, limit, extraVars, tags, skipTags, ...rest }: PlaybookFlags) {
  const { vaultId, vaultPasswordFile, vaultPassFile, askVaultPassword, askVaultPass } = rest;
  const given = {
    inventory,
    limit,
    extraVars,
    tags,
    skipTags,
    vaultId,
    vaultPasswordFile,
    vaultPassFile,
    askVaultPassword,
    askVaultPass,
  };
  return { verbose: 0, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
