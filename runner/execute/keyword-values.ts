import { HintedError } from "../../core/errors.ts";
import { Float, isDict, type Value } from "../../core/values.ts";
import { isOmit, type Scope, type Templar } from "../template/index.ts";

const TRUE: ReadonlySet<string> = new Set(["y", "yes", "on", "1", "true", "t", "1.0"]);
const FALSE: ReadonlySet<string> = new Set(["n", "no", "off", "0", "false", "f", "0.0"]);

/** Evaluates keywords in a scope and reads them as the type they want. Undefined, null and omitted ones are not given. */
export class KeywordValues {
  readonly #templar: Templar;
  readonly #scope: Scope;

  constructor(templar: Templar, scope: Scope) {
    this.#templar = templar;
    this.#scope = scope;
  }

  /** The value, templates evaluated. @throws HintedError TEMPLATE_* */
  value(raw: Value | undefined): Value | undefined {
    if (raw === undefined || raw === null) return undefined;
    const value = this.#templar.evaluate(raw, this.#scope);
    return isOmit(value) || value === null ? undefined : value;
  }

  /** @throws HintedError OPTION_INVALID when it is no boolean, and as value */
  flag(name: string, raw: Value | undefined): boolean | undefined {
    const value = this.value(raw);
    if (value === undefined || typeof value === "boolean") return value;
    const number = numberOf(value);
    if (number === 0 || number === 1) return number === 1;
    const text = typeof value === "string" ? value.trim().toLowerCase() : "";
    if (TRUE.has(text)) return true;
    if (FALSE.has(text) || text === "") return false;
    throw wrongType(name, "true or false");
  }

  /** @throws HintedError OPTION_INVALID when it is no number, and as value */
  number(name: string, raw: Value | undefined): number | undefined {
    const value = this.value(raw);
    if (value === undefined) return undefined;
    const number = numberOf(value) ?? (typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN);
    if (!Number.isNaN(number)) return number;
    throw wrongType(name, "a number");
  }

  /** Texts and numbers as text. @throws HintedError OPTION_INVALID for containers, and as value */
  text(name: string, raw: Value | undefined): string | undefined {
    const value = this.value(raw);
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "boolean") return value ? "True" : "False";
    const number = numberOf(value);
    if (number !== undefined) return String(number);
    throw wrongType(name, "a text");
  }

  /** Texts of a list of keywords, each of which may give a list. @throws as text */
  texts(name: string, raw: readonly Value[]): string[] {
    return raw.flatMap((item) => {
      const value = this.value(item);
      const items = value === undefined ? [] : Array.isArray(value) ? value : [value];
      return items.map((entry) => this.text(name, entry) ?? "");
    });
  }

  /** Dicts joined in order, later ones winning; other values are passed over. @throws HintedError TEMPLATE_* */
  dicts(raw: readonly Value[]): Map<Value, Value> {
    const joined = new Map<Value, Value>();
    for (const item of raw) {
      const value = this.value(item);
      if (isDict(value)) for (const [key, entry] of value) joined.set(key, entry);
    }
    return joined;
  }
}

function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return value instanceof Float ? value.value : undefined;
}

function wrongType(name: string, expected: string): HintedError {
  return new HintedError("OPTION_INVALID", `'${name}' is not ${expected}`, { hint: `Give '${name}' as ${expected}` });
}
