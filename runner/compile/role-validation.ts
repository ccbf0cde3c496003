import type { Origin } from "../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { roleFile } from "../load/role-files.ts";
import type { CompileContext, TaskPlace } from "./context.ts";
import type { Role, Task } from "./model.ts";
import { compileTask } from "./task.ts";

interface ValidatedRole {
  readonly role: Role;
  readonly meta: Dict;
  readonly entryPoint: string;
  /** Where the role is used. */
  readonly origin: Origin | undefined;
}

/** The task that checks a role's arguments against its `argument_specs`, when it has some for the entry point. */
export function roleValidation(
  { role, meta, entryPoint, origin }: ValidatedRole,
  place: TaskPlace,
  context: CompileContext,
): readonly Task[] {
  const spec = entryPointSpec(role, { meta, entryPoint }, context);
  if (!spec || spec.size === 0) return [];
  const summary = spec.get("short_description");
  const name = `Validating arguments against arg spec '${entryPoint}'`;
  const args: Dict = new Map<Value, Value>([
    ["argument_spec", spec.get("options") ?? new Map()],
    ["provided_arguments", role.params],
    ["validate_args_context", validationContext(role, entryPoint)],
  ]);
  const given: Dict = new Map<Value, Value>([
    ["ansible.builtin.validate_argument_spec", args],
    ["name", typeof summary === "string" ? `${name} - ${summary}` : name],
    ["tags", ["always"]],
  ]);
  const task = compileTask(given, { ...place, file: `${role.path}/meta/argument_specs.yml` }, context);
  return [{ ...task, origin }];
}

function validationContext(role: Role, entryPoint: string): Dict {
  return new Map([
    ["type", "role"],
    ["name", role.name],
    ["argument_spec_name", entryPoint],
    ["path", role.path],
  ]);
}

function entryPointSpec(
  role: Role,
  { meta, entryPoint }: Pick<ValidatedRole, "entryPoint" | "meta">,
  context: CompileContext,
): Dict | undefined {
  const file = roleFile(role.path, "meta", "argument_specs");
  const document = file === undefined ? meta : context.files.yaml(file);
  const specs = isDict(document) ? document.get("argument_specs") : undefined;
  const spec = isDict(specs) ? specs.get(entryPoint) : undefined;
  return isDict(spec) ? spec : undefined;
}
