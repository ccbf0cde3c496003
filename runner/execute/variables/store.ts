import { type Dict, isDict, type Value } from "../../../core/values.ts";
import type { FactCache } from "../../load/fact-cache.ts";
import { isRestrictedFact } from "./restricted-facts.ts";

/** What a run has learned about one host, lowest precedence first. */
interface HostVariables {
  /** Facts as modules returned them. */
  facts: Dict;
  /** Facts as top-level variables: without the names facts may not set. */
  injected: Dict;
  /** `ansible_facts`: the same without the `ansible_` prefix. */
  namespaced: Dict;
  /** From include_vars. */
  included: Dict;
  /** From set_fact and register. */
  set: Dict;
}

const NOTHING: Dict = new Map();

/** Facts and variables of hosts that appear during a run. */
export class VariableStore {
  readonly #hosts = new Map<string, HostVariables>();
  readonly #merge: boolean;
  readonly #cache: FactCache | undefined;

  /** With `mergeDicts` (hash_behaviour merge) dicts of include_vars are merged into earlier ones; facts go to the cache too. */
  constructor(mergeDicts: boolean, cache?: FactCache) {
    this.#merge = mergeDicts;
    this.#cache = cache;
  }

  facts(host: string): Dict {
    return this.#known(host)?.facts ?? NOTHING;
  }

  injectedFacts(host: string): Dict {
    return this.#known(host)?.injected ?? NOTHING;
  }

  namespacedFacts(host: string): Dict {
    return this.#known(host)?.namespaced ?? NOTHING;
  }

  includedVars(host: string): Dict {
    return this.#hosts.get(host)?.included ?? NOTHING;
  }

  setFacts(host: string): Dict {
    return this.#hosts.get(host)?.set ?? NOTHING;
  }

  /** Adds facts of a host. */
  addFacts(host: string, facts: Dict): void {
    const entry = this.#entry(host);
    learn(entry, facts);
    this.#cache?.save(host, entry.facts);
  }

  /** Adds what set_fact or register gives. */
  setVariables(host: string, values: Dict): void {
    const entry = this.#entry(host);
    for (const [key, value] of values) entry.set.set(key, value);
  }

  /** Adds one variable of include_vars. */
  includeVariable(host: string, name: Value, value: Value): void {
    const { included } = this.#entry(host);
    const before = included.get(name);
    included.set(name, this.#merge && isDict(before) && isDict(value) ? new Map([...before, ...value]) : value);
  }

  clearFacts(host: string): void {
    this.#cache?.forget(host);
    const entry = this.#hosts.get(host);
    if (!entry) return;
    entry.facts = new Map();
    entry.injected = new Map();
    entry.namespaced = new Map();
  }

  /** What is known of a host, facts of earlier runs included. */
  #known(host: string): HostVariables | undefined {
    return this.#hosts.get(host) ?? (this.#cache ? this.#entry(host) : undefined);
  }

  #entry(host: string): HostVariables {
    const known = this.#hosts.get(host);
    if (known) return known;
    const entry = { facts: new Map(), injected: new Map(), namespaced: new Map(), included: new Map(), set: new Map() };
    this.#hosts.set(host, entry);
    const kept = this.#cache?.load(host);
    if (kept) learn(entry, kept);
    return entry;
  }
}

function learn(entry: HostVariables, facts: Dict): void {
  for (const [key, value] of facts) {
    entry.facts.set(key, value);
    const name = typeof key === "string" ? key : "";
    if (!isRestrictedFact(name)) entry.injected.set(key, value);
    entry.namespaced.set(name.startsWith("ansible_") && name !== "ansible_local" ? name.slice(8) : key, value);
  }
}
