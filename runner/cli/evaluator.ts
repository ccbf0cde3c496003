import type { Dict } from "../../core/values.ts";
import type { Evaluator } from "../../inventory/index.ts";
import type { SourceFiles } from "../load/source-files.ts";
import type { Scope } from "../template/api.ts";
import type { CommandContext } from "./command-context.ts";

/** Evaluates the expressions of inventory configurations: `compose`, `groups`, `keyed_groups`, `filters`, lookups in credentials. */
export async function inventoryEvaluator({ cwd, env, warn }: CommandContext, files: SourceFiles): Promise<Evaluator> {
  // Only inventories with expressions pay for loading the template engine.
  const { Templar } = await import("../template/index.ts");
  const templar = new Templar({ searchPaths: () => [cwd], cwd, env, readFile: (path) => files.read(path), warn });
  return {
    expression: (source, vars) => templar.expression(source, scopeOf(vars)),
    condition: (source, vars) => templar.condition(source, scopeOf(vars)),
    evaluate: (value, vars) => templar.evaluate(value, scopeOf(vars)),
  };
}

function scopeOf(vars: Dict): Scope {
  return {
    get: (name) => vars.get(name),
    names: () => [...vars.keys()].filter((key) => typeof key === "string"),
  };
}
