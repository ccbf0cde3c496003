import { type Plugin, plugin, type TestTable } from "../plugin.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, type ItemDict } from "../python/item.ts";
import { truth } from "../python/truth.ts";

const onResult = (name: string, holds: (result: ItemDict) => boolean): Plugin<boolean> =>
  plugin([], (value) => {
    if (!isItemDict(value)) throw new PythonFailure("TypeError", `The '${name}' test expects a dictionary`);
    return holds(value);
  });

const flag = (result: ItemDict, key: string): boolean => truth(result.get(key) ?? false);

const failed = onResult("failed", (result) => flag(result, "failed"));
const succeeded = onResult("succeeded", (result) => !flag(result, "failed"));
const skipped = onResult("skipped", (result) => flag(result, "skipped"));

function anyChanged(results: Item | undefined): boolean {
  const [first] = Array.isArray(results) ? results : [];
  if (!Array.isArray(results) || !isItemDict(first)) return false;
  return results.some((item) => isItemDict(item) && flag(item, "changed"));
}

const changed = onResult("changed", (result) =>
  result.has("changed") ? flag(result, "changed") : anyChanged(result.get("results")),
);

/** Tests about the result of a task. */
export const resultTests: TestTable = {
  failed,
  failure: failed,
  succeeded,
  success: succeeded,
  successful: succeeded,
  changed,
  change: changed,
  skipped,
  skip: skipped,
  unreachable: onResult("unreachable", (result) => flag(result, "unreachable")),
  reachable: onResult("reachable", (result) => !flag(result, "unreachable")),
  finished: onResult("finished", (result) => !result.has("finished") || flag(result, "finished")),
  started: onResult("started", (result) => !result.has("started") || flag(result, "started")),
  timedout: onResult("timedout", (result) => {
    const timeout = result.get("timedout");
    return isItemDict(timeout) && flag(timeout, "period");
  }),
};
