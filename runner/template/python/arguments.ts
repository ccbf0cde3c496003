import { Marker, PythonFailure } from "./failure.ts";
import { itemOr, type Item, type Keywords } from "./item.ts";
import { isInt } from "./number.ts";
import { truth } from "./truth.ts";
import { typeName } from "./type-name.ts";

/** Arguments by position after binding; `undefined` where an optional one was not given. */
export type Bound = readonly (Item | undefined)[];

/**
 * The names of a Python signature: `name` is required, `name?` optional, `*name` takes the other positions (bound as a
 * list), `**name` the other keywords (bound as a dict).
 */
export type Signature = readonly string[];

/** What is called: its name for messages, and its signature. */
export interface Callee {
  readonly name: string;
  readonly signature: Signature;
}

/** Binds positions and keywords to a signature, as a Python call does. @throws PythonFailure TypeError */
export function bind({ name: callee, signature }: Callee, args: readonly Item[], keywords: Keywords): Bound {
  if (keywords.size === 0 && signature.length === 0 && args.length === 0) return args;
  const bound: (Item | undefined)[] = [];
  let used = 0;
  let taken = 0;
  for (const parameter of signature) {
    if (parameter.startsWith("**")) {
      const rest = [...keywords].filter(([name]) => !isNamed(signature, name));
      used += rest.length;
      bound.push(new Map(rest));
    } else if (parameter.startsWith("*")) {
      bound.push(args.slice(taken));
      taken = args.length;
    } else {
      const name = parameter.replace("?", "");
      const keyword = keywords.get(name);
      if (keyword !== undefined) used++;
      if (keyword !== undefined && taken < args.length && !signature.some((other) => other.startsWith("*"))) {
        throw new PythonFailure("TypeError", `${callee}() got multiple values for argument '${name}'`);
      }
      const value = itemOr(keyword, () => args[taken]);
      if (keyword === undefined && taken < args.length) taken++;
      if (value === undefined && !parameter.endsWith("?")) {
        throw new PythonFailure("TypeError", `${callee}() missing 1 required positional argument: '${name}'`);
      }
      bound.push(value);
    }
  }
  if (taken < args.length)
    throw new PythonFailure(
      "TypeError",
      `${callee}() takes ${signature.length} arguments but ${args.length} were given`,
    );
  if (used < keywords.size) refuseKeyword(callee, signature, keywords);
  return bound;
}

function isNamed(signature: Signature, name: string): boolean {
  return signature.includes(name) || signature.includes(`${name}?`);
}

function refuseKeyword(callee: string, signature: Signature, keywords: Keywords): never {
  const unknown = [...keywords.keys()].find((name) => !isNamed(signature, name));
  throw new PythonFailure("TypeError", `${callee}() got an unexpected keyword argument '${unknown ?? ""}'`);
}

/** The argument as a string. @throws PythonFailure TypeError */
export function stringArgument(item: Item | undefined, name: string): string {
  if (typeof item === "string") return item;
  if (item instanceof Marker) return item.trip();
  throw new PythonFailure("TypeError", `${name} must be a string, not ${typeName(item ?? null)}`);
}

/** The argument as an int. @throws PythonFailure TypeError */
export function intArgument(item: Item | undefined, name: string): number {
  if (item instanceof Marker) return item.trip();
  if (item !== undefined && isInt(item)) return Number(item);
  throw new PythonFailure("TypeError", `${name} must be an integer, not ${typeName(item ?? null)}`);
}

/** The argument as a flag, by Python's truth; false when not given. */
export function flagArgument(item: Item | undefined): boolean {
  return item !== undefined && truth(item);
}
