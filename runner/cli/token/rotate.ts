import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { type TokenName, tokenName } from "./name.ts";
import { runToken } from "./run-token.ts";
import { addSecretFlags, secretArgs, type SecretFlags, tellSecret } from "./secret-place.ts";

interface RotateFlags extends SecretFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const EXAMPLES = `
Examples:
  pveplay token rotate deploy@pve!play
  pveplay token rotate deploy@pve!play --store secrets.yml --store-key token_secret --yes`;

/** `token rotate`: a new secret; the old one stops working. */
export function rotateCommand(context: CommandContext): Command {
  const command = new Command("rotate")
    .description("give an API token a new secret; asks before, since the old one stops working")
    .argument("<token>", "user@realm!tokenid", tokenName)
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "tell what would be done, change nothing");
  return addConnectionFlags(addSecretFlags(command))
    .addHelpText("after", EXAMPLES)
    .action((token: TokenName, flags: RotateFlags) =>
      withSession(flags, context, async (session) => {
        const { yes = false, dryRun: checkMode = false } = flags;
        const secret = checkMode ? { return_secret: true } : secretArgs(flags, context);
        const name = `${token.userid}!${token.tokenid}`;
        const text = `${name} will get a new secret, and what uses the old one will be refused`;
        await confirm({ text, lines: [], answered: yes || checkMode }, context);
        const result = await runToken(session, { args: { ...token, state: "rotated", ...secret }, checkMode }, context);
        if (!result) return;
        tellSecret(result, checkMode ? "would have a new secret" : "has a new secret", context);
        if (!checkMode && session.client().identity === name)
          context.warn("pveplay itself asks as this token: give it the new secret with pveplay configure");
      }),
    );
}
