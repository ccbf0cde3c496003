import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { createCommand } from "./create.ts";
import { decryptCommand } from "./decrypt.ts";
import { editCommand } from "./edit.ts";
import { encryptStringCommand } from "./encrypt-string.ts";
import { encryptCommand } from "./encrypt.ts";
import { getCommand, setCommand } from "./keys.ts";
import { rekeyCommand } from "./rekey.ts";
import { viewCommand } from "./view.ts";

const VERBS = [
  createCommand,
  editCommand,
  viewCommand,
  encryptCommand,
  decryptCommand,
  encryptStringCommand,
  rekeyCommand,
  getCommand,
  setCommand,
];

/** `pveplay vault`: what `ansible-vault` does, and single values of encrypted files. */
export function vaultCommand(context: CommandContext): Command {
  const command = new Command("vault").description("encrypt, decrypt and edit secrets as ansible-vault does");
  for (const verb of VERBS) command.addCommand(verb(context));
  return command;
}
