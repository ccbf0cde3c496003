import { TemplateText, type Value, VaultText } from "../../core/values.ts";
import type { Origin } from "../../core/errors.ts";
import { HintedError } from "../../core/errors.ts";
import { compileUnit, CONDITION, YAML_TEMPLATE } from "./compile/unit.ts";
import { mentionsCall } from "./compile/mentions.ts";
import type { Evaluation } from "./evaluation.ts";
import { Marker } from "./python/failure.ts";
import type { Item } from "./python/item.ts";
import { typeName } from "./python/type-name.ts";
import { truth } from "./python/truth.ts";
import { parseExpression } from "./syntax/parse-template.ts";

/** A template that only names a variable: its text may be an expression. */
const ONE_VARIABLE = /^\{\{[-+]?\s*[\w.]+(?:\[[^\]]*\])*\s*[-+]?\}\}$/;
const ALL_TEMPLATE = /^\{[{%#][\s\S]*[}%#]\}$/;

/** Whether a condition holds, by the rules of ansible-core 2.19: its result must be a bool. @throws HintedError TEMPLATE_FAILED */
export function decide(condition: Value, evaluation: Evaluation): boolean {
  const origin = condition instanceof TemplateText ? condition.origin : undefined;
  const source = sourceOf(condition, origin);
  const item = ALL_TEMPLATE.test(source) ? indirect(source, evaluation, origin) : evaluate(source, evaluation, origin);
  if (typeof item === "boolean") return item;
  if (item instanceof Marker) return item.trip();
  throw broken(
    `Conditional result (${truth(item) ? "True" : "False"}) was derived from value of type '${typeName(item)}'`,
    origin,
  );
}

function sourceOf(condition: Value, origin: Origin | undefined): string {
  const source =
    condition instanceof TemplateText
      ? condition.source
      : condition instanceof VaultText
        ? condition.reveal()
        : condition;
  if (typeof source !== "string") throw broken("A condition must be a string or a bool", origin);
  const stripped = source.trim();
  if (stripped === "") throw broken("A condition is empty", origin);
  return stripped;
}

function broken(message: string, origin: Origin | undefined): HintedError {
  return new HintedError("TEMPLATE_FAILED", message, {
    hint: "Write a condition that gives true or false, such as x | length > 0, x is truthy or x | bool.",
    origin,
  });
}

function evaluate(source: string, evaluation: Evaluation, origin: Origin | undefined): Item {
  return evaluation.run(compileUnit(source, CONDITION, origin), origin);
}

/** A condition that is one template: it may give a bool, or the text of an expression. */
function indirect(source: string, evaluation: Evaluation, origin: Origin | undefined): Item {
  const item = evaluation.run(compileUnit(source, YAML_TEMPLATE, origin), origin);
  if (typeof item !== "string") return item;
  if (!ONE_VARIABLE.test(source)) throw broken("A condition can not be put together by a template", origin);
  const expression = sourceOf(item, origin);
  // Where the text came from is not known here, so it may compare and test, but not call anything.
  if (mentionsCall(parseExpression(expression, CONDITION)))
    throw broken("A condition taken from a variable may not call functions", origin);
  return evaluate(expression, evaluation, origin);
}
