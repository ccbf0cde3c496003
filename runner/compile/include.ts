import { HintedError } from "../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { isFile } from "../load/source-files.ts";
import type { CompileContext, TaskPlace } from "./context.ts";
import type { Level } from "./level.ts";
import type { Node, Play, Role, Task } from "./model.ts";
import { compileHandlers, compileNodes } from "./nodes.ts";
import { fromFilesOf, loadRole } from "./role.ts";
import { LayeredScope } from "./static-scope.ts";
import { findTaskFile } from "./task-files.ts";

/** A dynamic include that a run has met: the task, its evaluated options, and variables for the tasks inside. */
export interface IncludeRequest {
  readonly task: Task;
  readonly play: Play;
  /** File or role name. */
  readonly target: string;
  readonly options: Dict;
  /** The include's own `vars` with the loop's variables on top. */
  readonly vars: Dict;
  readonly handlers: boolean;
}

/** What an include brings in. */
export interface Included {
  /** The file or role, for reports. */
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly roles: readonly Role[];
}

/** An include's options are evaluated before it gets here. */
const NO_VARIABLES = new LayeredScope([]);

/** Tasks of `include_tasks`. @throws HintedError FILE_NOT_FOUND, TASK_FAILED for a file without a list, and as compileTask */
export function includeTasks(request: IncludeRequest, context: CompileContext): Included {
  const { task, play, target } = request;
  const file = findTaskFile({
    target,
    level: task.level,
    rolePath: task.role?.path,
    handlers: request.handlers,
    playDir: play.playDir,
    isImport: false,
  });
  if (!isFile(file)) {
    throw new HintedError("FILE_NOT_FOUND", `Task file not found: ${file}`, {
      hint: "Check the name below include_tasks",
      origin: task.origin,
    });
  }
  const foundRoles: Role[] = [];
  const place = includePlace(request, { file, foundRoles });
  const document = context.files.yaml(file);
  if (document !== null && !Array.isArray(document)) {
    throw new HintedError("TASK_FAILED", `${file} does not contain a list of tasks`, {
      hint: "Start each of its tasks with '- '; a file with plays goes to import_playbook",
      origin: task.origin,
    });
  }
  const nodes = request.handlers ? compileHandlers(document, place, context) : compileNodes(document, place, context);
  return { name: file, nodes, roles: foundRoles };
}

/** Tasks of `include_role`. @throws HintedError FILE_NOT_FOUND, and as compileTask */
export function includeRole(request: IncludeRequest, context: CompileContext): Included {
  const { task, target, options } = request;
  const foundRoles: Role[] = [];
  const place = includePlace(request, { file: undefined, foundRoles });
  const role = loadRole(
    {
      name: target,
      keywords: new Map(),
      params: new Map(),
      entryVars: request.vars,
      fromFiles: fromFilesOf(options, context, NO_VARIABLES),
      level: place.level,
      chain: task.role ? [...task.role.chain, task.role] : [],
      fromInclude: true,
      // Once a setting says anything of it, includes are as public as imports.
      isPublic: options.has("public") ? options.get("public") === true : context.settings.privateRoleVars === false,
      allowDuplicates: options.get("allow_duplicates") !== false,
      validate: options.get("rolespec_validate") !== false,
      origin: task.origin,
    },
    place,
    context,
  );
  return { name: target, nodes: role.tasks, roles: [...foundRoles, role] };
}

function includePlace(
  { task, play, vars, options, handlers }: IncludeRequest,
  { file, foundRoles }: { file: string | undefined; foundRoles: Role[] },
): TaskPlace {
  const include: Level = { kind: "include", keywords: new Map(), vars, parent: task.level, file };
  const apply = options.get("apply");
  return {
    file: file ?? task.file,
    level: isDict(apply) ? applyLevel(apply, include) : include,
    role: task.role,
    handlers,
    collections: play.collections,
    playVars: [play.vars],
    foundRoles,
  };
}

function applyLevel(apply: Dict, parent: Level): Level {
  const vars: Value | undefined = apply.get("vars");
  return { kind: "apply", keywords: apply, vars: isDict(vars) ? vars : new Map(), parent };
}
