import { HintedError } from "../../core/errors.ts";
import { isOmit } from "../template/index.ts";
import type { AttemptJob } from "./attempt-job.ts";
import type { KeywordValues } from "./keyword-values.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** Another host that a task acts on, with the variables that say how to reach it. */
export interface Delegation {
  readonly host: string;
  readonly scope: TaskScope;
}

/** Whom a task is delegated to; undefined when it acts on its own host. @throws HintedError OPTION_INVALID, TEMPLATE_* */
export function delegationOf({ task, run, scope }: AttemptJob, keywords: KeywordValues): Delegation | undefined {
  const raw = task.settings.delegateTo;
  if (raw === undefined || isOmit(raw)) return undefined;
  const value = run.templar.evaluate(raw, scope);
  if (isOmit(value)) return undefined;
  const host = keywords.text("delegate_to", value);
  if (host === undefined || host === "") {
    throw new HintedError("OPTION_INVALID", "'delegate_to' gives no host", { hint: "Give a host's name, or omit" });
  }
  return { host, scope: run.scope(task, inventoryName(host, run.state.inventory)) };
}

/** The host of this name, or the one whose address it is; a stranger keeps its name. */
function inventoryName(host: string, inventory: AttemptJob["run"]["state"]["inventory"]): string {
  if (inventory.host(host)) return host;
  const byAddress = inventory.hosts().find(({ name }) => inventory.hostVars(name).get("ansible_host") === host);
  return byAddress?.name ?? host;
}
