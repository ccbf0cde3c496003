import { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { type TokenName, tokenName } from "./name.ts";
import { isThere, runToken } from "./run-token.ts";
import { addSecretFlags, type SecretFlags, tellSecret, vaultOf } from "./secret-place.ts";
import type { TokenVault } from "./token-vault.ts";

interface RotateFlags extends SecretFlags {
  readonly yes?: boolean;
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
      withSession(flags, context, (session) => rotate(session, { token, flags }, context)),
    );
}

interface Asked {
  readonly token: TokenName;
  readonly flags: RotateFlags;
}

async function rotate(session: ApiSession, { token, flags }: Asked, context: CommandContext): Promise<void> {
  const { yes = false, dryRun: checkMode = false } = flags;
  const name = `${token.userid}!${token.tokenid}`;
  const vault = await vaultOf(flags, context);
  if (vault) refuseOther(vault, name);
  const there = await isThere(session, token, context);
  if (there === undefined) return;
  if (!there) throw notThere(name);
  const text = `${name} will get a new secret, and what uses the old one will be refused`;
  await confirm({ text, lines: [], answered: yes || checkMode }, context);
  const args = { ...token, state: "rotated", return_secret: true };
  const result = await runToken(session, { args, checkMode }, context);
  if (!result) return;
  await tellSecret({ result, words: checkMode ? "would have a new secret" : "has a new secret", vault }, context);
  if (!checkMode && session.client().identity === name)
    context.warn("pveplay itself asks as this token: give it the new secret with pveplay configure");
}

/** Before Proxmox VE 9 a rotation makes a token with a number behind its name: that one is the same. @throws HintedError USAGE */
function refuseOther({ file, heldName }: TokenVault, name: string): void {
  if (heldName === undefined || heldName === name) return;
  if (heldName.startsWith(`${name}-`) && /^\d+$/.test(heldName.slice(name.length + 1))) return;
  throw new HintedError("USAGE", `${file} holds the secret of ${heldName} under these keys, not of ${name}`, {
    hint: "Name the keys of this token with --store-key and --store-id-key",
  });
}

function notThere(name: string): HintedError {
  return new HintedError("PROXMOX_NOT_FOUND", `There is no token ${name}`, {
    hint: `Make it with: pveplay token create '${name}'`,
  });
}
