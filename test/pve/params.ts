/** A value as it arrives: text, or what JSON and repeated form keys can make of it. */
export type RawValue = string | readonly RawValue[] | { readonly [key: string]: RawValue };

/** The checked parameters of a call, path parameters included; values are text until a handler asks for more. */
export class Params {
  readonly #values: ReadonlyMap<string, RawValue>;

  constructor(values: ReadonlyMap<string, RawValue>) {
    this.#values = values;
  }

  /** Whether the parameter was given, be it empty. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The text of a scalar parameter. */
  get(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === "string" ? value : undefined;
  }

  /** The text of a parameter the schema requires. */
  need(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new TypeError(`The schema does not require parameter ${name}`);
    return value;
  }

  /** A boolean parameter: `fallback` when it was not given. */
  flag(name: string, fallback = false): boolean {
    const value = this.get(name);
    return value === undefined ? fallback : value === "1";
  }

  /** An integer or number parameter. */
  number(name: string): number | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : Number(value);
  }

  /** The items of a list parameter, however it was sent. */
  list(name: string): string[] {
    const value = this.#values.get(name);
    if (value === undefined) return [];
    if (typeof value === "string") return splitList(value);
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
  }

  /** The parameters but the named ones. */
  without(...names: readonly string[]): Map<string, string> {
    const rest = new Map<string, string>();
    for (const [name, value] of this.#values) {
      if (typeof value === "string" && !names.includes(name)) rest.set(name, value);
    }
    return rest;
  }

  /** Names of all given parameters. */
  names(): string[] {
    return [...this.#values.keys()];
  }
}

/** PVE's list syntax: commas, semicolons, blanks and NULs separate; empty items vanish. */
export function splitList(text: string): string[] {
  return text.split(/[,;\s\0]+/).filter((item) => item !== "");
}
