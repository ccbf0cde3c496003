import type { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import type { ModuleResult } from "../../../modules/index.ts";
import type { ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";

/** The flags that say where a new secret goes. */
export interface SecretFlags extends ConnectionFlags {
  readonly store?: string;
  readonly storeKey?: string;
  readonly storeIdKey?: string;
  readonly print?: boolean;
}

/** Adds the flags of {@link SecretFlags}. */
export function addSecretFlags(command: Command): Command {
  return command
    .option("--store <file>", "write the secret into this vault file, and show it nowhere")
    .option("--store-key <key>", "with --store: the secret's key there, nested ones with dots")
    .option("--store-id-key <key>", "with --store: a key for the token's full name")
    .option("--print", "print the secret although the output is no terminal");
}

/** The module's arguments for them. @throws HintedError USAGE when the secret would go where nobody looks after it */
export function secretArgs(flags: SecretFlags, context: CommandContext): Readonly<Record<string, unknown>> {
  const { store, storeKey, storeIdKey, print = false } = flags;
  if (store === undefined) {
    if (storeKey !== undefined || storeIdKey !== undefined)
      throw usage("--store-key and --store-id-key are given without --store", "Name the vault file");
    if (context.isTerminal || print) return { return_secret: true };
    throw usage(
      "The secret would go into a file or a pipe",
      "Keep it with --store FILE --store-key KEY, or print it with --print",
    );
  }
  if (storeKey === undefined) throw usage("--store is given without --store-key", "Name the secret's key in the file");
  return {
    vault_file: store,
    vault_key: storeKey,
    vault_tokenid_key: storeIdKey,
    vault_password_file: [...(flags.vaultPasswordFile ?? []), ...(flags.vaultPassFile ?? [])].at(-1),
    vault_id: flags.vaultId?.at(-1),
  };
}

/** Says what became of a token and where its secret is; the secret itself goes to standard output, alone on its line. */
export function tellSecret(result: ModuleResult, words: string, context: CommandContext): void {
  const { full_tokenid: name, token_secret: secret, vault_file: file } = result;
  context.say(`${text(name)} ${words}${file === undefined ? "" : `; its secret is in ${text(file)}`}`);
  if (typeof secret !== "string") return;
  if (context.isTerminal) context.say("Its secret, which can not be shown again:");
  context.write(`${secret}\n`);
}

function text(value: unknown): string {
  return typeof value === "string" ? plainText(value) : "";
}

function usage(message: string, hint: string): HintedError {
  return new HintedError("USAGE", message, { hint });
}
