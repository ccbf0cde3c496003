import { HintedError } from "../../core/errors.ts";
import { fromJson, isDict, trusted, type Value } from "../../core/values.ts";
import { loadYaml } from "../../core/yaml/index.ts";
import { isOmit, type Scope, Templar } from "../../runner/template/index.ts";
import { encode } from "./encode.ts";

const KINDS: Readonly<Record<string, string>> = {
  TEMPLATE_UNDEFINED: "undefined",
  TEMPLATE_SYNTAX: "syntax",
  TEMPLATE_UNKNOWN_FILTER: "syntax",
  TEMPLATE_UNKNOWN_TEST: "syntax",
};

/** A scope over the variables of a YAML text. */
export function scopeOf(yaml: string): Scope {
  const variables = loadYaml(yaml, { file: "vars.yml" });
  if (!isDict(variables)) throw new TypeError("The variables are no dict");
  return {
    get: (name) => variables.get(name),
    *names() {
      for (const key of variables.keys()) if (typeof key === "string") yield key;
    },
  };
}

/** A templar that looks for files in `directory` and sees the process's environment. */
export function templarIn(directory: string): Templar {
  return new Templar({ searchPaths: () => [directory], cwd: directory, env: process.env });
}

function outcome(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    return { error: KINDS[error.code] ?? "failed" };
  }
}

/** What a template gives, in the form of the recordings. */
export function templateOutcome(templar: Templar, template: string, scope: Scope): unknown {
  return outcome(() => {
    const value = templar.evaluate(trusted(template), scope);
    return isOmit(value) ? { omit: true } : encode(value);
  });
}

/** What a condition (as JSON data, its strings trusted) gives, in the form of the recordings. */
export function conditionOutcome(templar: Templar, condition: unknown, scope: Scope): unknown {
  const trust = (item: unknown): Value => (typeof item === "string" ? trusted(item) : fromJson(item));
  return outcome(() => templar.condition(Array.isArray(condition) ? condition.map(trust) : trust(condition), scope));
}
