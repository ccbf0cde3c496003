import type { Environment } from "../environment.ts";
import type { Plugin } from "../plugin.ts";
import { bind } from "../python/arguments.ts";
import { capture, Marker } from "../python/failure.ts";
import { type Item, Range } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { type Arguments, firstMarker } from "./call-arguments.ts";
import { setStrict } from "./lazy.ts";

/** A filter or test about to run. */
interface Invocation<T extends Item> {
  readonly name: string;
  readonly spec: Plugin<T>;
  readonly env: Environment;
}

function invoke<T extends Item>({ name, spec, env }: Invocation<T>, input: Item, args: Arguments): T | Marker {
  if (!spec.takesMarkers) {
    if (input instanceof Marker) return input;
    const marker = firstMarker(args);
    if (marker) return marker;
  }
  const outer = setStrict(!spec.takesLazyMarkers);
  try {
    return spec.run(input, bind({ name, signature: spec.signature }, args.positional, args.keywords), env);
  } catch (error) {
    return capture(error);
  } finally {
    setStrict(outer);
  }
}

/** Runs a filter. An undefined input or argument, and whatever fails, comes back as a marker. */
export function invokeFilter(invocation: Invocation<Item>, input: Item, args: Arguments): Item {
  const item = invoke(invocation, input, args);
  return item instanceof Range ? [...iterate(item)] : item;
}

/** Runs a test: a bool, or a marker when it can not be told. */
export function invokeTest(invocation: Invocation<boolean>, input: Item, args: Arguments): boolean | Marker {
  return invoke(invocation, input, args);
}
