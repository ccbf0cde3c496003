import type { Dict } from "../../../core/values.ts";
import type { Role, Task } from "../../compile/model.ts";
import { exportedLayers, roleDefaultLayers, roleParamLayers, roleVarLayers } from "../../compile/role-vars.ts";

/** The variables of a task that do not depend on the host, in three runs between which the host's own stand; highest first. */
export interface TaskLayers {
  /** Above what a host learned: extra vars, include and role parameters. */
  readonly high: readonly Dict[];
  /** Below that, above facts and inventory: vars of task, block, role, files and play. */
  readonly middle: readonly Dict[];
  /** Below everything: role defaults. */
  readonly low: readonly Dict[];
}

/** Where a task's layers come from beside the task. */
export interface LayerSources {
  readonly extraVars: Dict;
  readonly playVars: Dict;
  /** Of `vars_files`, lowest first. */
  readonly varsFiles: readonly Dict[];
  /** The roles whose defaults and vars the whole play sees. */
  readonly publicRoles: readonly Role[];
}

/** The layers of a task in its play; of the play alone when there is no task. */
export function taskLayers(task: Task | undefined, sources: LayerSources): TaskLayers {
  const { extraVars, playVars, varsFiles, publicRoles } = sources;
  const role = task?.role;
  return {
    high: highestFirst([...(role ? roleParamLayers(role) : []), ...(task?.includeParams ?? []), extraVars]),
    middle: highestFirst([
      playVars,
      ...varsFiles,
      ...publicRoles.flatMap(exportedLayers),
      ...(role ? roleVarLayers(role) : []),
      ...(task?.vars ?? []),
    ]),
    low: highestFirst([...publicRoles.flatMap(roleDefaultLayers), ...(role ? roleDefaultLayers(role) : [])]),
  };
}

function highestFirst(layers: readonly Dict[]): readonly Dict[] {
  return layers.filter((layer) => layer.size > 0).toReversed();
}
