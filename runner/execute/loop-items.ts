import { HintedError } from "../../core/errors.ts";
import { isDict, TemplateText, type Value } from "../../core/values.ts";
import type { Loop } from "../compile/model.ts";
import type { Templar } from "../template/index.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** The items a task loops over. @throws HintedError OPTION_INVALID when they are no list, TEMPLATE_* */
export function loopItems(loop: Loop, scope: TaskScope, templar: Templar): readonly Value[] {
  const items = loop.lookup === undefined ? templar.evaluate(loop.terms, scope) : lookupItems(loop, scope, templar);
  if (Array.isArray(items)) return items;
  throw new HintedError("OPTION_INVALID", "The loop's items are not a list", {
    hint: "Give a list, or a template that gives one ('| list', '| dict2items')",
    origin: loop.terms instanceof TemplateText ? loop.terms.origin : undefined,
  });
}

/** `with_NAME: terms` is `query('NAME', terms...)`; a bare text is looked up as a variable's name would be. */
function lookupItems(loop: Loop, scope: TaskScope, templar: Templar): Value {
  const terms =
    loop.lookup === "first_found"
      ? (knownTerms(loop.terms, (value) => templar.evaluate(value, scope)) ?? [])
      : templar.evaluate(loop.terms, scope);
  const withTerms = scope.with(
    new Map<Value, Value>([
      ["_with_terms", Array.isArray(terms) ? terms : [terms]],
      ["_with_folder", loop.searchFolder],
    ]),
  );
  const call = loop.lookup === "items" ? "_with_terms" : `lookup('${loop.lookup}', *_with_terms, wantlist=true)`;
  const found = templar.expression(call, withTerms);
  return loop.lookup === "items" && Array.isArray(found) ? found.flat() : found;
}

/** Terms without those that an undefined variable stands in: such a candidate of first_found does not count. */
function knownTerms(terms: Value, evaluate: (value: Value) => Value): Value | undefined {
  if (Array.isArray(terms)) {
    return terms.flatMap((term) => {
      const known = knownTerms(term, evaluate);
      return known === undefined ? [] : [known];
    });
  }
  if (isDict(terms)) {
    const entries = [...terms].map(([key, term]) => [key, knownTerms(term, evaluate)] as const);
    return new Map(entries.flatMap(([key, term]) => (term === undefined ? [] : [[key, term] as const])));
  }
  try {
    return evaluate(terms);
  } catch (error) {
    if (error instanceof HintedError && error.code === "TEMPLATE_UNDEFINED") return undefined;
    throw error;
  }
}
