import { HintedError } from "../../core/errors.ts";
import type { Dict, Value } from "../../core/values.ts";
import { TemplateText } from "../../core/values.ts";
import type { Block, Node, Play } from "../compile/model.ts";
import { type Strategy, strategyNamed } from "../compile/strategies.ts";
import { implicitMeta } from "../compile/task.ts";
import { splitBatches } from "./batches.ts";
import { runFree } from "./free.ts";
import { gatherTask } from "./gather-task.ts";
import { hasNotifications, isNotified } from "./handlers.ts";
import { HostState } from "./host-state.ts";
import { KeywordValues } from "./keyword-values.ts";
import { runLinear } from "./linear.ts";
import { metaAction } from "./meta.ts";
import { orderHosts } from "./order-hosts.ts";
import { PlayRun } from "./play-run.ts";
import { prefetchSecrets } from "./prefetch-secrets.ts";
import { skipToStart } from "./start-at.ts";
import type { RunState } from "./run-state.ts";
import { filterTags } from "./tags.ts";
import { playVarsFiles } from "./vars-files.ts";
import { askVars } from "./vars-prompt.ts";

/** How a play ended. */
export interface PlayEnd {
  /** Whether the run goes on to the next one. */
  readonly goOn: boolean;
  /** What its last batch came to; undefined when it had no hosts. */
  readonly verdict: Verdict | undefined;
}

/** What a batch came to: hosts may have failed and been rescued all the same. */
export type Verdict = "ok" | "failed" | "unreachable";

const STRATEGIES = { linear: runLinear, free: runFree, host_pinned: runFree } as const satisfies Record<
  Strategy,
  unknown
>;

/** Runs a play over its hosts, batch by batch. @throws HintedError for faults that end the whole run */
export async function runPlay(state: RunState, play: Play): Promise<PlayEnd> {
  const plan = await planPlay(state, play);
  const { reporter } = state;
  if (plan.batches.length === 0) {
    reporter.playStart({ name: plan.name, hosts: [], check: state.options.check });
    reporter.noHosts();
    return { goOn: true, verdict: undefined };
  }
  let verdict: Verdict | undefined;
  for (const batch of plan.batches) {
    const before = state.failedHosts.size + state.unreachableHosts.size;
    const run = new PlayRun({ ...plan, batch });
    const broken = await runBatch(run, plan);
    verdict = broken ? "failed" : verdictOf(run);
    if (run.endPlay) return { goOn: true, verdict };
    const failed = state.failedHosts.size + state.unreachableHosts.size - before;
    if (broken || failed === batch.length) return { goOn: false, verdict };
  }
  return { goOn: true, verdict };
}

/** Hosts of a play, its name and what its keywords come to, worked out before it starts. */
export async function planPlay(state: RunState, play: Play) {
  const context = state.contextFor(play.playDir);
  const asked = await askVars(state, play);
  const vars: Dict = new Map([...play.vars, ...asked]);
  const varsFiles = playVarsFiles(state, play, vars);
  const parts = {
    state,
    play,
    context,
    vars,
    varsFiles,
    name: "",
    maxFailPercentage: undefined,
    pattern: [],
    allHosts: [],
    batch: [],
  };
  const early = new PlayRun(parts);
  const keywords = new KeywordValues(early.templar, early.scope(undefined, undefined));
  const text = (name: string): string | undefined => keywords.text(name, play.keywords.get(name));
  const pattern = keywords.texts("hosts", Array.isArray(play.hosts) ? play.hosts : [play.hosts]);
  const matched = state.inventory.match(pattern, state.options.limit);
  const ordered = orderHosts(matched, text("order"));
  return {
    ...parts,
    name: playName(play, pattern, keywords),
    pattern,
    allHosts: matched,
    batches: splitBatches(ordered, serialOf(play, keywords)),
    maxFailPercentage: keywords.number("max_fail_percentage", percentText(play.keywords.get("max_fail_percentage"))),
    strategy: strategyNamed(text("strategy") ?? state.settings.strategy, play.origin),
    gather: keywords.flag("gather_facts", play.gatherFacts),
    forceHandlers:
      keywords.flag("force_handlers", play.keywords.get("force_handlers")) ??
      (state.options.forceHandlers || state.settings.forceHandlers),
  };
}

