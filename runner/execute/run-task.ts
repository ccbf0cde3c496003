import { HintedError } from "../../core/errors.ts";
import { type Dict, fromJson, TemplateText, type Value } from "../../core/values.ts";
import type { Loop } from "../compile/model.ts";
import { runAttempt } from "./attempt.ts";
import { SETS_VARIABLES } from "./prepare-action.ts";
import { KeywordValues } from "./keyword-values.ts";
import { loopItems } from "./loop-items.ts";
import type { ItemAttempt, Outcome } from "./outcome.ts";
import { reportItem } from "./report-result.ts";
import { factsOf, failureOf, isSet, publicResult, type Result, resultOf } from "./result.ts";
import { sleep } from "./sleep.ts";
import type { TaskJob } from "./task-job.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** Runs a task on one host, over all items of its loop. Never rejects for what a user can cause: that is a failed result. */
export async function runTask(job: TaskJob): Promise<Outcome> {
  const scope = job.run.scope(job.task, job.host);
  if (!job.task.loop) return { ...(await runAttempt({ ...job, scope, deferred: undefined })), items: undefined };
  let items: readonly Value[];
  try {
    items = loopItems(job.task.loop, scope, job.run.templar);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    // A loop over something undefined counts as skipped when the task's condition says so.
    const deferred = error.code === "TEMPLATE_UNDEFINED";
    const errors = deferred ? { deferred: error } : { deferred: undefined, fatal: error };
    return { ...(await runAttempt({ ...job, scope, ...errors })), items: undefined };
  }
  if (items.length === 0)
    return plainOutcome(
      resultOf({ changed: false, skipped: true, skipped_reason: "No items in the list", results: [] }),
    );
  try {
    return joinItems(await runItems({ ...job, scope, loop: job.task.loop, items }));
  } catch (error) {
    if (error instanceof HintedError) return plainOutcome(failureOf(error, job.task.origin));
    throw error;
  }
}

/** An outcome that no keyword of the task takes part in. */
export function plainOutcome(result: Result): Outcome {
  return {
    result,
    items: undefined,
    ignoreErrors: false,
    ignoreUnreachable: false,
    noLog: false,
    diff: false,
    notify: [],
    delegatedTo: undefined,
    delegateFacts: false,
    include: undefined,
  };
}

interface LoopJob extends TaskJob {
  readonly scope: TaskScope;
  readonly loop: Loop;
  readonly items: readonly Value[];
}

interface Control {
  readonly loopVar: string;
  readonly indexVar: string | undefined;
  readonly pause: number;
  readonly extended: boolean;
  readonly allItems: boolean;
}

async function runItems(job: LoopJob): Promise<readonly ItemAttempt[]> {
  const control = readControl(job);
  const done: ItemAttempt[] = [];
  const learned: Dict = new Map();
  for (const [index, item] of job.items.entries()) {
    if (index > 0 && control.pause > 0) await sleep(control.pause * 1000, job.run.state.signal);
    const started = performance.now();
    const { attempt, scope } = await runItem(job, { control, index, item, previous: done.at(-1), learned });
    done.push(attempt);
    reportItem(job, attempt, started);
    if (job.loop.control.breakWhen.length > 0 && job.run.templar.condition([...job.loop.control.breakWhen], scope))
      break;
  }
  return done;
}

interface ItemPlace {
  readonly control: Control;
  readonly index: number;
  readonly item: Value;
  readonly previous: ItemAttempt | undefined;
  /** What set_fact set for the items before: the next ones see it. */
  readonly learned: Dict;
}

