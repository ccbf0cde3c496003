import { HintedError, type Origin } from "./errors.ts";

/**
 * The value model shared by YAML, inventory, templates and results: Python's values as Ansible sees them.
 *
 * - `None` is `null`; `bool`, `str` and `list` are their JavaScript counterparts.
 * - `int` is an integral `number`, or a `bigint` beyond 2^53.
 * - `float` is a non-integral `number` (NaN and infinities included), or a {@link Float} when its value is integral.
 * - `dict` is a `Map`: any hashable key, insertion order kept (a JavaScript object would reorder `"10"` before `"a"`).
 * - A `string` is always plain text: only a {@link TemplateText} is ever templated. What came from a module, from a fact or
 *   from `!unsafe` is a `string` even when it holds `{{`, and so can never be evaluated by accident.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Timestamp
  | Value[]
  | Dict
  | TemplateText
  | VaultText;

/** An ordered Python dict. */
export type Dict = Map<Value, Value>;

/** A Python float whose value is integral (`1.0`), which a bare `number` could not tell from the int `1`. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A YAML timestamp: Python's `date` (no time given) or `datetime`; `text` is Python's `str()` of it. */
export class Timestamp {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A string from a trusted source (playbook, vars, inventory, command line) that holds `{{`, `{%`, `{#` or starts with `#jinja2:`: templated when used. */
export class TemplateText {
  readonly source: string;
  readonly origin: Origin | undefined;
  constructor(source: string, origin?: Origin) {
    this.source = source;
    this.origin = origin;
  }
}

/** An inline `!vault` value: decrypted on first use, so that a wrong password fails only the task that uses it. */
export class VaultText {
  readonly origin: Origin | undefined;
  readonly envelope: string;
  readonly #decrypt: (envelope: string) => string;
  #plain: string | undefined;

  constructor(envelope: string, decrypt: (envelope: string) => string, origin?: Origin) {
    this.envelope = envelope;
    this.#decrypt = decrypt;
    this.origin = origin;
  }

  /** The plain text. @throws HintedError VAULT_NO_PASSWORD, VAULT_WRONG_PASSWORD, VAULT_TAMPERED, VAULT_FORMAT */
  reveal(): string {
    try {
      this.#plain ??= this.#decrypt(this.envelope);
    } catch (error) {
      throw error instanceof HintedError ? error.at(this.origin) : error;
    }
    return this.#plain;
  }
}

/** A string as a trusted value: a {@link TemplateText} when it holds template syntax, else the string itself. */
export function trusted(text: string, origin?: Origin): string | TemplateText {
  return /\{[{%#]|^#jinja2:/.test(text) ? new TemplateText(text, origin) : text;
}

/** Whether the value is a dict. */
export function isDict(value: unknown): value is Dict {
  return value instanceof Map;
}

/** A Python float from a JavaScript number. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** JSON data (as a module returns it) as values: plain text throughout, nothing in it is ever templated. */
export function fromJson(data: unknown): Value {
  if (data === null || data === undefined) return null;
  if (typeof data === "boolean" || typeof data === "number" || typeof data === "string" || typeof data === "bigint") {
    return data;
  }
  if (Array.isArray(data)) return data.map(fromJson);
  if (typeof data === "object") {
    const given = Object.entries(data).filter(([, item]) => item !== undefined);
    return new Map(given.map(([key, item]) => [key, fromJson(item)]));
  }
  throw new TypeError(`Not JSON data: ${typeof data}`);
}

/** JSON data of a finalised value, as Ansible sends it to a module. A template left inside is our bug. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
    return value;
  }
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Timestamp) return value.text;
  if (value instanceof VaultText) return value.reveal();
  if (value instanceof TemplateText) throw new TypeError(`Unevaluated template: ${value.source}`);
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries([...value].map(([key, item]) => [keyText(key), toJson(item)]));
}

function keyText(key: Value): string {
  if (key === null) return "null";
  if (typeof key === "boolean") return key ? "true" : "false";
  if (key instanceof Float) return key.value.toFixed(1);
  if (key instanceof Timestamp) return key.text;
  if (typeof key === "string" || typeof key === "number" || typeof key === "bigint") return String(key);
  throw new TypeError("A container can not be a key");
}
