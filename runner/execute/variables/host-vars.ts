import type { Dict, Value } from "../../../core/values.ts";
import { isOmit, type Templar } from "../../template/index.ts";
import type { RunState } from "../run-state.ts";
import { groupsOf } from "./groups.ts";
import { LazyDict } from "./lazy-dict.ts";
import { optionVars } from "./option-vars.ts";
import { type HostLayers, TaskScope } from "./task-scope.ts";

const NOTHING: Dict = new Map();
const NO_HOST: HostLayers = { learned: [], ansibleFacts: NOTHING, facts: NOTHING, inventory: NOTHING };

/** The layers of a host: what it learned during the run and what the inventory says of it. */
export function hostScopeLayers(state: RunState, host: string | undefined, playDir: string): HostLayers {
  if (host === undefined) return NO_HOST;
  const { variables, inventory, settings } = state;
  const learned = [variables.setFacts(host), variables.includedVars(host)].filter((layer) => layer.size > 0);
  return {
    learned,
    ansibleFacts: variables.namespacedFacts(host),
    facts: settings.injectFacts ? variables.injectedFacts(host) : NOTHING,
    inventory: inventory.host(host) ? inventory.hostVars(host, playDir) : strangerVars(host),
  };
}

/** A host that only `delegate_to` names has no variables but its names. */
function strangerVars(host: string): Dict {
  return new Map<Value, Value>([
    ["inventory_hostname", host],
    ["inventory_hostname_short", host.split(".")[0] ?? host],
    ["group_names", ["ungrouped"]],
  ]);
}

/** The variable `hostvars`: for each host its variables, evaluated in its own scope when they are asked for. */
export class HostVarsDict extends LazyDict {
  constructor(state: RunState, templar: Templar, playDir: string) {
    const views = new Map<string, Dict>();
    super(
      (host) => (typeof host === "string" ? view(host) : undefined),
      () => state.inventory.hosts().map((host) => host.name),
    );
    const view = (host: string): Dict | undefined => {
      const known = views.get(host);
      if (known) return known;
      if (!state.inventory.host(host)) return undefined;
      const made = hostView(host, { state, templar, playDir });
      views.set(host, made);
      return made;
    };
  }
}

function hostView(
  host: string,
  { state, templar, playDir }: { state: RunState; templar: Templar; playDir: string },
): Dict {
  // Layers are looked up anew each time: facts set later must be seen.
  const scope = (): TaskScope =>
    new TaskScope({
      magic: magicOf(state),
      task: { high: [state.extraVars], middle: [], low: [] },
      host: hostScopeLayers(state, host, playDir),
      mergeDicts: state.settings.hashBehaviour === "merge",
    });
  return new LazyDict(
    (name) => {
      if (typeof name !== "string" || name === "vars") return undefined;
      const current = scope();
      const raw = current.get(name);
      const value = raw === undefined ? undefined : templar.evaluate(raw, current);
      return isOmit(value) ? undefined : value;
    },
    () => [...scope().names()].filter((name) => name !== "vars"),
  );
}

function magicOf(state: RunState) {
  const options = optionVars(state);
  return {
    get: (name: string): Value | undefined => (name === "groups" ? groupsOf(state.inventory) : options.get(name)),
    *names(): Iterable<string> {
      yield "groups";
      for (const name of options.keys()) if (typeof name === "string") yield name;
    },
  };
}
