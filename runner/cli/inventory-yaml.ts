import { HintedError } from "../../core/errors.ts";
import type { Value } from "../../core/values.ts";

/** YAML text as `ansible-inventory --yaml` prints it. */
export function inventoryYaml(_value: Value): string {
  throw new HintedError("USAGE", "--yaml is not built yet", { hint: "Leave it out to get JSON" });
}
