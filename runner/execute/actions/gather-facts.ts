import { HintedError } from "../../../core/errors.ts";
import { type Dict, fromJson, isDict, trusted, type Value } from "../../../core/values.ts";
import { foreignAction } from "../modules/foreign.ts";
import { factsOf, isSet, type Result, resultOf } from "../result.ts";
import type { Action, ActionCall } from "./action.ts";
import { setup } from "./setup.ts";

/**
 * `gather_facts`: what a play does before its tasks, as a task: `setup`, and the modules that `facts_modules` names beside or
 * in place of it. They run one after the other, whatever `parallel` says: their facts are the same.
 */
export const gatherFacts: Action = {
  ...setup,
  name: "gather_facts",
  options: {
    ...setup.options,
    parallel: { type: "bool", description: "Run several modules of facts side by side; has no effect on the facts." },
  },
  async run(call) {
    const args = new Map([...call.args].filter(([name, value]) => name !== "parallel" && value !== null));
    const modules = factModules(call);
    const [only] = modules;
    const alone = modules.length === 1 && isSetup(only);
    const result = await (alone ? setup.run({ ...call, args }) : runAll(modules, { ...call, args }));
    factsOf(result)?.set("_ansible_facts_gathered", true);
    return result;
  },
};

const SETUP: ReadonlySet<Value | undefined> = new Set(["setup", "ansible.builtin.setup", "ansible.legacy.setup"]);

function isSetup(name: string | undefined): boolean {
  return SETUP.has(name);
}

/** Modules to run: `ansible_facts_modules`, else the setting; `smart` stands for `setup` where that is not named. */
function factModules({ run, scope }: ActionCall): readonly string[] {
  const own = scope.get("ansible_facts_modules");
  const value = own === undefined ? run.state.settings.factsModules : run.templar.evaluate(own, scope);
  const names = typeof value === "string" ? value.split(",") : Array.isArray(value) ? value.map(String) : [];
  const given = names.map((name) => name.trim()).filter((name) => name !== "" && name !== "smart");
  return given.some(isSetup) || !names.some((name) => name.trim() === "smart")
    ? given
    : [...given, "ansible.legacy.setup"];
}

async function runAll(modules: readonly string[], call: ActionCall): Promise<Result> {
  let facts: Dict = new Map();
  const failed = new Map<Value, Value>();
  for (const name of modules) {
    const result = await runOne(name, call);
    if (isSet(result, "failed")) failed.set(name, result);
    else facts = merged(facts, factsOf(result) ?? new Map(), call);
  }
  const result = resultOf({ changed: false }).set("ansible_facts", facts);
  if (failed.size === 0) return result;
  const msg = `The following modules failed to execute: ${[...failed.keys()].map(String).join(", ")}.`;
  return result.set("failed", true).set("msg", fromJson(msg)).set("failed_modules", failed);
}

/** Options of `setup` that other modules of facts are not given. */
const OF_SETUP: ReadonlySet<Value> = new Set(["gather_subset", "gather_timeout", "filter"]);

async function runOne(name: string, call: ActionCall): Promise<Result> {
  if (isSetup(name)) return setup.run(call);
  const { run, task } = call;
  const place = { libraries: [], collections: run.play.collections, origin: task.origin };
  const resolved = run.context.resolver.resolve(name, place);
  if (resolved.kind !== "foreign") {
    throw new HintedError("PLAYBOOK_UNSUPPORTED", `'${name}' is no module of facts`, {
      hint: "Name 'smart', 'setup' or executables of library/ in facts_modules",
    });
  }
  const args = new Map([...call.args].filter(([option]) => !OF_SETUP.has(option)));
  return foreignAction(resolved).run({ ...call, args });
}

/** Facts of several modules together: the later win, what is in dicts and lists is joined. */
function merged(facts: Dict, more: Dict, { run, scope }: ActionCall): Dict {
  const both = new Map<Value, Value>([
    ["earlier", facts],
    ["later", more],
  ]);
  const template = trusted("{{ earlier | combine(later, recursive=true, list_merge='append_rp') }}");
  const value = run.templar.evaluate(template, scope.with(both));
  return isDict(value) ? value : more;
}
