import { HintedError } from "../../../core/errors.ts";
import { didYouMean } from "../../../core/nearest.ts";
import { coerce } from "../../../core/spec/coerce.ts";
import { type Dict, toJson, type Value } from "../../../core/values.ts";

/** Refuses options other than the known ones. @throws HintedError OPTION_UNKNOWN */
export function checkNames(args: Dict, known: readonly string[], action: string): void {
  for (const key of args.keys()) {
    if (typeof key === "string" && known.includes(key)) continue;
    const name = typeof key === "string" ? key : JSON.stringify(toJson(key));
    throw new HintedError("OPTION_UNKNOWN", `Option '${name}' of ${action} is not known`, {
      hint: didYouMean(name, known, `Known options: ${known.join(", ")}`),
    });
  }
}

/** A boolean option. @throws HintedError OPTION_INVALID */
export function flagArg(args: Dict, name: string, otherwise: boolean): boolean {
  return coerce(json(args.get(name)) ?? otherwise, "bool", { name, secret: false }) === true;
}

/** A whole-number option. @throws HintedError OPTION_INVALID */
export function numberArg(args: Dict, name: string, otherwise: number): number {
  return Number(coerce(json(args.get(name)) ?? otherwise, "int", { name, secret: false }));
}

/** An option that is a text or a list of texts, as a list; texts are split at commas. */
export function listArg(args: Dict, name: string): string[] {
  const value = args.get(name);
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [value];
  return items.map((item) => String(coerce(json(item), "str", { name, secret: false })).trim());
}

function json(value: Value | undefined): unknown {
  return value === undefined || value === null ? undefined : toJson(value);
}
