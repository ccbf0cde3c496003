import type { Command } from "commander";
import { addVaultOptions, type VaultOptions } from "../vault-options.ts";

/** The flags that say which server is asked and as whom. Secrets have no flag: the process list would show them. */
export interface ConnectionFlags extends VaultOptions {
  readonly host?: string;
  readonly port?: string;
  readonly user?: string;
  readonly tokenId?: string;
  readonly fingerprint?: string;
  readonly caPath?: string;
  readonly vaultFile?: string;
  readonly vaultKey?: string;
}

/** Adds the flags of {@link ConnectionFlags}. */
export function addConnectionFlags(command: Command): Command {
  command
    .optionsGroup("Connection:")
    .option("--host <host>", "host of the API (PROXMOX_HOST)")
    .option("--port <port>", "port of the API (PROXMOX_PORT)")
    .option("--user <user>", "user@realm, or user@realm!tokenid (PROXMOX_USER)")
    .option("--token-id <id>", "name of the API token (PROXMOX_TOKEN_ID)")
    .option("--fingerprint <sha256>", "the only certificate to trust (PROXMOX_FINGERPRINT)")
    .option("--ca-path <file>", "certificate authorities to trust, PEM (PROXMOX_CA_PATH)")
    .option("--vault-file <file>", "vault file with the secret, or with all connection settings")
    .option("--vault-key <key>", "with --vault-file: where in it, nested keys with dots");
  return addVaultOptions(command);
}
