import { resolve } from "node:path";
import { loadAnsibleConfig } from "../../core/ansible-config.ts";
import { HintedError } from "../../core/errors.ts";
import { inventorySources, loadInventory } from "../../inventory/index.ts";
import { compilePlaybook, contextMaker } from "../compile/index.ts";
import type { Playbook } from "../compile/model.ts";
import { AsyncJobs } from "../execute/actions/async-jobs.ts";
import { builtinNames } from "../execute/actions/index.ts";
import { connectionMaker } from "../execute/connections/maker.ts";
import { OwnModules, ownNames } from "../execute/modules/own.ts";
import type { RunState } from "../execute/run-state.ts";
import { Stats } from "../execute/stats.ts";
import { VariableStore } from "../execute/variables/store.ts";
import { loadExtraVars } from "../load/extra-vars.ts";
import { passphraseAsker } from "./prompter.ts";
import { collectionPlaybook } from "../load/collection-playbooks.ts";
import { openFactCache } from "../load/fact-cache.ts";
import { readSettings, type Settings } from "../load/settings.ts";
import { isFile, SourceFiles } from "../load/source-files.ts";
import type { CommandContext } from "./command-context.ts";
import { inventoryEvaluator } from "./evaluator.ts";
import { interruptSignal } from "./interrupt.ts";
import { reporting } from "./reporting.ts";
import { type RunFlags, runOptionsOf } from "./run-options.ts";
import { templarMaker } from "./templars.ts";
import { vaultSecretsOf } from "./vault-options.ts";

/** Reads a playbook by its path (relative ones start in the current directory) or by its name in a collection. @throws HintedError FILE_NOT_FOUND, and as compilePlaybook */
export function compileFile(path: string, state: RunState, context: CommandContext): Playbook {
  const own = resolve(context.cwd, path);
  const file = isFile(own) ? own : collectionPlaybook(path, state.contextFor(context.cwd).collections);
  if (file === undefined) {
    throw new HintedError("FILE_NOT_FOUND", `Playbook not found: ${path}`, {
      hint: "Check the name and the current directory",
    });
  }
  const playbook = compilePlaybook(file, state.contextFor);
  return { ...playbook, path };
}

/** Everything a run needs, from options, environment and ansible.cfg. @throws HintedError INVENTORY_*, VAULT_*, OPTION_*, YAML_SYNTAX, FILE_* */
export async function prepareRun(flags: RunFlags, context: CommandContext): Promise<RunState> {
  const { cwd, env, warn } = context;
  const config = loadAnsibleConfig(context, warn);
  const settings = readSettings(config, context);
  const vault = await vaultSecretsOf(flags, { context, config });
  const files = new SourceFiles(vault, warn);
  const extraVars = loadExtraVars(flags.extraVars ?? [], files, context);
  const sources = inventorySources(flags.inventory ?? [], config);
  const evaluator = () => inventoryEvaluator(context, files);
  const inventory = await loadInventory(sources, { cwd, env, warn, config, vault, evaluator });
  const options = await runOptionsOf(flags, {
    context,
    settings,
    sources: sources.map((source) => resolve(cwd, source)),
  });
  const { reporter, prompter, say } = reporting(flags.output ?? settings.stdoutCallback, {
    context,
    options,
    settings,
  });
  const contextFor = contextMaker({
    files,
    settings,
    catalog: { builtins: builtinNames, own: ownNames },
    extraVars,
    warn: (message) => reporter.warning(message),
    templarFor: templarMaker({ files, inventory, env, warn: (message) => reporter.warning(message) }),
  });
  return {
    options,
    settings,
    inventory,
    files,
    contextFor,
    extraVars,
    variables: variableStore(settings, flags.flushCache ? inventory.hosts() : []),
    reporter,
    stats: new Stats(),
    connections: connectionMaker(passphraseAsker(prompter)),
    own: new OwnModules(),
    jobs: new AsyncJobs(),
    prompter,
    failedHosts: new Set(),
    unreachableHosts: new Set(),
    env,
    signal: interruptSignal({ say }),
    leftRunning: [],
    startedAtTask: false,
  };
}

/** Variables of hosts with the facts that earlier runs kept; those of some hosts are forgotten. */
function variableStore(settings: Settings, forgotten: readonly { readonly name: string }[]): VariableStore {
  const variables = new VariableStore(settings.hashBehaviour === "merge", openFactCache(settings));
  for (const { name } of forgotten) variables.clearFacts(name);
  return variables;
}
