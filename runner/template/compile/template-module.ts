import { type Item, PythonObject } from "../python/item.ts";

/** What `{% import %}` binds: the names a template sets at its top level. Printing it prints the template. */
export class TemplateModule extends PythonObject {
  override readonly typeName: string = "TemplateModule";
  readonly #exports: ReadonlyMap<string, Item>;
  readonly output: readonly Item[];

  constructor(exports: ReadonlyMap<string, Item>, output: readonly Item[]) {
    super();
    this.#exports = exports;
    this.output = output;
  }

  override attribute(name: string): Item | undefined {
    return name.startsWith("_") ? undefined : this.#exports.get(name);
  }
}
