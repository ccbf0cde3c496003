import { type Fold, type HintedError, type Origin } from "../errors.ts";
import { type Dict, isDict, TemplateText, trusted, type Value, VaultText } from "../values.ts";
import { resolveBool, resolveFloat, resolveInt, resolvePlain } from "./resolve.ts";
import type { Source } from "./source.ts";
import { resolveTimestamp } from "./timestamp.ts";
import type { Token } from "./tokens.ts";

/** What a loader needs beside the text. */
export interface ConstructOptions {
  /** Decrypts an inline `!vault` value on first use. */
  readonly decrypt: (envelope: string) => string;
  /** Whether strings with template syntax become templates; false for text that came as data. */
  readonly trust: boolean;
}

const CORE = "tag:yaml.org,2002:";
const VAULT_TAGS: ReadonlySet<string> = new Set(["!vault", "!vault-encrypted"]);

/** Turns scalars to values: by tag where there is one, else by form. */
export class ScalarConstructor {
  readonly #source: Source;
  readonly #options: ConstructOptions;
  /** Depth of `!unsafe` around the scalar. */
  unsafeDepth = 0;

  constructor(source: Source, options: ConstructOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** @throws HintedError YAML_SYNTAX for an unknown tag or a value that its tag can not hold */
  scalar(token: Token, tag: string | undefined, start: Token = token): Value {
    if (tag === "!" && token.text === "") return "";
    if (tag === undefined || tag === "!unsafe" || tag === "!") {
      return token.style === "plain" ? this.#plain(token) : this.text(token, token.text);
    }
    if (VAULT_TAGS.has(tag)) return new VaultText(token.text, this.#options.decrypt, this.#origin(token));
    if (!tag.startsWith(CORE)) throw this.unknownTag(tag, start.offset);
    return this.#tagged(token, tag.slice(CORE.length));
  }

  unknownTag(tag: string, offset: number): HintedError {
    const shown = tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
    return this.#source.error(
      `The tag ${shown} is not one that Ansible knows here (!vault, !unsafe, !!str, ...)`,
      offset,
    );
  }

  text(token: Token, text: string): string | TemplateText {
    // The origin costs an object, so it is only made for what really is a template.
    const value = this.#options.trust && this.unsafeDepth === 0 ? trusted(text) : text;
    return value instanceof TemplateText ? new TemplateText(text, this.#origin(token)) : value;
  }

  #origin(token: Token): Origin {
    const { line, column } = token.content;
    const origin = { file: this.#source.file, line: line + 1, column: column + 1 };
    // A literal block keeps its lines; every other style joins them.
    const folds = token.style === "literal" ? [] : foldsOf(this.#source.text, token);
    return folds.length === 0 ? origin : { ...origin, folds };
  }

  #plain(token: Token): Value {
    const value = resolvePlain(token.text);
    if (value === undefined) throw this.#source.error(`${token.text} is not a valid plain value`, token.offset);
    return typeof value === "string" ? this.text(token, value) : value;
  }

  #tagged(token: Token, type: string): Value {
    const value = this.#convert(token, type);
    if (value === undefined) throw this.#source.error(`${token.text} is not a valid !!${type}`, token.offset);
    return value;
  }

  #convert(token: Token, type: string): Value | undefined {
    switch (type) {
      case "str":
        return this.text(token, token.text);
      case "int":
        return resolveInt(token.text);
      case "float":
        return resolveFloat(token.text);
      case "bool":
        return resolveBool(token.text);
      case "null":
        return null;
      case "timestamp":
        return asTimestamp(token.text);
      case "binary":
        return decodeBinary(token.text);
      default:
        throw this.unknownTag(CORE + type, token.offset);
    }
  }
}

/** Where the lines of a scalar went that was written on several: each is looked for in the text after the one before. */
function foldsOf(source: string, { text, content }: Token): readonly Fold[] {
  const folds: Fold[] = [];
  const first = source.slice(content.offset).split("\n", 1)[0] ?? "";
  let end = content.offset + first.length;
  let at = text.indexOf(first.trim()) + first.trim().length;
  for (let line = content.line + 2; at < text.length && end < source.length; line += 1) {
    const whole = source.slice(end + 1).split("\n", 1)[0] ?? "";
    const trimmed = whole.trim();
    const found = trimmed === "" ? at : text.indexOf(trimmed, at);
    if (found < 0) break;
    if (trimmed !== "") folds.push({ at: found, line, column: whole.length - whole.trimStart().length + 1 });
    at = found + trimmed.length;
    end += 1 + whole.length;
  }
  return folds;
}

function asTimestamp(text: string): Value | undefined {
  const value = resolveTimestamp(text);
  return typeof value === "string" ? undefined : value;
}

/** Binary data as text: the value model has no bytes, so only UTF-8 text is accepted. */
function decodeBinary(text: string): string | undefined {
  const compact = text.replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(compact, "base64");
  const decoded = bytes.toString("utf8");
  return Buffer.from(decoded, "utf8").equals(bytes) ? decoded : undefined;
}

/** Merges `<<` values into a dict: what is there already wins. `false` when the value can not be merged. */
export function mergeInto(dict: Dict, merged: Value): boolean {
  if (isDict(merged)) {
    for (const [key, value] of merged) if (!dict.has(key)) dict.set(key, value);
    return true;
  }
  return Array.isArray(merged) && merged.every((item) => isDict(item) && mergeInto(dict, item));
}
