import type { Item } from "../python/item.ts";

/** Local variables of a block, loop, macro or template; looked up outwards. */
export class Frame {
  readonly parent: Frame | undefined;
  readonly variables = new Map<string, Item>();

  constructor(parent?: Frame) {
    this.parent = parent;
  }

  get(name: string): Item | undefined {
    const own = this.variables.get(name);
    return own === undefined ? this.parent?.get(name) : own;
  }
}
