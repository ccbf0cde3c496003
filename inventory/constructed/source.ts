import { HintedError } from "../../core/errors.ts";
import type { PathContext } from "../../core/paths.ts";
import type { Options } from "../../core/spec/options.ts";
import { parseArgs } from "../../core/spec/parse-args.ts";
import { type Dict, TemplateText, toJson, type Value } from "../../core/values.ts";
import type { InventoryGraph } from "../graph.ts";
import { Inventory } from "../inventory.ts";
import type { InventorySettings } from "../settings.ts";
import type { VarsFiles } from "../vars-files.ts";
import { construct } from "./construct.ts";
import type { Evaluator } from "./evaluator.ts";
import { constructedOptions } from "./options.ts";

/** What reading a constructed inventory needs. */
export interface ConstructedContext extends PathContext {
  readonly evaluator?: (() => Promise<Evaluator>) | undefined;
  readonly settings: InventorySettings;
  readonly files: VarsFiles;
  /** Folders of the sources, for `use_vars_plugins`. */
  readonly directories: readonly string[];
  readonly warn: (message: string) => void;
}

const options = {
  plugin: { type: "str", required: true, description: "V(constructed)." },
  use_vars_plugins: {
    type: "bool",
    default: false,
    description: "Let expressions see variables of group_vars and host_vars beside the sources.",
  },
  ...constructedOptions,
} as const satisfies Options;

/** Whether a plugin name of a configuration means a constructed inventory. */
export function isConstructedPlugin(name: Value | undefined): boolean {
  return name === "constructed" || name === "ansible.builtin.constructed";
}

/** Makes groups and variables of what earlier sources told of their hosts. @throws HintedError OPTION_*, INVENTORY_SYNTAX, TEMPLATE_* with `strict` */
export async function readConstructedInventory(
  graph: InventoryGraph,
  config: Dict,
  context: ConstructedContext,
): Promise<void> {
  const args = parseArgs(options, plainOptions(config), { env: {} });
  if (args.use_extra_vars) throw noExtraVars();
  const evaluator = await context.evaluator?.();
  if (!evaluator) throw noEvaluator();
  graph.reconcile();
  const directories = args.use_vars_plugins ? context.directories : [];
  const inventory = new Inventory({ ...context, graph, directories }, () => Promise.reject(noEvaluator()));
  for (const host of graph.hosts.values()) {
    const known = inventory.hostVars(host.name);
    const vars = (): Dict => withComposed(known, host.vars, Object.keys(args.compose));
    construct(graph, { host, vars, evaluator, args });
  }
}

/** Variables with those set meanwhile. */
function withComposed(known: Dict, own: Dict, names: readonly string[]): Dict {
  const all = new Map(known);
  for (const name of names) if (own.has(name)) all.set(name, own.get(name) ?? null);
  return all;
}

/** Options as plain data: what looks like a template is an expression as well. */
function plainOptions(config: Dict): Record<string, unknown> {
  return Object.fromEntries([...config].map(([key, value]) => [String(toJson(key)), toJson(withoutTemplates(value))]));
}

function withoutTemplates(value: Value): Value {
  if (value instanceof TemplateText) return value.source;
  if (Array.isArray(value)) return value.map(withoutTemplates);
  return value instanceof Map ? new Map([...value].map(([key, item]) => [key, withoutTemplates(item)])) : value;
}

function noExtraVars(): HintedError {
  return new HintedError(
    "OPTION_UNSUPPORTED",
    "'use_extra_vars' is not supported: expressions see the inventory only",
    {
      hint: "Leave it out, and use the extra variable in the playbook",
    },
  );
}

function noEvaluator(): HintedError {
  return new HintedError("INVENTORY_SYNTAX", "This inventory has Jinja expressions, which can not be evaluated here", {
    hint: "Use it with `pveplay run` or `pveplay inventory`",
  });
}
