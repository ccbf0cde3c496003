import { type Item, PythonObject } from "../python/item.ts";

/** What `namespace()` gives: an object whose attributes a template may set from inside a loop. */
export class Namespace extends PythonObject {
  override readonly typeName: string = "Namespace";
  readonly values: Map<string, Item>;

  constructor(values: Map<string, Item>) {
    super();
    this.values = values;
  }

  override attribute(name: string): Item | undefined {
    return this.values.get(name);
  }
}
