import { HintedError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { toJson, type Value } from "../values.ts";
import type { ConstructOptions } from "./construct.ts";
import { type DuplicateKey, Parser } from "./parser.ts";
import { Source } from "./source.ts";

/** How a text is loaded. */
export interface LoadOptions {
  /** Named in errors and origins. */
  readonly file: string;
  /** Decrypts inline `!vault` values, on first use; without it using one fails with VAULT_NO_PASSWORD. */
  readonly decrypt?: ((envelope: string) => string) | undefined;
  /** Takes warnings: duplicate keys, of which the last wins. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Whether strings with template syntax become templates; default true. False for data, which is never templated. */
  readonly trust?: boolean | undefined;
  /** Whether JSON is tried first, as Ansible does for files; default true. */
  readonly json?: boolean | undefined;
}

/**
 * The value of a text with one YAML document (or JSON, which is tried first), as Ansible's loader reads it: YAML 1.1 with
 * PyYAML's scalar forms, `!vault`, `!unsafe`, merge keys; of duplicate keys the last wins.
 * @throws HintedError YAML_SYNTAX with the origin
 */
export function loadYaml(text: string, options: LoadOptions): Value {
  const json = options.json === false ? undefined : loadJson(text, options);
  if (json) return json.value;
  const source = new Source(text, options.file);
  let result: Value = null;
  let count = 0;
  for (const document of documents(source, options)) {
    if (count > 0) throw source.error("Only one document is expected in this file", document.offset);
    result = document.value;
    count++;
  }
  return result;
}

/** The values of all documents of a text. @throws HintedError YAML_SYNTAX with the origin */
export function loadYamlAll(text: string, options: LoadOptions): Value[] {
  return [...documents(new Source(text, options.file), options)].map((document) => document.value);
}

function documents(source: Source, options: LoadOptions): Iterable<{ readonly value: Value; readonly offset: number }> {
  if (UNPRINTABLE.test(source.text)) {
    throw source.error("A control character is not allowed in YAML", source.text.search(UNPRINTABLE));
  }
  const warn = ({ key, offset }: DuplicateKey): void => {
    const { file, line, column } = source.originAt(offset);
    options.warn?.(
      `Found duplicate mapping key ${typeof key === "string" ? key : String(toJson(key))} at ${file}:${line}:${column}: the last value is used`,
    );
  };
  return new Parser(source, constructOptions(options), warn).documents();
}

function constructOptions(options: LoadOptions): ConstructOptions {
  return { decrypt: options.decrypt ?? noPassword, trust: options.trust ?? true };
}

function noPassword(): never {
  throw new HintedError("VAULT_NO_PASSWORD", "A vault-encrypted value is used, but no vault password was given", {
    hint: "Give one with --vault-password-file or --vault-id.",
  });
}

/** JSON is tried first, as Ansible does: it may be indented with tabs, and `1e3` is a number in it. */
function loadJson(text: string, options: LoadOptions): { readonly value: Value } | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return { value: parseJson(text, { trust: options.trust ?? true }) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
