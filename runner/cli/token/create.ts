import { Command, InvalidArgumentError } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { type TokenName, tokenName } from "./name.ts";
import { runToken } from "./run-token.ts";
import { addSecretFlags, secretArgs, type SecretFlags, tellSecret } from "./secret-place.ts";

interface CreateFlags extends SecretFlags {
  readonly comment?: string;
  /** Seconds since 1970. */
  readonly expire?: number;
  readonly privsep: boolean;
  readonly dryRun?: boolean;
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
    .option("--dry-run", "tell what would be done, change nothing");
  return addConnectionFlags(addSecretFlags(command))
    .addHelpText("after", EXAMPLES)
    .action((token: TokenName, flags: CreateFlags) =>
      withSession(flags, context, async (session) => {
        const { comment, expire, privsep, dryRun: checkMode = false } = flags;
        const secret = checkMode ? { return_secret: true } : secretArgs(flags, context);
        const args = { ...token, state: "present", comment, expire, privsep: privsep ? undefined : false, ...secret };
        const result = await runToken(session, { args, checkMode }, context);
        if (result) tellSecret(result, words(result.changed, checkMode), context);
      }),
    );
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
