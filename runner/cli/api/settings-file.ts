import { readFileSync } from "node:fs";
import { loadAnsibleConfig } from "../../../core/ansible-config.ts";
import { HintedError } from "../../../core/errors.ts";
import { type Dict, isDict, TemplateText, toJson, type Value, VaultText } from "../../../core/values.ts";
import { loadYaml } from "../../../core/yaml/index.ts";
import { isEncrypted } from "../../../vault/envelope.ts";
import { openNamed } from "../../../vault/files.ts";
import type { VaultSecrets } from "../../../vault/secrets.ts";
import type { CommandContext } from "../command-context.ts";
import { type VaultOptions, vaultSecretsOf } from "../vault-options.ts";
import { exists } from "./private-file.ts";

/**
 * The value of a YAML file that may be encrypted as a whole or in parts; the vault password is asked for only when it is needed.
 * @throws HintedError FILE_NOT_FOUND, FILE_UNREADABLE, YAML_SYNTAX, VAULT_*
 */
export async function readSettings(file: string, flags: VaultOptions, context: CommandContext): Promise<Value> {
  const data = read(file);
  const encrypted = isEncrypted(data);
  const secrets = encrypted || data.includes("!vault") ? await vaultSecrets(flags, context) : undefined;
  const plain = encrypted && secrets ? openNamed(data, secrets, file).plain : data;
  return loadYaml(plain.toString("utf8"), { file, decrypt: secrets?.decryptText });
}

/** A setting as module arguments have it. @throws HintedError OPTION_INVALID for a template, VAULT_* */
export function settingOf(value: Value, key: string, file: string): unknown {
  if (!(value instanceof TemplateText)) return toJson(value);
  throw new HintedError("OPTION_INVALID", `'${key}' in ${file} is a template, expected a value`, {
    hint: "Write the value itself there, as text or with !vault",
  });
}

/** Whether the value stands in the file in clear. */
export function isClear(dict: Dict, key: string): boolean {
  const value = dict.get(key);
  return value !== undefined && value !== null && !(value instanceof VaultText);
}

/** The dict of a file. @throws HintedError OPTION_INVALID when it is something else */
export function needDict(value: Value | undefined, title: string): Dict {
  if (isDict(value)) return value;
  throw new HintedError("OPTION_INVALID", `${title} is no dictionary`, {
    hint: "Write one setting a line, such as 'host: pve1.example.com'",
  });
}

function read(file: string): Buffer {
  if (!exists(file))
    throw new HintedError("FILE_NOT_FOUND", `There is no file ${file}`, { hint: "Check the path and its spelling" });
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new HintedError("FILE_UNREADABLE", `Can not read ${file}`, {
      hint: "Check that it is a file you may read",
      cause,
    });
  }
}

function vaultSecrets(flags: VaultOptions, context: CommandContext): Promise<VaultSecrets> {
  const config = loadAnsibleConfig(context, context.warn);
  return vaultSecretsOf(flags, { context, config }, { promptIfNone: true });
}
