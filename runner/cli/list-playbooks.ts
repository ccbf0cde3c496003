import type { Playbook } from "../compile/model.ts";
import { type Task, tasksOf } from "../compile/model.ts";
import { PlayRun } from "../execute/play-run.ts";
import { planPlay } from "../execute/run-play.ts";
import type { RunState } from "../execute/run-state.ts";
import { filterTags, tagsOf } from "../execute/tags.ts";
import { writtenTitle } from "../execute/task-name.ts";

interface Wanted {
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
}

/** Hosts, tasks and tags of playbooks, in the form ansible-playbook prints them. */
export async function listPlaybooks(state: RunState, playbooks: readonly Playbook[], wanted: Wanted): Promise<string> {
  const parts: string[] = [];
  for (const playbook of playbooks) {
    parts.push(`\nplaybook: ${playbook.path}\n`);
    for (const [index, play] of playbook.plays.entries()) {
      const run = new PlayRun(await planPlay({ ...state, prompter: NOBODY }, play));
      parts.push(describePlay(run, index + 1, wanted));
    }
  }
  return parts.join("");
}

/** Nothing is asked while listing. */
const NOBODY: RunState["prompter"] = {
  isInteractive: false,
  ask: () => Promise.resolve(""),
  waitForEnter: () => Promise.resolve(),
};

function describePlay(run: PlayRun, number: number, wanted: Wanted): string {
  const { play } = run;
  const pattern = (Array.isArray(play.hosts) ? play.hosts : [play.hosts]).map(String);
  const tasks = [
    ...tasksOf(filterTags([...play.preTasks, ...play.roleTasks, ...play.tasks, ...play.postTasks], run)),
  ].filter((task) => !task.implicit);
  const lines = [`\n  play #${number} (${pattern.join(",")}): ${run.name}\tTAGS: [${play.tags.map(String).join(",")}]`];
  if (wanted.listHosts) {
    lines.push(
      `    pattern: [${pattern.map((text) => `'${text}'`).join(", ")}]`,
      `    hosts (${run.allHosts.length}):`,
    );
    lines.push(...run.allHosts.map((host) => `      ${host}`));
  }
  if (wanted.listTasks) lines.push("    tasks:", ...tasks.map((task) => taskLine(task, run)));
  if (wanted.listTags)
    lines.push(
      `      TASK TAGS: [${[...new Set(tasks.flatMap((task) => [...tagsOf(task, run)]))].toSorted().join(", ")}]`,
    );
  return `${lines.join("\n")}\n`;
}

function taskLine(task: Task, run: PlayRun): string {
  const tags = [...tagsOf(task, run)].toSorted().join(", ");
  return `      ${writtenTitle(task)}\tTAGS: [${tags}]`;
}
