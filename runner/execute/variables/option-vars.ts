import type { Dict, Value } from "../../../core/values.ts";
import type { RunState } from "../run-state.ts";

/** The version of Ansible whose language the runner speaks, for playbooks that ask for one. */
const LANGUAGE_VERSION = [2, 19, 14] as const;

const known = new WeakMap<RunState, Dict>();

/** Variables that tell a playbook how it was started: `ansible_check_mode`, `ansible_run_tags`, `ansible_version`, ... */
export function optionVars(state: RunState): Dict {
  const existing = known.get(state);
  if (existing) return existing;
  const { options } = state;
  const [major, minor, revision] = LANGUAGE_VERSION;
  const text = LANGUAGE_VERSION.join(".");
  const version: Dict = new Map<Value, Value>([
    ["string", text],
    ["full", text],
    ["major", major],
    ["minor", minor],
    ["revision", revision],
  ]);
  const vars: Dict = new Map<Value, Value>([
    ["ansible_version", version],
    ["ansible_check_mode", options.check],
    ["ansible_diff_mode", options.diff],
    ["ansible_forks", options.forks],
    ["ansible_inventory_sources", [...options.inventorySources]],
    ["ansible_skip_tags", [...options.skipTags]],
    ["ansible_run_tags", options.tags.length === 0 ? ["all"] : [...options.tags]],
    ["ansible_verbosity", options.verbosity],
  ]);
  if (options.limit !== undefined) vars.set("ansible_limit", options.limit);
  if (state.settings.configFile !== undefined) vars.set("ansible_config_file", state.settings.configFile);
  known.set(state, vars);
  return vars;
}
