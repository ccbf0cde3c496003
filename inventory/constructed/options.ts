import type { Args, Options } from "../../core/spec/options.ts";

/** Options that make groups and variables of a host's variables; those of Ansible's constructed inventories. */
export const constructedOptions = {
  strict: {
    type: "bool",
    default: false,
    description: "Whether an expression that fails is an error rather than left out.",
  },
  compose: { type: "dict", default: {}, description: "Variables to set, each a Jinja expression." },
  groups: {
    type: "dict",
    default: {},
    description: "Groups, each with the Jinja condition under which a host is in it.",
  },
  keyed_groups: { type: "list", elements: "dict", default: [], description: "Groups named after values of variables." },
  use_extra_vars: {
    type: "bool",
    default: false,
    description: "Not supported: expressions see the variables of the inventory, and no others.",
  },
  leading_separator: {
    type: "bool",
    default: true,
    description: "Whether a keyed group without prefix starts with the separator.",
  },
} as const satisfies Options;

/** These options as given, with defaults. */
export type ConstructedArgs = Args<typeof constructedOptions>;
