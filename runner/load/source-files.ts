import { existsSync, readFileSync, statSync } from "node:fs";
import { HintedError } from "../../core/errors.ts";
import type { Value } from "../../core/values.ts";
import { loadYaml } from "../../core/yaml/index.ts";
import { isEncrypted } from "../../vault/envelope.ts";
import type { VaultSecrets } from "../../vault/secrets.ts";

/** Reads the files of a run, decrypting vault files, each YAML file parsed once. */
export class SourceFiles {
  readonly #vault: VaultSecrets;
  readonly #warn: (message: string) => void;
  readonly #documents = new Map<string, Value>();
  readonly #vaults = new Set<string>();

  constructor(vault: VaultSecrets, warn: (message: string) => void) {
    this.#vault = vault;
    this.#warn = warn;
  }

  /** Bytes of a file, decrypted when it is a vault. @throws HintedError FILE_NOT_FOUND, FILE_UNREADABLE, VAULT_* */
  read(path: string): Buffer {
    const bytes = readBytes(path);
    if (isEncrypted(bytes)) this.#vaults.add(path);
    return this.#vault.decryptIfNeeded(bytes);
  }

  /** Whether there is any password to open vault texts with. */
  get hasSecrets(): boolean {
    return this.#vault.entries.length > 0;
  }

  /** Prepares the decryption of inline vault texts, many at a time; what can not be opened is left to whoever uses it. */
  prefetch(envelopes: Iterable<string>): Promise<void> {
    return this.#vault.prefetch(envelopes);
  }

  /** Whether a file that was read is encrypted as a whole. */
  isVault(path: string): boolean {
    return this.#vaults.has(path);
  }

  /** Text of a file, decrypted when it is a vault. @throws as read */
  text(path: string): string {
    return this.read(path).toString("utf8");
  }

  /** The values of a YAML (or JSON) file; `null` when it is empty. @throws as read, and YAML_SYNTAX */
  yaml(path: string): Value {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const document = this.parse(this.text(path), path);
    this.#documents.set(path, document);
    return document;
  }

  /** The values of YAML text; `file` names it in errors. @throws HintedError YAML_SYNTAX */
  parse(text: string, file: string): Value {
    return loadYaml(text, { file, decrypt: this.#vault.decryptText, warn: this.#warn });
  }
}

/** Whether the path is an existing file. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether the path is an existing directory. */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readBytes(path: string): Buffer {
  if (!existsSync(path)) {
    throw new HintedError("FILE_NOT_FOUND", `File not found: ${path}`, { hint: "Check the path and its spelling" });
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new HintedError("FILE_UNREADABLE", `File can not be read: ${path}`, {
      hint: "Check that it is a file and that you may read it",
      cause: error,
    });
  }
}