type PlayPlan = Awaited<ReturnType<typeof planPlay>>;

async function runBatch(run: PlayRun, plan: PlayPlan): Promise<boolean> {
  const { state, play } = run;
  const strategy = STRATEGIES[plan.strategy];
  state.reporter.playStart({ name: run.name, hosts: run.batch, check: state.options.check });
  await prefetchSecrets(run);
  const nodes = filterTags(playNodes(run, plan.forceHandlers), run);
  const gather = filterTags([gatherTask(play)], run);
  for (const host of run.batch) {
    const facts = shouldGather(run, host, plan.gather) ? gather : [];
    run.hosts.set(host, makeHost(run, host, [...facts, ...nodes]));
  }
  skipToStart(run);
  const earlier = leaveOutFailed(run);
  const broken = await strategy(run, [...gather, ...nodes]);
  for (const [host, hostState] of run.hosts) if (hostState.failed) state.failedHosts.add(host);
  for (const host of earlier) state.failedHosts.add(host);
  return broken;
}

function verdictOf(run: PlayRun): Verdict {
  const { unreachableHosts, failedHosts } = run.state;
  if (unreachableHosts.size > 0) return "unreachable";
  const elsewhere = [...failedHosts].some((host) => !run.hosts.has(host));
  return elsewhere || [...run.hosts.values()].some((host) => host.failed) ? "failed" : "ok";
}

function makeHost(run: PlayRun, host: string, nodes: readonly Node[]): HostState {
  return new HostState(host, nodes, {
    isNotified: (handler) => isNotified(run, handler, host),
    skip: (task) => {
      if (task.implicit && metaAction(task) === "flush_handlers") return !hasNotifications(run, host);
      const { role } = task;
      return role !== undefined && !role.allowDuplicates && (run.rolesCompleted.get(role.key)?.has(host) ?? false);
    },
  });
}

/** Hosts that failed in an earlier play are in the batch, but run nothing. What fails now is counted from nothing. */
function leaveOutFailed(run: PlayRun): readonly string[] {
  const { failedHosts, unreachableHosts } = run.state;
  const earlier = [...failedHosts];
  for (const host of earlier) run.hosts.get(host)?.leaveOut();
  run.removed.push(...earlier, ...unreachableHosts);
  failedHosts.clear();
  return earlier;
}

/** All sections of a play with the flushes between them; with force_handlers the flushes come even after failures. */
function playNodes({ play }: PlayRun, forceHandlers: boolean): readonly Node[] {
  const flush = implicitMeta("flush_handlers", play.level);
  const sections = [play.preTasks, [...play.roleTasks, ...play.tasks], play.postTasks];
  if (!forceHandlers) return sections.flatMap((nodes) => [...nodes, flush]);
  return sections.map((nodes): Block => {
    const block = nodes.length > 0 ? nodes : [implicitMeta("noop", play.level)];
    return { kind: "block", origin: undefined, block, rescue: [], always: [flush] };
  });
}

function shouldGather(run: PlayRun, host: string, gather: boolean | undefined): boolean {
  const wanted = gather ?? true;
  switch (run.state.settings.gathering) {
    case "explicit":
      return gather === true;
    case "smart":
      return wanted && run.state.variables.facts(host).size === 0;
    case "implicit":
      return wanted;
  }
}

function playName(play: Play, pattern: readonly string[], keywords: KeywordValues): string {
  if (play.name === undefined || play.name === "") return pattern.join(",");
  try {
    return keywords.text("name", play.name) ?? pattern.join(",");
  } catch (error) {
    if (error instanceof HintedError && play.name instanceof TemplateText) return play.name.source;
    throw error;
  }
}

function serialOf(play: Play, keywords: KeywordValues): readonly string[] {
  const serial = play.keywords.get("serial");
  return serial === undefined || serial === null
    ? []
    : keywords.texts("serial", Array.isArray(serial) ? serial : [serial]);
}

function percentText(value: Value | undefined): Value | undefined {
  return typeof value === "string" ? value.replace(/%$/, "") : value;
}
