import type { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import type { ModuleResult } from "../../../modules/index.ts";
import type { ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";
import { type EncryptOptions, encryptVaultIdFlag } from "../vault/shared.ts";
import { type NamedSecret, TokenVault } from "./token-vault.ts";

/** The flags that say where a new secret goes. */
export interface SecretFlags extends ConnectionFlags, EncryptOptions {
  readonly store?: string;
  readonly storeKey?: string;
  readonly storeIdKey?: string;
  readonly print?: boolean;
  readonly dryRun?: boolean;
}

/** Adds the flags of {@link SecretFlags}. */
export function addSecretFlags(command: Command): Command {
  return command
    .option("--store <file>", "write the secret into this vault file, and show it nowhere")
    .option("--store-key <key>", "with --store: the secret's key there, nested ones with dots")
    .option("--store-id-key <key>", "with --store: a key for the token's full name")
    .option(...encryptVaultIdFlag)
    .option("--print", "print the secret although the output is no terminal");
}

/**
 * The vault file they name; undefined when the secret is to be printed.
 * @throws HintedError USAGE when the secret would go where nobody looks after it; as TokenVault.open
 */
export async function vaultOf(flags: SecretFlags, context: CommandContext): Promise<TokenVault | undefined> {
  const { store, storeKey, storeIdKey: idKey, print = false } = flags;
  if (store === undefined) {
    if (storeKey !== undefined || idKey !== undefined)
      throw usage("--store-key and --store-id-key are given without --store", "Name the vault file");
    if (context.isTerminal || print || flags.dryRun) return undefined;
    throw usage(
      "The secret would go into a file or a pipe",
      "Keep it with --store FILE --store-key KEY, or print it with --print",
    );
  }
  if (storeKey === undefined) throw usage("--store is given without --store-key", "Name the secret's key in the file");
  return TokenVault.open({ file: store, key: storeKey, idKey }, flags, context);
}

/** What is done about a new secret that found no place in the vault file. @returns whether its token is gone again */
export type Undo = () => Promise<boolean>;

/** A run of proxmox_token that may have made a secret, and what to say of it. */
interface Told {
  readonly result: ModuleResult;
  readonly words: string;
  readonly vault: TokenVault | undefined;
  readonly undo?: Undo;
}

/**
 * Keeps the secret, and says what became of its token; a secret that is not kept goes to standard output, alone on its line.
 * @throws HintedError SECRET_NOT_STORED when its place takes it no more; it has then been shown encrypted, or its token is gone again
 */
export async function tellSecret({ result, words, vault, undo }: Told, context: CommandContext): Promise<void> {
  const { full_tokenid: name, token_secret: secret } = result;
  const isKept = vault !== undefined && typeof secret === "string";
  if (isKept) await keep({ secret, name: text(name) }, { vault, undo }, context);
  context.say(`${text(name)} ${words}${isKept ? `; its secret is in ${plainText(vault.file)}` : ""}`);
  if (isKept || typeof secret !== "string") return;
  if (context.isTerminal) context.say("Its secret, which can not be shown again:");
  context.write(`${secret}\n`);
}

interface Keeping {
  readonly vault: TokenVault;
  readonly undo: Undo | undefined;
}

async function keep(named: NamedSecret, { vault, undo }: Keeping, context: CommandContext): Promise<void> {
  try {
    await vault.store(named);
  } catch (cause) {
    const isUndone = (await undo?.()) ?? false;
    // A secret that found no place is lost otherwise: encrypted, it may be seen.
    if (!isUndone) context.say(vault.encrypted(named.secret));
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HintedError("SECRET_NOT_STORED", `The secret of ${named.name} was not stored: ${reason}`, {
      hint: isUndone
        ? "The token was removed again: repair the file and run again"
        : "It is shown above, encrypted: put it into the file by hand",
      cause,
    });
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? plainText(value) : "";
}

function usage(message: string, hint: string): HintedError {
  return new HintedError("USAGE", message, { hint });
}
