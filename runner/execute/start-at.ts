import type { PlayRun } from "./play-run.ts";
import { taskName, taskTitle } from "./task-name.ts";

/** With `--start-at-task`: takes every host past the tasks before the named one, once in a run. */
export function skipToStart(run: PlayRun): void {
  const { startAtTask } = run.state.options;
  if (startAtTask === undefined || run.state.startedAtTask) return;
  const pattern = globPattern(startAtTask);
  let found = false;
  for (const [host, state] of run.hosts) {
    for (let task = state.peek(); task; task = state.peek()) {
      const names = [taskName({ task, run, host }), taskTitle({ task, run, host })];
      if (names.some((name) => name === startAtTask || pattern.test(name))) {
        found = true;
        break;
      }
      state.take();
    }
  }
  run.state.startedAtTask = found;
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}
