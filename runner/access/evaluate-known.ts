import { HintedError } from "../../core/errors.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import { isDict, TemplateText, type Value } from "../../core/values.ts";
import type { Scope, Templar } from "../template/index.ts";

/** Evaluates templates before a run: what depends on the run itself becomes a mark. */
export class KnownValues {
  readonly #templar: Templar;
  readonly #scope: Scope;
  /** Names that tasks set while they run. */
  readonly #runtime: ReadonlySet<string>;

  constructor(templar: Templar, scope: Scope, runtime: ReadonlySet<string>) {
    this.#templar = templar;
    this.#scope = scope;
    this.#runtime = runtime;
  }

  /** The value; in its place, or in the place of the parts concerned, a mark that says which template is open. */
  value(raw: Value): Value {
    if (Array.isArray(raw)) return raw.map((item) => this.value(item));
    if (isDict(raw)) return new Map([...raw].map(([key, item]) => [key, this.value(item)]));
    if (this.dependsOnRun(raw)) return open(raw);
    try {
      return this.#templar.evaluate(raw, this.#scope);
    } catch (error) {
      if (error instanceof HintedError && error.code.startsWith("TEMPLATE_")) return open(raw);
      throw error;
    }
  }

  /** False only when the condition is known not to hold. */
  mayHold(condition: Value): boolean {
    if (this.dependsOnRun(condition)) return true;
    try {
      return this.#templar.condition(condition, this.#scope);
    } catch (error) {
      if (error instanceof HintedError) return true;
      throw error;
    }
  }

  /** Whether the template mentions what tasks set while they run. */
  dependsOnRun(raw: Value): boolean {
    const source = raw instanceof TemplateText ? raw.source : typeof raw === "string" ? raw : "";
    if (source === "") return false;
    return [...source.matchAll(/[A-Za-z_]\w*/g)].some(([name]) => this.#runtime.has(name));
  }
}

/** Whether a value has a mark in it. */
export function isOpen(value: Value): boolean {
  if (Array.isArray(value)) return value.some(isOpen);
  if (isDict(value)) return [...value.values()].some(isOpen);
  return typeof value === "string" && value.includes("\uE000");
}

function open(raw: Value): string {
  return unknown(raw instanceof TemplateText ? raw.source.trim() : "a value of the run");
}
