import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { HintedError } from "../../core/errors.ts";
import type { Args, Options } from "../../core/spec/options.ts";
import type { Applied, Module, TaskContext } from "./define-module.ts";
import { mergeShown } from "./diff.ts";
import { failure, type ModuleResult } from "./result.ts";

/** A module's task: who asks, what for, and how. */
interface Task<S extends Options> {
  readonly client: ProxmoxClient;
  readonly args: Args<S>;
  readonly context: TaskContext & { readonly diff: boolean };
}

/** Planning again after a clone or a lost race must settle; more rounds than this is a fault. */
const MAX_ROUNDS = 4;

/** Reads, plans and, unless in check mode, applies. The diff is that of the first plan, the same in check mode and for real. */
export async function converge<S extends Options, Current, Change>(
  module: Module<S, Current, Change>,
  task: Task<S>,
): Promise<ModuleResult> {
  const current = await module.read(task.client, task.args, task.context);
  const changes = module.plan(current, task.args);
  const shown = changes.map((change) => module.show(change));
  const base: ModuleResult = {
    ...module.result?.(current, task.args),
    changed: changes.length > 0,
    ...(task.context.diff && changes.length > 0 ? { diff: mergeShown(shown) } : {}),
    ...warningsOf(module.warnings?.(current, task.args) ?? []),
  };
  if (task.context.checkMode || changes.length === 0) return base;
  return new Round(module, task, base).run(changes);
}

/** Applies a plan, planning again where a change asks for it or another client was faster. */
class Round<S extends Options, Current, Change> {
  readonly #module: Module<S, Current, Change>;
  readonly #client: ProxmoxClient;
  readonly #context: TaskContext;
  #args: Args<S>;
  #result: ModuleResult;
  #done = 0;

  constructor(module: Module<S, Current, Change>, task: Task<S>, base: ModuleResult) {
    this.#module = module;
    this.#client = task.client;
    this.#context = task.context;
    this.#args = task.args;
    this.#result = base;
  }

  async run(first: readonly Change[]): Promise<ModuleResult> {
    try {
      let changes = first;
      for (let round = 1; await this.#applyAll(changes, round < MAX_ROUNDS); round++) changes = await this.#planAgain();
      return this.#result;
    } catch (error) {
      return failure(error, { ...this.#result, changed: this.#done > 0, changes_done: this.#done });
    }
  }

  /** True when the rest must be planned again. */
  async #applyAll(changes: readonly Change[], mayReplan: boolean): Promise<boolean> {
    for (const change of changes) {
      const applied = await this.#applyOne(change, mayReplan);
      if (applied === "conflict") return true;
      this.#done++;
      this.#keep(applied);
      if (applied.replan && !mayReplan) throw unsettled();
      if (applied.replan) return true;
    }
    return false;
  }

  async #applyOne(change: Change, mayReplan: boolean): Promise<Applied<S> | "conflict"> {
    try {
      return await this.#module.apply(this.#client, this.#args, change);
    } catch (error) {
      if (mayReplan && error instanceof HintedError && error.code === "PROXMOX_CONFLICT") return "conflict";
      throw error;
    }
  }

  #keep({ result, warnings, replan }: Applied<S>): void {
    const known = this.#result["warnings"];
    this.#result = {
      ...this.#result,
      ...result,
      ...warningsOf([...(Array.isArray(known) ? known : []), ...(warnings ?? [])]),
    };
    if (replan) this.#args = { ...this.#args, ...replan };
  }

  async #planAgain(): Promise<readonly Change[]> {
    const current = await this.#module.read(this.#client, this.#args, this.#context);
    return this.#module.plan(current, this.#args);
  }
}

function unsettled(): HintedError {
  return new HintedError(
    "PROXMOX_CONFLICT",
    `The changes do not settle: after ${MAX_ROUNDS} rounds there was still something to do`,
    {
      hint: "Run again with --check --diff to see what the server does not keep; somebody else may be changing it too",
    },
  );
}

function warningsOf(warnings: readonly string[]): { warnings?: readonly string[] } {
  return warnings.length === 0 ? {} : { warnings };
}
