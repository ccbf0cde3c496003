import { homedir } from "node:os";
import { resolve } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { placesIn } from "../../../load/paths.ts";
import { isDirectory, isFile } from "../../../load/source-files.ts";
import type { Target } from "../../connections/target.ts";
import type { ActionCall } from "../action.ts";

/** A path of the target: on this machine relative ones start at the playbook's folder. */
export function targetPath(call: ActionCall, target: Target, path: string): string {
  if (!target.isLocal) return path;
  const expanded = path === "~" || path.startsWith("~/") ? homedir() + path.slice(1) : path;
  const slash = expanded.endsWith("/") && expanded !== "/" ? "/" : "";
  return resolve(call.run.play.playDir, expanded) + slash;
}

/** A file or folder beside the playbook or role, for `src`. @throws HintedError FILE_NOT_FOUND saying where it was looked for */
export function findSource(call: ActionCall, sub: "files" | "templates", name: string): string {
  const places = placesIn(call.task.searchPath, sub, name);
  const found = places.find((place) => isFile(place) || isDirectory(place));
  if (found !== undefined) return found;
  throw new HintedError("FILE_NOT_FOUND", `Could not find or access '${name}'`, {
    hint: `It was looked for as ${places.join(", ")}`,
  });
}
