import { encryptWith, type VaultSecret } from "./secrets.ts";

const INDENT = " ".repeat(10);

/** A string to encrypt, and the variable to name it by. */
export interface NamedString {
  readonly text: string | Uint8Array;
  readonly name?: string | undefined;
}

/** Vault text as an inline YAML value (`!vault |` and indented lines), behind `name: ` when it has one; no final newline. */
export function inlineVault(envelope: string, name?: string): string {
  const lines = envelope.trimEnd().split("\n");
  return [`${name ? `${name}: ` : ""}!vault |`, ...lines.map((line) => INDENT + line)].join("\n");
}

/** Encrypts a string to what `ansible-vault encrypt_string` prints; it pastes into YAML as it is. */
export function encryptString(
  secret: VaultSecret,
  string: NamedString,
  options: { label?: string; salt?: Buffer },
): string {
  return inlineVault(encryptWith(secret, string.text, options), string.name);
}
