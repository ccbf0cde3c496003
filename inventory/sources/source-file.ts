import { readFileSync } from "node:fs";
import { HintedError } from "../../core/errors.ts";
import type { Value } from "../../core/values.ts";
import { loadYaml } from "../../core/yaml/index.ts";
import type { VaultSecrets } from "../../vault/secrets.ts";

interface FileContext {
  readonly vault: VaultSecrets;
  readonly warn: (message: string) => void;
}

/** The content of one source, read and parsed at most once for all kinds that try it. */
export class SourceFile {
  readonly #path: string;
  readonly #context: FileContext;
  #text: string | undefined;
  #yaml: { readonly data: Value } | HintedError | undefined;

  constructor(path: string, context: FileContext) {
    this.#path = path;
    this.#context = context;
  }

  /** The text, decrypted when the file is encrypted as a whole. @throws HintedError VAULT_* */
  text(): string {
    this.#text ??= this.#context.vault.decryptIfNeeded(readFileSync(this.#path)).toString("utf8");
    return this.#text;
  }

  /** The value of the text as YAML or JSON. @throws HintedError YAML_SYNTAX, VAULT_* */
  yaml(): Value {
    this.#yaml ??= this.#parse();
    if (this.#yaml instanceof HintedError) throw this.#yaml;
    return this.#yaml.data;
  }

  /** Whether the file says itself that it is a program, so that nothing else should be read out of it. */
  isProgram(): boolean {
    return this.text().startsWith("#!");
  }

  #parse(): { readonly data: Value } | HintedError {
    try {
      const { vault, warn } = this.#context;
      return { data: loadYaml(this.text(), { file: this.#path, decrypt: vault.decryptText, warn }) };
    } catch (error) {
      if (error instanceof HintedError) return error;
      throw error;
    }
  }
}
