import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Level } from "./level.ts";

interface TaskFileSearch {
  readonly target: string;
  readonly level: Level;
  readonly rolePath: string | undefined;
  readonly handlers: boolean;
  readonly playDir: string;
  /** Static imports look beside the importing file first, dynamic includes in the role's tasks first. */
  readonly isImport: boolean;
}

/** Where a task file named by an include or import is; a path that does not exist when there is none. */
export function findTaskFile({ target, level, rolePath, handlers, playDir, isImport }: TaskFileSearch): string {
  if (isAbsolute(target)) return target;
  const beside = includeDirectories(level).flatMap((directory) => [resolve(directory, target)]);
  const sub = handlers ? "handlers" : "tasks";
  const inRole = rolePath === undefined ? [] : [join(rolePath, sub, target), join(rolePath, "tasks", target)];
  const places = [
    ...(isImport ? [...beside, ...inRole] : [...inRole, ...beside]),
    ...(rolePath === undefined ? [] : [join(rolePath, target)]),
    resolve(playDir, target),
  ];
  return places.find((place) => existsSync(place)) ?? inRole[0] ?? resolve(playDir, target);
}

/** Folders of the task files around a place, innermost first, up to the role they are in. */
function includeDirectories(level: Level): readonly string[] {
  const directories: string[] = [];
  for (let step: Level | undefined = level; step && step.kind !== "role"; step = step.parent) {
    if (step.file !== undefined) directories.push(dirname(step.file));
  }
  return directories;
}
