import type { Task } from "../compile/model.ts";
import type { PlayRun } from "./play-run.ts";
import { taskTitle } from "./task-name.ts";

/** With `--step`: asks whether to run a task; `c` runs it and asks no more. */
export async function takeStep(run: PlayRun, task: Task): Promise<boolean> {
  if (!run.stepping) return true;
  const title = taskTitle({ task, run, host: undefined });
  const question = `Perform task: TASK: ${title} (N)o/(y)es/(c)ontinue: `;
  const answer = (await run.state.prompter.ask(question, { secret: false })).trim().toLowerCase();
  if (answer === "c" || answer === "continue") run.stepping = false;
  return ["y", "yes", "c", "continue"].includes(answer);
}
