import { HintedError } from "../../core/errors.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import type { Dict, Value } from "../../core/values.ts";
import { includeRole, includeTasks } from "../compile/index.ts";
import type { Node, Task } from "../compile/model.ts";
import { valueKey } from "../compile/value-key.ts";
import { KeywordValues } from "../execute/keyword-values.ts";
import { loopItems } from "../execute/loop-items.ts";
import type { PlayRun } from "../execute/play-run.ts";
import { filterTags } from "../execute/tags.ts";
import type { TaskScope } from "../execute/variables/task-scope.ts";
import { isOpen, KnownValues } from "./evaluate-known.ts";

/** One task with one item of its loop on one host, as far as that is known. */
export interface PlannedTask {
  readonly task: Task;
  readonly host: string;
  readonly run: PlayRun;
  readonly scope: TaskScope;
  readonly known: KnownValues;
}

/** Takes tasks of our modules as the walk meets them. */
export interface WalkVisitor {
  own(planned: PlannedTask, module: string): Promise<void>;
  /** A sentence about what could not be followed. */
  note(text: string): void;
}

/** Includes deeper than this are taken for a recursion that only a run would end. */
const DEEPEST = 20;

/** Walks through all tasks of a play that may run, in order, with everything they include, on every host. */
export class PlayWalk {
  readonly #run: PlayRun;
  readonly #visitor: WalkVisitor;
  /** Names that tasks set in ways only a run tells. */
  readonly #runtime = new Set<string>();

  constructor(run: PlayRun, visitor: WalkVisitor) {
    this.#run = run;
    this.#visitor = visitor;
  }

  async walk(): Promise<void> {
    const { play } = this.#run;
    const nodes = [...play.preTasks, ...play.roleTasks, ...play.tasks, ...play.postTasks];
    await this.#nodes(filterTags(nodes, this.#run), { within: [], isCertain: true });
    // Handlers of roles that were included have joined by now.
    await this.#nodes(this.#run.handlers, { within: [], isCertain: false });
  }

  async #nodes(nodes: readonly Node[], place: Place): Promise<void> {
    for (const node of nodes) {
      if (node.kind === "task") await this.#task(node, place);
      else {
        await this.#nodes(node.block, place);
        await this.#nodes(node.rescue, { ...place, isCertain: false });
        await this.#nodes(node.always, place);
      }
    }
  }

  async #task(task: Task, place: Place): Promise<void> {
    for (const host of this.#run.allHosts) {
      for (const scope of this.#scopes(task, host)) {
        const known = this.#known(scope);
        if (!task.settings.when.every((condition) => known.mayHold(condition))) continue;
        await this.#visit({ task, host, run: this.#run, scope, known }, place);
      }
    }
    if (task.register !== undefined) this.#runtime.add(task.register);
  }

  #known(scope: TaskScope): KnownValues {
    return new KnownValues(this.#run.templar, scope, this.#runtime);
  }

  /** The task's scope for each item of its loop; one with a mark for the item where the list is not known. */
  #scopes(task: Task, host: string): readonly TaskScope[] {
    const scope = this.#run.scope(task, host);
    const { loop } = task;
    if (!loop) return [scope];
    const name = new KeywordValues(this.#run.templar, scope).text("loop_var", loop.control.loopVar) ?? "item";
    return this.#items(loop, scope).map((item) => scope.with(new Map<Value, Value>([[name, item]])));
  }

  #items(loop: NonNullable<Task["loop"]>, scope: TaskScope): readonly Value[] {
    const terms = this.#known(scope).value(loop.terms);
    if (isOpen(terms)) return Array.isArray(terms) ? terms : [unknown("an item of the loop")];
    try {
      return loopItems(loop, scope, this.#run.templar);
    } catch (error) {
      if (error instanceof HintedError) return [unknown("an item of the loop")];
      throw error;
    }
  }

  async #visit(planned: PlannedTask, place: Place): Promise<void> {
    const { resolved } = planned.task;
    switch (resolved?.kind) {
      case "own":
        return this.#visitor.own(planned, resolved.name);
      case "include_tasks":
      case "include_role":
        return this.#include(planned, place);
      case "builtin":
        if (resolved.name === "set_fact") this.#setFact(planned, place);
        if (resolved.name === "include_vars")
          this.#visitor.note(`${whereOf(planned.task)}: include_vars is not followed`);
        return;
      case "foreign":
        if (/proxmox/.test(resolved.name))
          this.#visitor.note(
            `${whereOf(planned.task)}: what ${resolved.name} needs is not known: it is not one of our modules`,
          );
        return;
      case "meta":
      case "import_tasks":
      case "import_role":
        return;
      case undefined:
        this.#visitor.note(`${whereOf(planned.task)}: the module's name is a template, known only at run time`);
    }
  }

  /** A fact set once, without condition and from what is known, is as good as a variable. */
  #setFact({ task, host, known }: PlannedTask, { isCertain }: Place): void {
    for (const [name, raw] of task.args.named) {
      if (typeof name !== "string" || name === "cacheable") continue;
      const value = known.value(raw);
      const isPlain = isCertain && task.settings.when.length === 0 && !task.loop && !isOpen(value);
      if (isPlain) this.#run.state.variables.setVariables(host, new Map([[name, value]]));
      else this.#runtime.add(name);
    }
  }

  async #include({ task, scope, known }: PlannedTask, place: Place): Promise<void> {
    const { named, raw } = task.args;
    const target = known.value(raw ?? named.get("file") ?? named.get("name") ?? named.get("role") ?? null);
    if (typeof target !== "string" || isOpen(target) || place.within.length >= DEEPEST)
      return this.#visitor.note(`${whereOf(task)}: what is included is known only at run time`);
    const options: Dict = new Map(
      [...named].map(([key, value]) => [key, key === "apply" ? value : known.value(value)] as const),
    );
    const vars: Dict = new Map([...task.ownVars, ...loopVars(task, scope, this.#run)]);
    const asked = `${target} ${valueKey(options)} ${valueKey(vars)}`;
    // What includes itself brings nothing that was not seen the first time.
    if (place.within.includes(asked)) return;
    const request = { task, play: this.#run.play, target, options, vars, handlers: false };
    const include = task.resolved?.kind === "include_role" ? includeRole : includeTasks;
    const { nodes, roles } = include(request, this.#run.context);
    this.#run.addRoles(roles);
    const isCertain = place.isCertain && task.settings.when.length === 0;
    await this.#nodes(filterTags(nodes, this.#run), { within: [...place.within, asked], isCertain });
  }
}

interface Place {
  /** The includes around it, each with what it was asked for. */
  readonly within: readonly string[];
  /** False in `rescue` and behind conditions: what is set there may not be. */
  readonly isCertain: boolean;
}

function loopVars(task: Task, scope: TaskScope, run: PlayRun): Dict {
  if (!task.loop) return new Map();
  const name = new KeywordValues(run.templar, scope).text("loop_var", task.loop.control.loopVar) ?? "item";
  return new Map<Value, Value>([[name, scope.get(name) ?? null]]);
}

/** `site.yml:12`, for sentences. */
export function whereOf({ origin, file }: Pick<Task, "origin" | "file">): string {
  return origin === undefined ? file : `${origin.file}:${origin.line}`;
}
