import { HintedError, type Origin } from "../../core/errors.ts";
import { type Dict, TemplateText, type Value } from "../../core/values.ts";
import type { CompileContext, TaskPlace } from "./context.ts";
import { kindOf, syntaxFault } from "./fault.ts";
import { roleDefaultLayers, roleParamLayers, roleVarLayers } from "./role-vars.ts";
import { LayeredScope } from "./static-scope.ts";

/** Variables known before any host is, for a task in its place. */
export function staticScope(place: TaskPlace, vars: readonly Dict[], context: CompileContext): LayeredScope {
  const { role } = place;
  return new LayeredScope([
    new Map<Value, Value>([["playbook_dir", context.playDir]]),
    ...(role ? roleDefaultLayers(role) : []),
    ...place.playVars,
    ...(role ? roleVarLayers(role) : []),
    ...vars,
    ...(role ? roleParamLayers(role) : []),
    context.extraVars,
    ...(role
      ? [
          new Map<Value, Value>([
            ["role_path", role.path],
            ["role_name", role.name],
          ]),
        ]
      : []),
  ]);
}

interface StaticName {
  readonly value: Value | undefined;
  /** For messages: `import_tasks`, `role`. */
  readonly what: string;
  readonly origin: Origin | undefined;
  readonly vars: readonly Dict[];
}

/**
 * A file's or role's name that must be known before the run: text, or a template over play variables and `-e`.
 * @throws HintedError PLAYBOOK_SYNTAX when it depends on a host
 */
export function staticName(
  { value, what, origin, vars }: StaticName,
  place: TaskPlace,
  context: CompileContext,
): string {
  const name =
    value instanceof TemplateText
      ? knownBefore({ value, what, origin, vars }, () =>
          context.templar.evaluate(value, staticScope(place, vars, context)),
        )
      : value;
  if (typeof name === "string" && name !== "") return name;
  throw syntaxFault(`Name for '${what}' is ${kindOf(name)}, expected a text`, `Write '${what}: NAME'`, origin);
}

function knownBefore({ what, origin }: StaticName, evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof HintedError) || error.code !== "TEMPLATE_UNDEFINED") throw error;
    throw new HintedError("PLAYBOOK_SYNTAX", `Name for '${what}' can not be known before the run: ${error.message}`, {
      hint: `Use ${what.replace("import", "include")}, or set the variable in the play or with -e`,
      origin: error.origin ?? origin,
      cause: error,
    });
  }
}
