import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import type { Target } from "../syntax/ast.ts";
import type { Context } from "./context.ts";
import { Namespace } from "./namespace.ts";

/** Compiles an assignment to names, nested tuples of names, or an attribute of a namespace. */
export function compileTarget(target: Target): (context: Context, item: Item) => void {
  switch (target.type) {
    case "name": {
      const { name } = target;
      return (context, item) => context.locals().variables.set(name, item);
    }
    case "namespace":
      return (context, item) => {
        const holder = context.variable(target.name);
        if (!(holder instanceof Namespace)) {
          throw new PythonFailure("TypeError", "cannot assign attribute on non-namespace object");
        }
        holder.values.set(target.attribute, item);
      };
    default: {
      const parts = target.items.map(compileTarget);
      return (context, item) => {
        const items = iterate(item);
        if (items.length !== parts.length) {
          const problem = items.length > parts.length ? "too many values to unpack" : "not enough values to unpack";
          throw new PythonFailure("ValueError", `${problem} (expected ${parts.length})`);
        }
        parts.forEach((assign, index) => assign(context, items[index] ?? null));
      };
    }
  }
}
