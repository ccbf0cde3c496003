import type { Dict, Value } from "../../core/values.ts";

/** Evaluates Jinja for inventories; the template engine is above this room, so that its user hands it in. */
export interface Evaluator {
  /** The value of an expression written without braces. @throws HintedError TEMPLATE_* */
  expression(source: string, vars: Dict): Value;
  /** Whether a condition holds. @throws HintedError TEMPLATE_* */
  condition(source: string, vars: Dict): boolean;
  /** The value with the templates in it evaluated. @throws HintedError TEMPLATE_* */
  evaluate(value: Value, vars: Dict): Value;
}
