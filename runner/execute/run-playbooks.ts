import type { Playbook } from "../compile/model.ts";
import { type PlayEnd, runPlay } from "./run-play.ts";
import type { RunState } from "./run-state.ts";

/** Exit codes of a run, as ansible-playbook's. */
export const EXIT = { ok: 0, error: 1, failed: 2, unreachable: 4, interrupted: 99, bug: 250 } as const;

/** Runs playbooks one after another until one fails. @returns the exit code */
export async function runPlaybooks(state: RunState, playbooks: readonly Playbook[]): Promise<number> {
  let code: number = EXIT.ok;
  for (const playbook of playbooks) {
    state.reporter.playbookStart(playbook.path);
    code = await runOne(state, playbook);
    state.reporter.recap(state.stats.hosts, state.stats.custom);
    if (code !== EXIT.ok || state.signal.aborted) break;
  }
  if (state.options.startAtTask !== undefined && !state.startedAtTask) {
    state.reporter.warning(
      `No task is named '${state.options.startAtTask}'; tasks in dynamic includes can not be started at`,
    );
  }
  return state.signal.aborted ? EXIT.interrupted : code;
}

async function runOne(state: RunState, playbook: Playbook): Promise<number> {
  let code: number = EXIT.ok;
  for (const play of playbook.plays) {
    const end: PlayEnd = await runPlay(state, play);
    if (end.verdict !== undefined) code = EXIT[end.verdict];
    if (!end.goOn || state.signal.aborted) break;
  }
  return code;
}
