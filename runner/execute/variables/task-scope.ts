import { type Dict, isDict, type Value } from "../../../core/values.ts";
import type { Scope } from "../../template/index.ts";
import { LazyDict } from "./lazy-dict.ts";
import type { TaskLayers } from "./layers.ts";

/** Variables of one host that do not depend on the task. */
export interface HostLayers {
  /** set_fact, register; then include_vars: highest first. */
  readonly learned: readonly Dict[];
  /** `ansible_facts` as one variable. */
  readonly ansibleFacts: Dict;
  /** Facts as variables; empty when inject_facts_as_vars is off. */
  readonly facts: Dict;
  readonly inventory: Dict;
}

/** Variables the runner itself provides, which nothing can override but a loop's own. */
export interface MagicVars {
  get(name: string): Value | undefined;
  names(): Iterable<string>;
}

/** Gives a variable nobody else has; undefined when there is none of that name. */
export type Fallback = (name: string) => Value | undefined;

/** All a {@link TaskScope} looks through. */
export interface ScopeParts {
  readonly magic: MagicVars;
  readonly task: TaskLayers;
  readonly host: HostLayers;
  /** hash_behaviour merge: dicts of the same name are merged over all layers. */
  readonly mergeDicts: boolean;
}

/** The variables of one task on one host, in Ansible's order of precedence; nothing is copied, layers are looked through. */
export class TaskScope implements Scope {
  readonly #parts: ScopeParts;
  readonly #overlays: readonly Dict[];
  readonly #fallback: Fallback | undefined;
  #all: Dict | undefined;

  constructor(parts: ScopeParts, overlays: readonly Dict[] = [], fallback?: Fallback) {
    this.#parts = parts;
    this.#overlays = overlays;
    this.#fallback = fallback;
  }

  get(name: string): Value | undefined {
    for (const overlay of this.#overlays) {
      const value = overlay.get(name);
      if (value !== undefined) return value;
    }
    if (name === "vars") return this.asDict();
    const magic = this.#parts.magic.get(name);
    if (magic !== undefined) return magic;
    const value = this.#parts.mergeDicts ? this.#merged(name) : this.#first(name);
    return value === undefined ? this.#fallback?.(name) : value;
  }

  *names(): Iterable<string> {
    const seen = new Set<string>();
    for (const layer of [...this.#overlays, ...this.#layers()]) {
      for (const name of layer.keys()) if (typeof name === "string") seen.add(name);
    }
    for (const name of this.#parts.magic.names()) seen.add(name);
    if (this.#parts.host.ansibleFacts.size > 0) seen.add("ansible_facts");
    yield* seen;
  }

  /** This scope with variables on top of everything: a loop's item, the result registered so far. */
  with(overlay: Dict): TaskScope {
    return new TaskScope(this.#parts, [overlay, ...this.#overlays], this.#fallback);
  }

  /** This scope with variables below everything else. */
  withFallback(fallback: Fallback): TaskScope {
    return new TaskScope(this.#parts, this.#overlays, fallback);
  }

  /** All variables as a dict, as the variable `vars` shows them. */
  asDict(): Dict {
    this.#all ??= new LazyDict(
      (key) => (typeof key === "string" && key !== "vars" ? this.get(key) : undefined),
      () => this.names(),
    );
    return this.#all;
  }

  #first(name: string): Value | undefined {
    const { task, host } = this.#parts;
    // `??` would take a variable that is null for one that is not there.
    for (const layers of [task.high, host.learned, task.middle]) {
      const value = find(layers, name);
      if (value !== undefined) return value;
    }
    if (name === "ansible_facts") return host.ansibleFacts;
    const own = find([host.facts, host.inventory], name);
    return own === undefined ? find(task.low, name) : own;
  }

  #merged(name: string): Value | undefined {
    let result: Value | undefined;
    for (const layer of this.#layers()) {
      const value = layer.get(name);
      if (value === undefined) continue;
      if (result === undefined) result = value;
      else if (isDict(result) && isDict(value)) result = mergeDeep(value, result);
      if (!isDict(result)) return result;
    }
    return result ?? (name === "ansible_facts" ? this.#parts.host.ansibleFacts : undefined);
  }

  /** Highest first. */
  #layers(): readonly Dict[] {
    const { task, host } = this.#parts;
    return [...task.high, ...host.learned, ...task.middle, host.facts, host.inventory, ...task.low];
  }
}

function find(layers: readonly Dict[], name: string): Value | undefined {
  for (const layer of layers) {
    const value = layer.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function mergeDeep(low: Dict, high: Dict): Dict {
  const result: Dict = new Map(low);
  for (const [key, value] of high) {
    const before = result.get(key);
    result.set(key, isDict(before) && isDict(value) ? mergeDeep(before, value) : value);
  }
  return result;
}
