import { HintedError } from "../../../core/errors.ts";
import { credentialFrom } from "../../../core/proxmox/credentials.ts";
import type { CommandContext } from "../command-context.ts";

/** A credential as the settings file has it: one of the secrets. */
export interface Credential {
  readonly user: string;
  readonly token_secret?: string;
  readonly password?: string;
}

/**
 * Who asks, from the flags or the person at the terminal; the secret from the environment, the terminal (hidden), or standard
 * input. @throws HintedError USAGE when nobody can be asked, OPTION_INVALID for what is no name of a token or user
 */
export async function settleCredential(
  { user, tokenId }: { readonly user?: string; readonly tokenId?: string },
  context: CommandContext,
): Promise<Credential> {
  const given = user ?? (await askUser(context));
  const name = tokenId === undefined ? given : `${given.split("!")[0]}!${tokenId}`;
  const isToken = name.includes("!");
  const secret = await secretOf(name, isToken, context);
  const credential = isToken ? { user: name, token_secret: secret } : { user: name, password: secret };
  // Refuses what can not be a name.
  credentialFrom({ api_user: name, api_password: secret });
  return credential;
}

async function askUser(context: CommandContext): Promise<string> {
  if (context.isInputTerminal) {
    const text = await context.ask("API token (user@realm!tokenid): ", true);
    return text.trim();
  }
  throw new HintedError("USAGE", "No user or token is given, and there is no terminal to ask at", {
    hint: "Give --user as user@realm!tokenid",
  });
}

async function secretOf(name: string, isToken: boolean, context: CommandContext): Promise<string> {
  const { env, isInputTerminal } = context;
  const variable = isToken ? "PROXMOX_TOKEN_SECRET" : "PROXMOX_PASSWORD";
  const found = env[variable] ?? "";
  if (found !== "") return found;
  const text = isInputTerminal
    ? await context.ask(`${isToken ? "Secret" : "Password"} of ${name} (hidden): `)
    : (await context.readInput()).toString("utf8");
  const secret = text.trim();
  if (secret !== "") return secret;
  throw new HintedError("USAGE", `No secret of ${name} is given`, {
    hint: `Set ${variable}, or write it to standard input: it has no flag, which the process list would show`,
  });
}
