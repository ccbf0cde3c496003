import type { Dict, Value } from "../../core/values.ts";
import type { CompileContext } from "../compile/index.ts";
import type { Play, Role, Task } from "../compile/model.ts";
import type { TaskStart } from "../report/reporter.ts";
import type { Templar } from "../template/index.ts";
import type { HostState } from "./host-state.ts";
import type { RunState } from "./run-state.ts";
import { hostScopeLayers, HostVarsDict } from "./variables/host-vars.ts";
import { type TaskLayers, taskLayers } from "./variables/layers.ts";
import { playMagic, taskMagic } from "./variables/magic.ts";
import { TaskScope } from "./variables/task-scope.ts";

/** Everything that lives as long as one batch of hosts runs one play. */
export class PlayRun {
  readonly state: RunState;
  readonly play: Play;
  readonly name: string;
  readonly context: CompileContext;
  readonly templar: Templar;
  /** Patterns that choose the play's hosts. */
  readonly pattern: readonly string[];
  /** Hosts of the whole play in order; others when the inventory was refreshed. */
  allHosts: readonly string[];
  /** Hosts of this batch (`serial`), in order. */
  readonly batch: readonly string[];
  readonly hosts = new Map<string, HostState>();
  /** Hosts that left the play: failed, ended or unreachable. */
  readonly removed: string[] = [];
  /** Handlers to be searched and run, in order; included roles add theirs. */
  handlers: readonly Task[];
  /** Hosts that each handler still has to run on. */
  readonly notified = new Map<Task, Set<string>>();
  /** Roles by key: hosts on which a task of it ran, and on which it ran to its end. */
  readonly rolesStarted = new Map<string, Set<string>>();
  readonly rolesCompleted = new Map<string, Set<string>>();
  endPlay = false;
  /** Tasks that have started, as reports name them. */
  readonly started = new Map<Task, TaskStart>();
  /** Whether `--step` still asks before each task. */
  stepping: boolean;
  /** Share of failed hosts, in per cent, above which the play ends. */
  readonly maxFailPercentage: number | undefined;
  /** Play variables with the answers of vars_prompt. */
  readonly vars: Dict;
  #publicRoles: readonly Role[];
  readonly #layers = new Map<number, TaskLayers>();
  readonly #varsFiles: (host: string | undefined) => readonly Dict[];
  readonly #magic: ReadonlyMap<string, () => Value>;

  constructor(parts: PlayRunParts) {
    const { state, play, context } = parts;
    this.state = state;
    this.play = play;
    this.name = parts.name;
    this.context = context;
    this.templar = context.templar;
    this.pattern = parts.pattern;
    this.allHosts = parts.allHosts;
    this.batch = parts.batch;
    this.handlers = play.handlers;
    this.vars = parts.vars;
    this.stepping = state.options.step;
    this.maxFailPercentage = parts.maxFailPercentage;
    this.#publicRoles = play.roles.filter((role) => role.isPublic);
    this.#varsFiles = parts.varsFiles;
    this.#magic = playMagic(this, new HostVarsDict(this.state, context.templar, play.playDir));
  }

  /** The variables a task sees on a host; without a host those known before any is. */
  scope(task: Task | undefined, host: string | undefined): TaskScope {
    return new TaskScope({
      magic: taskMagic(this.#magic, { task, run: this }),
      task: this.#taskLayers(task, host),
      host: hostScopeLayers(this.state, host, this.play.playDir),
      mergeDicts: this.state.settings.hashBehaviour === "merge",
    });
  }

  get publicRoles(): readonly Role[] {
    return this.#publicRoles;
  }

  /** Brings in what an include found: handlers of its roles, and their variables when they are public. */
  addRoles(roles: readonly Role[]): void {
    if (roles.length === 0) return;
    this.handlers = [...this.handlers, ...roles.flatMap((role) => role.handlers)];
    const found = roles.filter((role) => role.isPublic);
    if (found.length === 0) return;
    this.#publicRoles = [...this.#publicRoles, ...found];
    this.#layers.clear();
  }

  /** Whether a task runs as a handler: one of the play's, or brought in by one of them. */
  isHandler(task: Task): boolean {
    return this.notified.has(task) || this.handlers.includes(task);
  }

  /** Hosts of the batch that have not left the play. */
  activeHosts(): readonly string[] {
    const gone = new Set(this.removed);
    return this.batch.filter((host) => !gone.has(host));
  }

  #taskLayers(task: Task | undefined, host: string | undefined): TaskLayers {
    const varsFiles = this.#varsFiles(host);
    const key = task?.id ?? 0;
    const known = varsFiles === this.#staticVarsFiles ? this.#layers.get(key) : undefined;
    if (known) return known;
    const layers = taskLayers(task, {
      extraVars: this.state.extraVars,
      playVars: this.vars,
      varsFiles,
      publicRoles: this.#publicRoles,
    });
    if (varsFiles === this.#staticVarsFiles) this.#layers.set(key, layers);
    return layers;
  }

  get #staticVarsFiles(): readonly Dict[] {
    return this.#varsFiles(undefined);
  }
}

/** What a {@link PlayRun} is made of. */
export interface PlayRunParts {
  readonly state: RunState;
  readonly play: Play;
  readonly name: string;
  readonly context: CompileContext;
  readonly pattern: readonly string[];
  readonly allHosts: readonly string[];
  readonly batch: readonly string[];
  readonly vars: Dict;
  readonly maxFailPercentage: number | undefined;
  /** Variables of `vars_files`; the same array for every host when no name depends on one. */
  readonly varsFiles: (host: string | undefined) => readonly Dict[];
}
