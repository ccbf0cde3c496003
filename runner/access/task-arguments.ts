import { HintedError } from "../../core/errors.ts";
import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import type { Options } from "../../core/spec/options.ts";
import { type Dict, isDict, toJson, type Value } from "../../core/values.ts";
import { KeywordValues } from "../execute/keyword-values.ts";
import { defaultArgs } from "../execute/module-defaults.ts";
import { isOmit } from "../template/index.ts";
import type { PlannedTask } from "./walk-play.ts";

/** A task's arguments before a run. */
export interface TaskArguments {
  /** The module's own, with marks where only a run will tell. */
  readonly args: Readonly<Record<string, unknown>>;
  /** `api_user` and `api_token_id` as the task names them; empty where it leaves them to the environment. */
  readonly identity: string;
}

/** What says who asks; nothing else of the connection is looked at, secrets least of all. */
const IDENTITY = ["api_user", "api_token_id"] as const;

/** A task's arguments, evaluated as far as that can be done before a run. */
export function taskArguments(planned: PlannedTask): TaskArguments {
  const { known } = planned;
  const args: Dict = new Map();
  const identity: Dict = new Map();
  for (const source of sourcesOf(planned)) {
    for (const [key, raw] of source) {
      if (typeof key !== "string") continue;
      const named = IDENTITY.find((name) => name === key);
      if (named === undefined && isConnection(key)) continue;
      const target = named === undefined ? args : identity;
      const value = known.value(raw);
      if (isOmit(value)) target.delete(key);
      else target.set(key, withoutOmitted(value));
    }
  }
  const json = toJson(args);
  const names = IDENTITY.flatMap((name) => identity.get(name) ?? []).map((value) => String(toJson(value)));
  return { args: typeof json === "object" && json !== null ? { ...json } : {}, identity: names.join("!") };
}

/** Lowest first. */
function sourcesOf({ task, scope, run, host, known }: PlannedTask): readonly Dict[] {
  const { resolved } = task;
  const keywords = new KeywordValues(run.templar, scope);
  const defaults = resolved
    ? attempt(() => defaultArgs({ task, run, host, scope, deferred: undefined }, keywords, resolved), [])
    : [];
  const dynamic = task.args.dynamic === undefined ? undefined : known.value(task.args.dynamic);
  return [new Map(defaults), ...(isDict(dynamic) ? [dynamic] : []), task.args.named];
}

function withoutOmitted(value: Value): Value {
  if (Array.isArray(value)) return value.filter((item) => !isOmit(item)).map(withoutOmitted);
  if (!isDict(value)) return value;
  return new Map([...value].filter(([, item]) => !isOmit(item)).map(([key, item]) => [key, withoutOmitted(item)]));
}

function isConnection(name: string): boolean {
  const options: Options = connectionOptions;
  return name in options || Object.values(options).some(({ aliases }) => aliases?.includes(name));
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HintedError) return otherwise;
    throw error;
  }
}
