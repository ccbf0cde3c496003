import { HintedError, type Origin } from "../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { originOf } from "../../core/yaml/index.ts";
import type { Collections } from "../load/collections.ts";
import type { Settings } from "../load/settings.ts";
import type { SourceFiles } from "../load/source-files.ts";
import type { Templar } from "../template/index.ts";
import { kindOf } from "./fault.ts";
import type { Level } from "./level.ts";
import type { Node, Role, Task } from "./model.ts";
import type { ActionResolver } from "./resolve-action.ts";

/** What every step of compiling needs. */
export interface CompileContext {
  readonly files: SourceFiles;
  readonly settings: Settings;
  readonly collections: Collections;
  readonly resolver: ActionResolver;
  readonly templar: Templar;
  readonly extraVars: Dict;
  readonly warn: (message: string) => void;
  /** Directory of the playbook that is being compiled. */
  readonly playDir: string;
  /** Expands `import_tasks` and `import_role`; a member, so that lists of tasks and imports need not know each other. */
  readonly expandImport: (found: FoundImport, context: CompileContext) => readonly Node[];
}

/** An `import_tasks` or `import_role` met in a list of tasks. */
export interface FoundImport {
  readonly task: Task;
  readonly keywords: Dict;
  readonly place: TaskPlace;
}

/** Where a list of tasks stands. */
export interface TaskPlace {
  readonly file: string;
  readonly level: Level;
  readonly role: Role | undefined;
  readonly handlers: boolean;
  readonly collections: readonly string[];
  /** Play variables known before any host is, lowest first: for names in static imports. */
  readonly playVars: readonly Dict[];
  /** Whether a `rescue` around takes failures: what could be told before the run is then left to fail when it runs. */
  readonly rescued?: boolean | undefined;
  /** Takes every role that `import_role` and `include_role` bring into the play. */
  readonly foundRoles: Role[];
}

let lastTaskId = 0;

/** A number no other task of this process has. */
export function nextTaskId(): number {
  lastTaskId += 1;
  return lastTaskId;
}

/** The value as a dict. @throws HintedError PLAYBOOK_SYNTAX saying what was expected */
export function requireDict(value: Value | undefined, what: string, origin: Origin | undefined): Dict {
  if (isDict(value)) return value;
  throw new HintedError("PLAYBOOK_SYNTAX", `${what} is ${kindOf(value)}, expected a mapping`, {
    hint: `Write ${what.toLowerCase()} as 'key: value' lines`,
    origin,
  });
}

/** The value as a list; nothing is the empty list. @throws HintedError PLAYBOOK_SYNTAX saying what was expected */
export function requireList(value: Value | undefined, what: string, origin: Origin | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new HintedError("PLAYBOOK_SYNTAX", `${what} is ${kindOf(value)}, expected a list`, {
    hint: "Start each entry with '- '",
    origin: isDict(value) ? (originOf(value) ?? origin) : origin,
  });
}
