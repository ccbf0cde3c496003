import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions } from "../vault-options.ts";
import { editAndSave } from "./edit-and-save.ts";
import { encryptionOf, type EncryptOptions, encryptVaultIdFlag } from "./shared.ts";

/** `vault create`: opens an editor on an empty text and writes it encrypted. */
export function createCommand(context: CommandContext): Command {
  const command = new Command("create")
    .description("create an encrypted file with the editor")
    .argument("<file>", "file to create")
    .option("--skip-tty-check", "open the editor even when there is no terminal")
    .option(...encryptVaultIdFlag);
  return addVaultOptions(command).action((file: string, options: EncryptOptions & { skipTtyCheck?: boolean }) =>
    create(resolve(context.cwd, file), options, context),
  );
}

async function create(
  path: string,
  options: EncryptOptions & { skipTtyCheck?: boolean },
  context: CommandContext,
): Promise<void> {
  if (!context.isTerminal && !options.skipTtyCheck) {
    throw new HintedError("USAGE", "There is no terminal for an editor", {
      hint: "Use --skip-tty-check, or `vault encrypt`",
    });
  }
  if (existsSync(path)) throw new HintedError("USAGE", `${path} exists`, { hint: "Use `vault edit` to change it" });
  const encryption = await encryptionOf(options, context);
  if (!existsSync(dirname(path))) {
    context.warn(`${dirname(path)} does not exist, creating it`);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  }
  await editAndSave({ path, before: undefined, plain: Buffer.alloc(0), encryption }, context);
}
