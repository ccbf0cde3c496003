import { Command, InvalidArgumentError } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { type TokenName, tokenName } from "./name.ts";
import { isThere, runToken } from "./run-token.ts";
import { addSecretFlags, type SecretFlags, tellSecret, vaultOf } from "./secret-place.ts";

interface CreateFlags extends SecretFlags {
  readonly comment?: string;
  /** Seconds since 1970. */
  readonly expire?: number;
  readonly privsep: boolean;
  readonly yes?: boolean;
}

const EXAMPLES = `
Examples:
  pveplay token create deploy@pve!play --comment 'Nightly playbooks' --expire 2027-12-31
  pveplay token create deploy@pve!play --store group_vars/all/vault.yml --store-key proxmox_api_token_secret`;

/** `token create`: a token that is there is left as it is. */
export function createCommand(context: CommandContext): Command {
  const command = new Command("create")
    .description("make an API token; its secret is shown once, or goes into a vault file")
    .argument("<token>", "user@realm!tokenid", tokenName)
    .option("--comment <text>", "what it is for")
    .option("--expire <date>", "the day it stops working, as 2027-12-31", dayEnd)
    .option("--no-privsep", "give it all rights of its user, not its own only")
    .option("-y, --yes", "put the secret in the place of what the vault file holds under its keys")
    .option("--dry-run", "tell what would be done, change nothing");
  return addConnectionFlags(addSecretFlags(command))
    .addHelpText("after", EXAMPLES)
    .action((token: TokenName, flags: CreateFlags) =>
      withSession(flags, context, (session) => create(session, { token, flags }, context)),
    );
}

interface Asked {
  readonly token: TokenName;
  readonly flags: CreateFlags;
}

async function create(session: ApiSession, { token, flags }: Asked, context: CommandContext): Promise<void> {
  const { comment, expire, privsep, dryRun: checkMode = false } = flags;
  const vault = await vaultOf(flags, context);
  const there = await isThere(session, token, context);
  if (there === undefined) return;
  const lost = there ? undefined : vault?.lostTo(`${token.userid}!${token.tokenid}`);
  if (vault && lost !== undefined) await confirmLoss(`${vault.file} loses ${lost}`, flags, context);
  const properties = { comment, expire, privsep: privsep ? undefined : false };
  const args = { ...token, state: "present", ...properties, return_secret: true };
  const result = await runToken(session, { args, checkMode }, context);
  const undo = async () => {
    // Also after Ctrl-C.
    const removed = { args: { ...token, state: "absent" }, checkMode: false, signal: new AbortController().signal };
    return (await runToken(session, removed, context)) !== undefined;
  };
  if (result) await tellSecret({ result, words: words(result.changed, checkMode), vault, undo }, context);
}

/** A dry run only says what a person would be asked. */
async function confirmLoss(
  text: string,
  { yes = false, dryRun = false }: CreateFlags,
  context: CommandContext,
): Promise<void> {
  if (dryRun) context.warn(text);
  else await confirm({ text, lines: [], answered: yes }, context);
}

function words(changed: boolean, checkMode: boolean): string {
  if (!changed) return "is there already; its secret can not be read again: pveplay token rotate gives it a new one";
  return checkMode ? "would be made or changed" : "is made or changed";
}

/** The last second of a day in the local zone, in seconds since 1970. */
function dayEnd(text: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T23:59:59`).getTime() : Number.NaN;
  if (!Number.isNaN(time)) return Math.floor(time / 1000);
  throw new InvalidArgumentError("Expected a day as 2027-12-31.");
}
