import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { type TokenName, tokenName } from "./name.ts";
import { runToken } from "./run-token.ts";

interface DeleteFlags extends ConnectionFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `token delete`: a token that is not there is no error. */
export function deleteCommand(context: CommandContext): Command {
  const command = new Command("delete")
    .description("remove an API token; asks before")
    .argument("<token>", "user@realm!tokenid", tokenName)
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "tell what would be done, change nothing");
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      "\nExamples:\n  pveplay token delete deploy@pve!play\n  pveplay token delete deploy@pve!play --yes",
    )
    .action((token: TokenName, flags: DeleteFlags) =>
      withSession(flags, context, async (session) => {
        const { yes = false, dryRun: checkMode = false } = flags;
        const name = `${token.userid}!${token.tokenid}`;
        await confirm(
          { text: `${name} will be removed, and what uses it will be refused`, lines: [], answered: yes || checkMode },
          context,
        );
        const result = await runToken(session, { args: { ...token, state: "absent" }, checkMode }, context);
        if (result)
          context.say(
            `${name} ${result.changed ? (checkMode ? "would be removed" : "is removed") : "is already gone"}`,
          );
      }),
    );
}
