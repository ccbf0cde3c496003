import type { Dict, Value } from "../../core/values.ts";
import type { CompileContext } from "./context.ts";
import type { Playbook } from "./model.ts";
import { compilePlay } from "./play.ts";

/** One task for hosts of a pattern, without a file. */
export interface AdHocTask {
  readonly pattern: string;
  readonly module: string;
  /** Free-form text or a dict of options; undefined for none. */
  readonly args: Value | undefined;
  /** Keywords of the task beside its action. */
  readonly keywords: Dict;
}

/** A playbook of one play with one task. @throws HintedError as compilePlay */
export function compileAdHoc({ pattern, module, args, keywords }: AdHocTask, context: CompileContext): Playbook {
  const task: Dict = new Map([...keywords, [module, args ?? null]]);
  const play: Dict = new Map<Value, Value>([
    ["name", "Ad hoc"],
    ["hosts", pattern],
    ["gather_facts", false],
    ["tasks", [task]],
  ]);
  return { path: "(ad hoc)", plays: [compilePlay(play, { vars: new Map(), when: [], tags: [], chain: [] }, context)] };
}
