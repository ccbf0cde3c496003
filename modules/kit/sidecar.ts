import { stringify } from "yaml";
import type { Option, Options } from "../../core/spec/options.ts";
import type { ReturnValue } from "./define-module.ts";
import type { RunnableModule } from "./runnable.ts";

/** Results every module has, beside Ansible's own `changed` and `failed`. */
const COMMON_RETURNS: Readonly<Record<string, ReturnValue>> = {
  code: {
    type: "str",
    returned: "on failure",
    description: "Stable code of the failure, to be matched in place of the message.",
    sample: "PROXMOX_FORBIDDEN",
  },
  upid: {
    type: "str",
    returned: "on failure, when a server task is concerned",
    description: "The task that failed or still runs.",
  },
};

/** The docs file that stands beside a module's executable, in the form `ansible-doc` reads (DOCUMENTATION, EXAMPLES, RETURN). */
export function sidecar(module: RunnableModule, examples: string): string {
  const documentation = {
    module: module.name,
    short_description: module.summary,
    description: [...module.description],
    author: ["pveplay authors"],
    requirements: ["Node.js 20.18.1 or newer on the host that runs the module"],
    attributes: {
      check_mode: { description: "Tells what would change without changing it.", support: "full" },
      diff_mode: { description: "Shows what changes.", support: "full" },
    },
    options: describeOptions(module.options),
  };
  const returns = Object.fromEntries(Object.entries({ ...module.returns, ...COMMON_RETURNS }));
  return stringify(
    { DOCUMENTATION: documentation, EXAMPLES: examples, RETURN: returns },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function describeOptions(options: Options): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, describeOption(name, option)]));
}

function describeOption(name: string, option: Option): Readonly<Record<string, unknown>> {
  const { type, elements, options, choices, aliases, required, default: fallback, indexed } = option;
  const optional = { elements, choices, aliases, default: fallback, required };
  return {
    description: paragraphs(name, option),
    type: indexed === undefined ? type : "dict",
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...(options ? { suboptions: describeOptions(options) } : {}),
  };
}

/** The description with what Ansible's format has no field for: indexed names, bounds, variables. */
export function paragraphs(name: string, option: Option): readonly string[] {
  const text = typeof option.description === "string" ? [option.description] : [...option.description];
  if (option.indexed !== undefined) {
    text.push(
      `Written as V(${name}0) to V(${name}${option.indexed - 1}), each an option of its own or a key under O(${name}).`,
    );
  }
  if (option.min !== undefined || option.max !== undefined) {
    text.push(
      `From ${option.min ?? "any"} to ${option.max ?? "any"}.`.replace("to any", "up").replace("From any to", "Up to"),
    );
  }
  if (option.env)
    text.push(
      `Read from the environment variable ${option.env.map((variable) => `E(${variable})`).join(" or ")} when not given.`,
    );
  return text;
}
