import { HintedError } from "../../errors.ts";
import { apiSchema, type MethodSchema } from "../schema/api-schema.ts";
import type { AccessCall, RuleContext } from "./call.ts";
import { optionRequirement } from "./option-rules.ts";
import { all, type Requirement } from "./requirement.ts";
import { schemaRequirement } from "./schema-rule.ts";

/** Calls of ours that the compiled schema leaves out. */
const UNLISTED: Readonly<Record<string, MethodSchema>> = {
  "POST /nodes/{node}/aplinfo": {
    permissions: { check: ["perm", "/storage/{storage}", ["Datastore.AllocateTemplate"]] },
  },
};

/**
 * What a call asks for, in the server's order: the schema's permission rule, then what its code asks of the parameters.
 * @throws HintedError OPTION_UNSUPPORTED for an endpoint the version's schema does not have
 */
export function requirementOfCall(call: AccessCall, context: RuleContext): Requirement {
  const method = apiSchema(context.version).methods[call.endpoint] ?? UNLISTED[call.endpoint];
  if (!method) {
    throw new HintedError("OPTION_UNSUPPORTED", `Proxmox VE ${context.version} has no call ${call.endpoint}`, {
      hint: "Check the path, or name another version with --pve-version",
    });
  }
  return all(schemaRequirement(method.permissions, call.params), optionRequirement(call, context));
}
