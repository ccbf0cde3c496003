import { HintedError } from "../../../core/errors.ts";
import type { Change } from "../../kit/guest/change.ts";

type Values = Readonly<Record<string, string>>;

/** A change taken apart: what the API does, and what `qm set` does on the node. */
export interface Split {
  readonly byApi: Change;
  readonly onNode: Values;
}

/**
 * Takes disks that are imported from paths of the node out of a change. The boot order goes with them: the server refuses
 * one that names a disk which is not there yet.
 */
export function splitImports(change: Change): Split {
  if (change.kind !== "create" && change.kind !== "config") return { byApi: change, onNode: {} };
  const values = change.kind === "create" ? change.config : change.set;
  if (pathsIn(values).length === 0) return { byApi: change, onNode: {} };
  const isHeld = ([key, value]: readonly [string, string]): boolean => key === "boot" || pathOf(value) !== undefined;
  const onNode = Object.fromEntries(Object.entries(values).filter(isHeld));
  const rest = Object.fromEntries(Object.entries(values).filter((pair) => !isHeld(pair)));
  return { byApi: change.kind === "create" ? { ...change, config: rest } : { ...change, set: rest }, onNode };
}

/** The node's paths that changes import from. */
export function importedPaths(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) => pathsIn(splitImports(change).onNode));
}

/** Refuses what would end in a bare 403 of the server. @throws HintedError OPTION_MISSING */
export function refusePaths(paths: readonly string[], identity: string): void {
  const [path] = paths;
  if (path === undefined || identity === "root@pam") return;
  throw new HintedError(
    "OPTION_MISSING",
    `A disk is to be imported from '${path}', a path of the node: the API takes paths from root@pam logged in by password only, and '${identity}' asks`,
    {
      hint: "Add 'ssh' to import it on the node, or bring the file to a storage with proxmox_image and import from STORAGE:import/NAME",
    },
  );
}

/** Parameters of a call without the disks that `qm set` imports. */
export function withoutImports(params: Values): Values {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => pathOf(value) === undefined));
}

function pathsIn(values: Values): readonly string[] {
  return Object.values(values).flatMap((value) => pathOf(value) ?? []);
}

function pathOf(value: string): string | undefined {
  return /(?:^|,)import-from=(\/[^,]*)/.exec(value)?.[1];
}
