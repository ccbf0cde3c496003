import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { openNamed } from "../../../vault/files.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions, type VaultOptions } from "../vault-options.ts";
import { readInput, secretsOf } from "./shared.ts";

/** `vault view`: shows plain text of files, in the pager when standard output is a terminal. */
export function viewCommand(context: CommandContext): Command {
  const command = new Command("view")
    .description("show the plain text of files")
    .argument("<files...>", "files to show; - is standard input");
  return addVaultOptions(command).action(async (files: string[], options: VaultOptions) => {
    const secrets = await secretsOf(options, context);
    for (const file of files) show(openNamed(await readInput(file, context), secrets, file).plain, context);
  });
}

function show(plain: Buffer, context: CommandContext): void {
  if (context.isTerminal && page(plain, context)) return;
  context.write(plain);
  if (plain.at(-1) !== 0x0a) context.write("\n");
}

/** The text goes to the pager by pipe, so that it is never on disk. @returns false when the pager can not run */
function page(plain: Buffer, { env }: CommandContext): boolean {
  const pager = env["PAGER"] ?? "less";
  const result = spawnSync("/bin/sh", ["-c", pager], {
    input: plain,
    stdio: ["pipe", "inherit", "inherit"],
    env: { LESS: "FRSX", ...env },
  });
  return result.status === 0;
}
