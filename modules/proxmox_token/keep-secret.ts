import { HintedError } from "../../core/errors.ts";
import type { SecretPlace } from "./plan.ts";
import type { NamedSecret } from "./vault-place.ts";

/**
 * Puts a secret, which the server tells once, into its place; the keys for the result. When it can not be written although that
 * was proved before, `undo` removes its token. Where there is nothing to undo, or that fails as well, the failure carries the
 * secret as an inline vault value, so that it is never lost and never plain.
 * @throws HintedError SECRET_NOT_STORED
 */
export async function keepSecret(
  named: NamedSecret,
  place: SecretPlace,
  undo?: () => Promise<unknown>,
): Promise<Readonly<Record<string, unknown>>> {
  const names = { full_tokenid: named.fullTokenid };
  if (place === "result") return { ...names, token_secret: named.secret };
  try {
    await place.store(named);
    return { ...names, vault_file: place.file };
  } catch (cause) {
    const isUndone = await undone(undo);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HintedError("SECRET_NOT_STORED", `The secret of ${named.fullTokenid} was not stored: ${reason}`, {
      cause,
      hint: isUndone
        ? "The new token was removed again and nothing else was changed: repair the vault file and run again"
        : "The token has its new secret: put the value of 'vault_text' in this result into the vault file by hand",
      details: isUndone ? {} : { ...names, changed: true, vault_text: place.encrypted(named.secret) },
    });
  }
}

async function undone(undo: (() => Promise<unknown>) | undefined): Promise<boolean> {
  if (undo === undefined) return false;
  try {
    await undo();
    return true;
  } catch {
    return false;
  }
}
