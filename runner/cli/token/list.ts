import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { tableLines } from "../table.ts";

interface ListFlags extends ConnectionFlags {
  readonly json?: boolean;
}

interface ListedUser {
  readonly userid: string;
  readonly tokens?: readonly ListedToken[] | null;
}

interface ListedToken {
  readonly tokenid: string;
  readonly comment?: string;
  /** Seconds since 1970; 0 is never. */
  readonly expire?: number;
  readonly privsep?: number;
}

/** `token list`: the tokens of all users one may see, or of one; one request. */
export function listCommand(context: CommandContext): Command {
  const command = new Command("list")
    .description("list API tokens, with their expiry and privilege separation")
    .argument("[user]", "only those of a user@realm")
    .option("--json", "print JSON");
  return addConnectionFlags(command)
    .addHelpText("after", "\nExamples:\n  pveplay token list\n  pveplay token list deploy@pve --json")
    .action((user: string | undefined, flags: ListFlags) =>
      withSession(flags, context, async (session) => {
        const users = await session.client().get<readonly ListedUser[]>("/access/users", { full: true });
        const tokens = users
          .filter(({ userid }) => user === undefined || userid === user)
          .flatMap(({ userid, tokens: own }) => (own ?? []).map((token) => ({ userid, ...token })))
          .toSorted((a, b) => compare(nameOf(a), nameOf(b)));
        context.write(flags.json ? `${JSON.stringify(tokens, null, 2)}\n` : table(tokens));
      }),
    );
}

type Row = ListedToken & Pick<ListedUser, "userid">;

const COLUMNS = [{ title: "TOKEN" }, { title: "EXPIRES" }, { title: "RIGHTS" }, { title: "COMMENT" }];

function table(tokens: readonly Row[]): string {
  const rows = tokens.map((token) => [
    nameOf(token),
    token.expire ? new Date(token.expire * 1000).toISOString().slice(0, 10) : "never",
    (token.privsep ?? 1) === 1 ? "its own" : "its user's",
    token.comment ?? "",
  ]);
  return `${tableLines(COLUMNS, rows).join("\n")}\n`;
}

function nameOf({ userid, tokenid }: Row): string {
  return `${userid}!${tokenid}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
