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
    const found = this.#evaluated(raw);
    return found === undefined && raw instanceof TemplateText ? this.#inParts(raw) : (found ?? open(raw));
  }

  /** Undefined when the value depends on the run. */
  #evaluated(raw: Value): Value | undefined {
    if (raw instanceof TemplateText && this.#dependsOnRun(raw.source)) return undefined;
    try {
      return this.#templar.evaluate(raw, this.#scope);
    } catch (error) {
      if (error instanceof HintedError && error.code.startsWith("TEMPLATE_")) return undefined;
      throw error;
    }
  }

  /** `{{ seed.volid }},media=cdrom` is open in its first part only. */
  #inParts(raw: TemplateText): Value {
    const parts = raw.source.split(/(\{\{.*?\}\})/s).filter((part) => part !== "");
    if (parts.length < 2 || raw.source.includes("{%")) return open(raw);
    const texts = parts.map((part) => {
      if (!part.startsWith("{{")) return part;
      const template = new TemplateText(part, raw.origin);
      const value = this.#evaluated(template);
      return typeof value === "string" || typeof value === "number" ? String(value) : open(template);
    });
    return texts.join("");
  }

  /** False only when the condition is known not to hold. */
  mayHold(condition: Value): boolean {
    const source = condition instanceof TemplateText ? condition.source : condition;
    if (typeof source === "string" && this.#dependsOnRun(source)) return true;
    try {
      return this.#templar.condition(condition, this.#scope);
    } catch (error) {
      if (error instanceof HintedError) return true;
      throw error;
    }
  }

  /** Whether a template mentions what tasks set while they run. */
  #dependsOnRun(source: string): boolean {
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
