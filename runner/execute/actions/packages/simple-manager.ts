import { type Result, resultOf } from "../../result.ts";
import type { ActionCall } from "../action.ts";
import { mustRun } from "../tool.ts";

/** The commands of a package manager that needs no more than this. */
export interface PackageManager {
  isInstalled(name: string): Promise<boolean>;
  /** Of installed packages the ones that could be newer; all when no name is given. */
  outdated(names: readonly string[]): Promise<readonly string[]>;
  readonly install: readonly string[];
  readonly upgrade: readonly string[];
  readonly remove: readonly string[];
  /** Reads the lists of packages anew. */
  readonly refresh: readonly string[];
}

/** What packages are to be. */
export interface Wanted {
  readonly names: readonly string[];
  readonly state: "absent" | "latest" | "present";
  readonly refresh: boolean;
}

/** Brings packages to a state with the fewest commands; in check mode it only says whether any would run. @throws HintedError TASK_FAILED */
export async function convergePackages(manager: PackageManager, wanted: Wanted, call: ActionCall): Promise<Result> {
  if (wanted.refresh && !call.checkMode) await mustRun(call, manager.refresh);
  const steps = await stepsFor(manager, wanted);
  const lines: string[] = [];
  if (!call.checkMode) for (const step of steps) lines.push((await mustRun(call, step)).stdout);
  const stdout = lines.join("");
  return resultOf({
    changed: steps.length > 0 || (wanted.refresh && wanted.names.length === 0),
    rc: 0,
    results: steps.map((step) => step.join(" ")),
    ...(stdout === "" ? {} : { stdout }),
  });
}

async function stepsFor(manager: PackageManager, { names, state }: Wanted): Promise<readonly (readonly string[])[]> {
  if (names.includes("*")) {
    return state === "latest" && (await manager.outdated([])).length > 0 ? [manager.upgrade] : [];
  }
  const installed: string[] = [];
  const missing: string[] = [];
  for (const name of names) ((await manager.isInstalled(name)) ? installed : missing).push(name);
  if (state === "absent") return installed.length > 0 ? [[...manager.remove, ...installed]] : [];
  const old = state === "latest" && installed.length > 0 ? await manager.outdated(installed) : [];
  return [
    ...(missing.length > 0 ? [[...manager.install, ...missing]] : []),
    ...(old.length > 0 ? [[...manager.upgrade, ...old]] : []),
  ];
}
