import { HintedError } from "../core/errors.ts";
import type { Value } from "../core/values.ts";
import { loadYaml } from "../core/yaml/index.ts";
import { inlineVault } from "./encrypt-string.ts";
import { isEncrypted } from "./envelope.ts";
import { type Encryption, encryptData, openNamed, readVaultFile, rewriteFile } from "./files.ts";
import { encryptWith, type VaultSecrets } from "./secrets.ts";
import { keyPath, setYamlKey, valueAt, yamlScalar } from "./yaml-key.ts";

/** A key of a vault file: its name, or the dotted path to it. */
export interface KeyOf {
  readonly file: string;
  readonly key: string;
}

/**
 * The value of a key in a vault file, or in a plain file with inline `!vault` values.
 * @throws HintedError VAULT_*, YAML_SYNTAX, FILE_NOT_FOUND; USAGE when there is no such key
 */
export function getKey({ file, key }: KeyOf, secrets: VaultSecrets): Value {
  const data = readVaultFile(file);
  const text = (isEncrypted(data) ? openNamed(data, secrets, file).plain : data).toString("utf8");
  const document = loadYaml(text, { file, decrypt: secrets.decryptText });
  const value = valueAt(document, keyPath(document, key));
  if (value !== undefined) return value;
  throw new HintedError("USAGE", `${file} has no key ${key}`, { hint: "Write the path to a nested key with dots" });
}

/** How keys are set: what opens the file, and what encrypts new text. */
export interface KeySetting {
  readonly secrets: VaultSecrets;
  readonly inline: () => Encryption;
}

/**
 * Sets a key of a vault file to a text and keeps every other byte of its plain text. In a plain file the value becomes an
 * inline `!vault` one, and other inline values keep their bytes. `inline` encrypts that value; a file encrypted as a whole
 * keeps its password and vault id. What other processes set at the same time stays.
 * @throws as getKey and rewriteFile; USAGE for an empty key; VAULT_FORMAT when the key can not be set in place
 */
export function setKey({ file, key }: KeyOf, value: string, setting: KeySetting): Promise<void> {
  return rewriteFile(file, (data) => withKeys({ file, data }, new Map([[key, value]]), setting));
}

/**
 * What a vault file holds once keys are set as {@link setKey} does it; nothing is written. A file that is not there yet
 * (no data) becomes one encrypted as a whole. @throws as setKey
 */
export function withKeys(
  { file, data }: { readonly file: string; readonly data: Buffer | undefined },
  values: ReadonlyMap<string, string>,
  { secrets, inline }: KeySetting,
): string {
  const set = (text: string, render: (value: string) => (indent: number) => string): string =>
    [...values].reduce((done, [key, value]) => changed(done, { file, key }, { secrets, render: render(value) }), text);
  const plainly = (value: string) => () => yamlScalar(value);
  if (data === undefined) return encryptData(Buffer.from(set("---\n", plainly)), inline());
  if (!isEncrypted(data)) {
    return set(data.toString("utf8"), (value) => {
      const envelope = inlineEnvelope(value, inline());
      return (indent) => indented(envelope, indent);
    });
  }
  const { plain, label, secret } = openNamed(data, secrets, file);
  return encryptData(Buffer.from(set(plain.toString("utf8"), plainly)), { secret, label: label ?? "default" });
}

function changed(
  text: string,
  { file, key }: KeyOf,
  { secrets, render }: { secrets: VaultSecrets; render: (indent: number) => string },
): string {
  const decrypt = secrets.decryptText;
  return setYamlKey(text, keyPath(loadYaml(text, { file, decrypt }), key), { render, file, decrypt });
}

function inlineEnvelope(value: string, { secret, label, salt }: Encryption): string {
  return encryptWith(secret, value, { ...(label === undefined ? {} : { label }), ...(salt ? { salt } : {}) });
}

function indented(envelope: string, indent: number): string {
  return inlineVault(envelope).replaceAll("\n", `\n${" ".repeat(indent)}`);
}