async function runItem(job: LoopJob, place: ItemPlace): Promise<{ attempt: ItemAttempt; scope: TaskScope }> {
  const { control, index, item } = place;
  const loopVars: Dict = new Map<Value, Value>([[control.loopVar, item]]);
  if (control.indexVar !== undefined) loopVars.set(control.indexVar, index);
  if (control.extended) loopVars.set("ansible_loop", extendedLoop(job.items, place));
  const registered = job.task.register;
  const earlier = registered !== undefined && place.previous ? [[registered, place.previous.result] as const] : [];
  if (place.previous && SETS_VARIABLES.has(job.task.resolved?.name ?? "")) {
    for (const [name, value] of factsOf(place.previous.result) ?? []) place.learned.set(name, value);
  }
  const scope = job.scope.with(
    new Map<Value, Value>([
      ...place.learned,
      ...earlier,
      ...loopVars,
      ["ansible_loop_var", control.loopVar],
      ...(control.indexVar === undefined ? [] : [["ansible_index_var", control.indexVar] as const]),
    ]),
  );
  const attempt = await runAttempt({ ...job, scope, deferred: undefined });
  const { result } = attempt;
  for (const [name, value] of loopVars) result.set(name, value);
  result.set("ansible_loop_var", control.loopVar);
  if (control.indexVar !== undefined) result.set("ansible_index_var", control.indexVar);
  const after = registered === undefined ? scope : scope.with(new Map([[registered, result]]));
  return { attempt: { ...attempt, item, loopVars, label: labelOf(job, { item, result, scope: after }) }, scope: after };
}

/** What stands for the item in reports; a label that can not be worked out fails the item. */
function labelOf(job: LoopJob, { item, result, scope }: { item: Value; result: Result; scope: TaskScope }): Value {
  const { label } = job.loop.control;
  if (label === undefined) return item;
  try {
    return label instanceof TemplateText ? job.run.templar.evaluate(label, scope) : label;
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    result.set("failed", true).set("msg", `Label of the loop can not be worked out: ${error.message}: ${error.hint}`);
    return item;
  }
}

function readControl({ loop, scope, run }: LoopJob): Control {
  const keywords = new KeywordValues(run.templar, scope);
  const { control } = loop;
  return {
    loopVar: keywords.text("loop_var", control.loopVar) ?? "item",
    indexVar: keywords.text("index_var", control.indexVar),
    pause: keywords.number("pause", control.pause) ?? 0,
    extended: keywords.flag("extended", control.extended) ?? false,
    allItems: keywords.flag("extended_allitems", control.extendedAllitems) ?? true,
  };
}

function extendedLoop(items: readonly Value[], { control, index }: ItemPlace): Dict {
  const length = items.length;
  const loop: Dict = new Map<Value, Value>([
    ["index", index + 1],
    ["index0", index],
    ["first", index === 0],
    ["last", index + 1 === length],
    ["length", length],
    ["revindex", length - index],
    ["revindex0", length - index - 1],
  ]);
  if (control.allItems) loop.set("allitems", [...items]);
  const next = items[index + 1];
  const previous = items[index - 1];
  if (next !== undefined) loop.set("nextitem", next);
  if (previous !== undefined) loop.set("previtem", previous);
  return loop;
}

/** The result of a loop: its items under `results`, and what they come to together. */
function joinItems(items: readonly ItemAttempt[]): Outcome {
  const any = (key: "changed" | "failed" | "unreachable"): ItemAttempt[] =>
    items.filter(({ result }) => isSet(result, key));
  const failed = any("failed");
  const skipped = items.every(({ result }) => isSet(result, "skipped"));
  const result = resultOf({ results: null, skipped, changed: any("changed").length > 0 });
  moveWarnings(items, result);
  result.set(
    "results",
    items.map((item) => publicResult(item.result)),
  );
  if (failed.length > 0) result.set("failed", true);
  if (any("unreachable").length > 0) result.set("unreachable", true);
  result.set(
    "msg",
    skipped ? "All items skipped" : failed.length > 0 ? "One or more items failed" : "All items completed",
  );
  const last = items.at(-1);
  return {
    result,
    items,
    ignoreErrors: failed.every((item) => item.ignoreErrors) && failed.length > 0,
    ignoreUnreachable: any("unreachable").every((item) => item.ignoreUnreachable),
    noLog: items.some((item) => item.noLog),
    diff: items.some((item) => item.diff),
    notify: [],
    delegatedTo: last?.delegatedTo,
    delegateFacts: last?.delegateFacts ?? false,
    include: undefined,
  };
}

function moveWarnings(items: readonly ItemAttempt[], result: Result): void {
  for (const key of ["warnings", "deprecations"]) {
    const all = items.flatMap((item) => {
      const found = item.result.get(key);
      item.result.delete(key);
      return found === undefined ? [] : Array.isArray(found) ? found : [found];
    });
    if (all.length > 0) result.set(key, fromJson(null)).set(key, all);
  }
}
