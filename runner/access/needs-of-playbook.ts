import { HintedError } from "../../core/errors.ts";
import type { AccessCall, RuleContext } from "../../core/proxmox/access/call.ts";
import { requirementOfCall } from "../../core/proxmox/access/requirement-of-call.ts";
import { partsOf } from "../../core/proxmox/access/requirement.ts";
import { unknownIn } from "../../core/proxmox/access/unknown.ts";
import { accessCalls } from "../../modules/index.ts";
import type { Playbook, Task } from "../compile/model.ts";
import { PlayRun } from "../execute/play-run.ts";
import { planPlay } from "../execute/run-play.ts";
import type { RunState } from "../execute/run-state.ts";
import { KnownGuests, type ServerKnowledge } from "./known-guests.ts";
import { withoutLostEntries } from "./lost-entries.ts";
import type { PlaybookNeeds, TaskNeed } from "./need.ts";
import { taskArguments } from "./task-arguments.ts";
import { type PlannedTask, PlayWalk, whereOf } from "./walk-play.ts";

/** What is known where the playbook will run. */
export interface PlanTarget {
  readonly version: RuleContext["version"];
  readonly server: ServerKnowledge;
}

/** A call with the task that makes it. */
interface CalledTask {
  readonly task: Task;
  readonly module: string;
  readonly name: string;
  readonly call: AccessCall;
}

/**
 * Everything the tasks of a playbook need on the API, found without running it: arguments are evaluated with all variables known
 * beforehand, conditions known to be false leave tasks out, and what only the run tells widens the path.
 * @throws HintedError as compiling and templates do, and OPTION_* where a module would refuse its arguments
 */
export async function needsOfPlaybook(state: RunState, playbook: Playbook, target: PlanTarget): Promise<PlaybookNeeds> {
  const collector = new Collector(state, target);
  for (const play of playbook.plays) {
    const plan = await planPlay(state, play);
    if (plan.allHosts.length === 0) continue;
    await new PlayWalk(new PlayRun({ ...plan, batch: plan.allHosts }), collector).walk();
  }
  return collector.needs();
}

class Collector {
  readonly #state: RunState;
  readonly #target: PlanTarget;
  readonly #guests: KnownGuests;
  readonly #called: CalledTask[] = [];
  readonly #notes = new Set<string>();
  /** Who the first task asks as: the rights are those of one credential. */
  #identity: string | undefined;

  constructor(state: RunState, target: PlanTarget) {
    this.#state = state;
    this.#target = target;
    this.#guests = new KnownGuests(target.version, target.server);
  }

  note(text: string): void {
    this.#notes.add(text);
  }

  async own(planned: PlannedTask, module: string): Promise<void> {
    const { args, identity } = taskArguments(planned);
    const { task } = planned;
    this.#identity ??= identity;
    if (identity !== this.#identity)
      return this.note(`${whereOf(task)}: works with a credential of its own, whose rights are not part of this`);
    const found = await this.#calls(planned, { module, args });
    this.#guests.learn(args, found);
    // A task in check mode only looks.
    const isCheck = task.settings.checkMode !== undefined && planned.known.value(task.settings.checkMode) === true;
    const calls = isCheck ? found.filter(({ endpoint }) => endpoint.startsWith("GET ")) : found;
    const name = nameOf(planned, module);
    this.#called.push(...calls.map((call) => ({ task, module, name, call })));
  }

  async #calls(
    { task }: PlannedTask,
    { module, args }: { module: string; args: Readonly<Record<string, unknown>> },
  ): Promise<readonly AccessCall[]> {
    try {
      return await accessCalls(module, { args, world: this.#guests, env: this.#state.env });
    } catch (error) {
      if (!(error instanceof HintedError)) throw error;
      throw new HintedError(error.code, `${whereOf(task)}: ${error.message}`, {
        hint: error.hint,
        cause: error,
        origin: task.origin,
      });
    }
  }

  needs(): PlaybookNeeds {
    const { version, server } = this.#target;
    const context: RuleContext = { version, zoneOf: (bridge) => server.zones.get(bridge) ?? "localnetwork" };
    const { called, doomed } = withoutLostEntries(this.#called);
    const needs = called.flatMap(({ task, module, name, call }): readonly TaskNeed[] =>
      partsOf(requirementOfCall(call, context)).map((requirement) => ({
        task: name,
        origin: task.origin,
        module,
        endpoint: call.endpoint,
        requirement,
      })),
    );
    const isNew = (what: string): boolean => this.#guests.isNew(what) || doomed.has(what);
    return { needs: unique(needs), guests: this.#guests.asked, notes: [...this.#notes], isNew };
  }
}

function unique(needs: readonly TaskNeed[]): readonly TaskNeed[] {
  const seen = new Map<string, TaskNeed>();
  for (const need of needs) {
    const { origin, endpoint, requirement } = need;
    const key = JSON.stringify([origin?.file, origin?.line, endpoint, requirement]);
    if (!seen.has(key)) seen.set(key, need);
  }
  return [...seen.values()];
}

function nameOf({ task, known }: PlannedTask, module: string): string {
  const name = task.name === undefined ? undefined : known.value(task.name);
  return typeof name === "string" && name !== "" && unknownIn(name) === undefined ? name : module;
}
