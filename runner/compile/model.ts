import type { Origin } from "../../core/errors.ts";
import type { Dict, TemplateText, Value } from "../../core/values.ts";
import type { Level } from "./level.ts";
import type { ResolvedAction } from "./resolve-action.ts";
import type { Settings } from "./settings.ts";

/** A playbook as it runs: plays with everything static already imported. */
export interface Playbook {
  readonly path: string;
  readonly plays: readonly Play[];
}

/** One play. Raw values are templated when the play starts. */
export interface Play {
  readonly kind: "play";
  readonly origin: Origin | undefined;
  readonly name: Value | undefined;
  readonly hosts: Value;
  readonly keywords: Dict;
  /** Directory of the playbook file the play stands in: relative files start here. */
  readonly playDir: string;
  readonly vars: Dict;
  readonly varsFiles: readonly Value[];
  readonly varsPrompt: readonly VarsPrompt[];
  readonly gatherFacts: Value | undefined;
  /** Conditions of `import_playbook`, which also guard fact gathering. */
  readonly importConditions: readonly Value[];
  readonly tags: readonly Value[];
  /** Roles whose defaults and vars the whole play sees; include_role with `public` adds to them. */
  readonly roles: readonly Role[];
  readonly preTasks: readonly Node[];
  readonly roleTasks: readonly Node[];
  readonly tasks: readonly Node[];
  readonly postTasks: readonly Node[];
  readonly handlers: readonly Task[];
  readonly collections: readonly string[];
  /** Keywords that its tasks inherit. */
  readonly settings: Settings;
  readonly level: Level;
}

/** One question of `vars_prompt`. */
export interface VarsPrompt {
  readonly name: string;
  readonly prompt: Value | undefined;
  readonly default: Value | undefined;
  readonly private: Value | undefined;
  readonly confirm: Value | undefined;
  /** Scheme the answer is hashed with, such as sha512_crypt. */
  readonly encrypt: Value | undefined;
  readonly salt: Value | undefined;
  readonly saltSize: Value | undefined;
  /** Whether templates in the answer stay text. */
  readonly unsafe: Value | undefined;
}

/** What a list of tasks holds. */
export type Node = Task | Block;

/** Tasks that fail together: when one fails `rescue` runs, and `always` runs in any case. */
export interface Block {
  readonly kind: "block";
  readonly origin: Origin | undefined;
  readonly block: readonly Node[];
  readonly rescue: readonly Node[];
  readonly always: readonly Node[];
}

/** One task, handler or meta action. */
export interface Task {
  readonly kind: "task";
  readonly id: number;
  readonly origin: Origin | undefined;
  /** The file the task stands in. */
  readonly file: string;
  readonly name: Value | undefined;
  /** The action as written: short name, FQCN or template. */
  readonly action: string | TemplateText;
  /** Undefined when the name is a template, known only at run time. */
  readonly resolved: ResolvedAction | undefined;
  readonly args: TaskArgs;
  readonly loop: Loop | undefined;
  readonly register: string | undefined;
  readonly until: readonly Value[];
  readonly retries: Value | undefined;
  readonly delay: Value | undefined;
  readonly changedWhen: readonly Value[];
  readonly failedWhen: readonly Value[];
  readonly async: Value | undefined;
  readonly poll: Value | undefined;
  readonly listen: readonly string[];
  readonly settings: Settings;
  /** Own and inherited tags, templates included. */
  readonly tags: readonly Value[];
  /** `vars` of the blocks and includes around the task, outermost first, then its own. */
  readonly vars: readonly Dict[];
  /** The task's own `vars`. */
  readonly ownVars: Dict;
  /** Variables given to the dynamic includes around the task; they win over facts. */
  readonly includeParams: readonly Dict[];
  readonly role: Role | undefined;
  /** Directories in which relative `src` and lookup files are searched, best first. */
  readonly searchPath: readonly string[];
  readonly level: Level;
  /** Added by the runner (`flush_handlers` between sections, the end of a role): never reported. */
  readonly implicit: boolean;
}

/** A task's arguments before templating. */
export interface TaskArgs {
  readonly named: Dict;
  /** Free-form text (`command: ls -l`). */
  readonly raw: Value | undefined;
  /** A template that gives the whole dict of arguments (`args: "{{ options }}"`). */
  readonly dynamic: TemplateText | undefined;
}

/** `loop` (terms is a list or gives one) or `with_NAME` (terms go to that lookup). */
export interface Loop {
  readonly lookup: string | undefined;
  readonly terms: Value;
  readonly control: LoopControl;
  /** Subfolder in which a lookup of the loop finds the files the task is about. */
  readonly searchFolder: "files" | "templates" | "vars";
}

/** `loop_control`, untemplated. */
export interface LoopControl {
  readonly loopVar: Value;
  readonly indexVar: Value | undefined;
  readonly label: Value | undefined;
  readonly pause: Value | undefined;
  readonly extended: Value | undefined;
  readonly extendedAllitems: Value | undefined;
  readonly breakWhen: readonly Value[];
}

/** A role as one place in a play uses it: its files' content, its parameters and who asked for it. */
export interface Role {
  readonly kind: "role";
  readonly name: string;
  readonly collection: string | undefined;
  readonly path: string;
  /** Same for two uses that count as one: with `allow_duplicates: false` the second is skipped. */
  readonly key: string;
  readonly params: Dict;
  /** The `vars` keyword of the role entry. */
  readonly entryVars: Dict;
  readonly defaults: Dict;
  readonly vars: Dict;
  readonly dependencies: readonly Role[];
  /** The roles through which this one was reached, outermost first. */
  readonly chain: readonly Role[];
  readonly allowDuplicates: boolean;
  /** Whether its defaults and vars are seen by the whole play. */
  readonly isPublic: boolean;
  readonly tasks: readonly Node[];
  /** Its dependencies' handlers first. */
  readonly handlers: readonly Task[];
}

/** Full name of a role: with its collection. */
export function roleFullName(role: Role): string {
  return role.collection === undefined ? role.name : `${role.collection}.${role.name}`;
}

/** Runs a visitor over every task of a list of nodes, blocks' sections in order. */
export function* tasksOf(nodes: readonly Node[]): Generator<Task> {
  for (const node of nodes) {
    if (node.kind === "task") yield node;
    else yield* tasksOf([...node.block, ...node.rescue, ...node.always]);
  }
}
