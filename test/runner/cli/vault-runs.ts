import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vaultCommand } from "../../../runner/cli/vault/index.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { memoryContext, type Recorded, type World } from "./memory-context.ts";

/** The passwords of `pw` and `pw-dev`. */
export const secrets = VaultSecrets.of({ default: "pw-default", dev: "pw-dev" });

/** A new folder with these files and with password files. */
export function workFolder(files: Readonly<Record<string, string>> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), "vault-"));
  const all = { pw: "pw-default\n", "pw-dev": "pw-dev\n", "pw-new": "pw-new\n", ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(cwd, name), text);
  return cwd;
}

/** Runs `pveplay vault` in a world of its own. @throws what the verb throws */
export async function vault(world: World, ...args: string[]): Promise<Recorded & { text: string }> {
  const { context, recorded } = memoryContext(world);
  const command = vaultCommand(context).exitOverride();
  for (const verb of command.commands) verb.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(args, { from: "user" });
  return { ...recorded, text: recorded.output.toString() };
}

/** The password of most vault files here. */
export const PW = ["--vault-password-file", "pw"];
