import { HintedError } from "../../../core/errors.ts";
import { isEncrypted } from "../../../vault/envelope.ts";
import { VaultPassword } from "../../../vault/key.ts";
import { encryptWith, VaultSecrets } from "../../../vault/secrets.ts";
import { type FilterTable, markerPlugin, plugin } from "../plugin.ts";
import { flagArgument, stringArgument } from "../python/arguments.ts";
import { Marker, PythonFailure, SealedMarker } from "../python/failure.ts";
import { Bytes, type Item } from "../python/item.ts";
import { typeName } from "../python/type-name.ts";
import { bytesOf } from "./encoding.ts";

type Args = readonly (Item | undefined)[];

/** Ansible's label for what the filters encrypt; it stands in the header. */
const LABEL = "filter_default";

function encrypt(data: Item, [password = null, salt, label, wrap]: Args): Item {
  if (flagArgument(wrap)) throw new PythonFailure("ValueError", "wrap_object is not supported: the result is a text");
  const secret = { label: labelOf(label), password: passwordOf(password) };
  const plain = textBytes(data, "Can only vault strings");
  return encryptWith(secret, plain, salt === undefined || salt === null ? {} : { salt: bytesOf(salt) });
}

/** What is no vault text is given back as it is. A vault value that the run's own passwords do not open is taken sealed. */
function decrypt(data: Item, [password = null, label]: Args): Item {
  const marker = [data instanceof SealedMarker ? null : data, password].find((item) => item instanceof Marker);
  if (marker) return marker;
  const text =
    data instanceof SealedMarker ? data.envelope : textBytes(data, "Vault should be in the form of a string");
  const secrets = new VaultSecrets([{ label: labelOf(label), password: passwordOf(password) }]);
  if (!isEncrypted(text)) return text.toString();
  try {
    return secrets.decrypt(text).toString("utf8");
  } catch (error) {
    if (error instanceof HintedError) throw new PythonFailure("ValueError", `Unable to decrypt: ${error.message}`);
    throw error;
  }
}

function passwordOf(item: Item): VaultPassword {
  return new VaultPassword(textBytes(item, "Secret passed is required to be a string"));
}

function labelOf(item: Item | undefined): string {
  return item === undefined || item === null ? LABEL : stringArgument(item, "vault_id");
}

function textBytes(item: Item, fault: string): Buffer {
  if (typeof item === "string" || item instanceof Bytes) return bytesOf(item);
  throw new PythonFailure("TypeError", `${fault}, instead we got '${typeName(item)}'`);
}

/** Filters that encrypt and decrypt with a password given in the template. */
export const vaultFilters: FilterTable = {
  vault: plugin(["secret", "salt?", "vault_id?", "wrap_object?"], encrypt),
  unvault: markerPlugin(["secret", "vault_id?"], decrypt),
};
