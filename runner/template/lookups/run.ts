import { HintedError } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/nearest.ts";
import type { Environment } from "../environment.ts";
import { stringArgument } from "../python/arguments.ts";
import { capture, Marker, PythonFailure, Tripped } from "../python/failure.ts";
import { type Item, type Keywords, Omitted } from "../python/item.ts";
import { truth } from "../python/truth.ts";
import { type Lookup, Options } from "./lookup.ts";
import { lookupNamed, lookupNames } from "./registry.ts";

/** The arguments of a lookup after its name. */
interface LookupCall {
  readonly terms: readonly Item[];
  readonly keywords: Keywords;
  /** Give the results as a list, however many there are. */
  readonly wantList: boolean;
}

/** Runs a lookup; what fails comes back as a marker, or as nothing when `errors` says so. */
export function runLookup(nameItem: Item | undefined, call: LookupCall, env: Environment): Item {
  if (nameItem instanceof Marker) return nameItem;
  const name = stringArgument(nameItem, "the name of a lookup");
  const found = lookupNamed(name) ?? unknown(name);
  const keywords = new Map([...call.keywords].filter(([, item]) => !(item instanceof Omitted)));
  const wantList = call.wantList || truth(keywords.get("wantlist") ?? false);
  const errors = keywords.get("errors") ?? "strict";
  keywords.delete("wantlist");
  keywords.delete("errors");
  if (!found.takesMarkers) {
    const marker = [...call.terms, ...keywords.values()].find((item) => item instanceof Marker);
    if (marker) return marker;
  }
  try {
    return shape(run(name, found, { terms: call.terms, keywords, env }), wantList);
  } catch (error) {
    if (error instanceof Tripped || (errors !== "ignore" && errors !== "warn")) return capture(failure(error, name));
    if (errors === "warn") env.warn(`An error occurred while running the lookup plugin '${name}'.`);
    return wantList ? [] : null;
  }
}

interface Running {
  readonly terms: readonly Item[];
  readonly keywords: Keywords;
  readonly env: Environment;
}

function run(name: string, found: Lookup, { terms, keywords, env }: Running): readonly Item[] {
  // As in Ansible an option that a lookup does not have does not matter to it, but here it is told.
  for (const key of keywords.keys()) {
    if (!found.options.includes(key)) env.warn(`The lookup ${name} has no option '${key}': it has no effect`);
  }
  return found.run({ terms, options: new Options(keywords), env });
}

function unknown(name: string): never {
  throw new HintedError("TEMPLATE_UNKNOWN_LOOKUP", `There is no lookup ${name}`, {
    hint: didYouMean(name, lookupNames(), "Use a lookup of ansible.builtin."),
  });
}

function failure(error: unknown, name: string): unknown {
  if (!(error instanceof PythonFailure)) return error;
  return new PythonFailure(error.kind, `The lookup plugin '${name}' failed: ${error.message}`);
}

/** One result is itself, several texts are joined with commas, anything else is a list. */
function shape(results: readonly Item[], wantList: boolean): Item {
  const [first] = results;
  if (wantList || first === undefined) return [...results];
  if (results.length === 1) return first;
  const texts = results.filter((item) => typeof item === "string");
  return texts.length === results.length ? texts.join(",") : [...results];
}
