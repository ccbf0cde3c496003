import { Marker, PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { compileRegex, firstMatch } from "../python/regex/compile.ts";
import { typeName } from "../python/type-name.ts";
import { stringArgument } from "../python/arguments.ts";
import { lookup, type Lookup, type LookupInput, type LookupTable } from "./lookup.ts";

function variableNamed(name: Item, { options, env }: LookupInput): Item {
  if (typeof name !== "string")
    throw new PythonFailure("TypeError", `Variable name must be 'str' not '${typeName(name)}'.`);
  const fallback = options.item("default") ?? null;
  const found = env.variable(name);
  if (found !== undefined) return found;
  return (
    fallback ??
    new Marker({ message: `No variable named '${name}' was found.`, name, candidates: () => env.variableNames() })
  );
}

const environment: Lookup = {
  options: ["default"],
  takesMarkers: true,
  run: ({ terms, options, env }) =>
    terms.map((term) => {
      const [name = ""] = stringArgument(term, "variable").trim().split(/\s+/);
      const value = env.host.env[name];
      if (value !== undefined) return value;
      const fallback = options.item("default");
      if (fallback instanceof Marker && /Mandatory/.test(fallback.missing.message)) {
        return new Marker({ message: `The environment variable '${name}' is not set.`, name });
      }
      return fallback ?? "";
    }),
};

function names({ terms, env }: LookupInput): readonly Item[] {
  const known = [...env.variableNames()];
  return terms.flatMap((term) => {
    const regex = compileRegex(stringArgument(term, "pattern"), { ignoreCase: false, multiline: false });
    return known.filter((name) => firstMatch(regex, name) !== null);
  });
}

function hosts({ terms, env }: LookupInput): readonly Item[] {
  const { host } = env;
  if (!host.inventoryHostnames) throw new PythonFailure("RuntimeError", "no inventory is at hand");
  return terms.flatMap((term) => [...(host.inventoryHostnames?.(stringArgument(term, "pattern")) ?? [])]);
}

/** Lookups of variables: of the play, of the environment, of the inventory. */
export const variableLookups: LookupTable = {
  env: environment,
  vars: lookup(["default"], (input) => input.terms.map((term) => variableNamed(term, input))),
  varnames: lookup([], names),
  inventory_hostnames: lookup([], hosts),
};
