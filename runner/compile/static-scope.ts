import type { Dict, Value } from "../../core/values.ts";
import type { Scope } from "../template/index.ts";

/** A scope over layers of variables, highest first; used for names that must be known before any host is. */
export class LayeredScope implements Scope {
  readonly #layers: readonly Dict[];

  /** `layers` are given lowest first. */
  constructor(layers: readonly Dict[]) {
    this.#layers = layers.toReversed();
  }

  get(name: string): Value | undefined {
    for (const layer of this.#layers) {
      const value = layer.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  *names(): Iterable<string> {
    for (const layer of this.#layers) {
      for (const name of layer.keys()) if (typeof name === "string") yield name;
    }
  }

  /** This scope with further layers on top, lowest first. */
  with(layers: readonly Dict[]): LayeredScope {
    return new LayeredScope([...this.#layers.toReversed(), ...layers]);
  }
}
