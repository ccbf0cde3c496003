import { Argument, Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { readDenial } from "../../../core/proxmox/access/denial.ts";
import { type Grant, grantClicks, grantCommands, grantTasks } from "../../../core/proxmox/access/grant.ts";
import { refusalHint } from "../../../core/proxmox/access/refusal-hint.ts";
import type { CommandContext } from "../command-context.ts";
import { reportError } from "../report-error.ts";

/** What stands for who was refused when neither the text nor an option says. */
const SOMEBODY = "USER@REALM!TOKEN";

/** `pveplay access explain`: what a refusal of the API means and how to end it; asks no server. */
export function explainCommand(context: CommandContext): Command {
  return new Command("explain")
    .description("say what a 401 or 403 of the API means, and three ways to grant what is missing")
    .addArgument(new Argument("[text...]", "the message; standard input when left out"))
    .option("--user <user>", "who was refused: user@realm, or user@realm!tokenid")
    .action(async (words: readonly string[], options: { readonly user?: string }) => {
      try {
        const text = words.length > 0 ? words.join(" ") : (await context.readInput()).toString("utf8");
        context.write(`${explain(text, options.user ?? identityIn(text) ?? SOMEBODY)}\n`);
      } catch (error) {
        context.setExitCode(reportError(error, context));
      }
    });
}

/** The explanation of a refusal as text. @throws HintedError USAGE when the text is none */
function explain(text: string, identity: string): string {
  const denial = readDenial(text);
  const hint = refusalHint(text, { identity });
  if (denial === undefined || hint === undefined) {
    throw new HintedError("USAGE", "This is no refusal of the API that is known", {
      hint: "Give the whole message in quotes, such as 'Permission check failed (/vms/100, VM.Audit)'",
    });
  }
  if (denial.kind !== "privilege") return hint;
  const { path, privileges } = denial;
  const [privilege = ""] = privileges;
  const what = privileges.length === 1 ? privilege : `one of ${privileges.join(", ")}`;
  return [
    `${identity} lacks ${what} on ${path}.`,
    ...notes(identity, privileges),
    "",
    ...ways({ path, privilege, identity }),
  ].join("\n");
}

function notes(identity: string, privileges: readonly string[]): readonly string[] {
  const [user = "", token] = identity.split("!");
  return [
    ...(token === undefined
      ? []
      : [`A token with privilege separation needs it, and ${user} too; one without has what ${user} has.`]),
    ...(privileges.length > 1
      ? [`Below is the first of them; which of them the work needs depends on what it changes.`]
      : []),
  ];
}

function ways(grant: Grant): readonly string[] {
  const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `   ${line}`);
  return [
    "1. In a playbook:",
    ...indented(grantTasks(grant).split("\n")),
    "2. In a root shell of a node:",
    ...indented(grantCommands(grant)),
    "3. In the web interface:",
    ...indented(grantClicks(grant)),
  ];
}

/** Who a message is about: our own messages name the token or user that asked. */
function identityIn(text: string): string | undefined {
  const names = text.match(/[^\s'":,(]+@[A-Za-z][\w-]*(?:\.[\w-]+)*(?:![A-Za-z][\w.-]*\w)?/g) ?? [];
  const users = names.filter((name) => name !== "root@pam");
  return users.find((name) => name.includes("!")) ?? users[0];
}
