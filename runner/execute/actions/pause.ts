import { resultOf } from "../result.ts";
import { sleep } from "../sleep.ts";
import { taskTitle } from "../task-name.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { pythonDateTime } from "./date-time.ts";

/** `pause`: waits for a time, or for Enter; without a terminal it does not wait for Enter. */
export const pause = defineAction({
  name: "pause",
  once: true,
  options: {
    minutes: { type: "float", description: "How long to wait." },
    seconds: { type: "float", description: "How long to wait." },
    prompt: { type: "str", description: "What to ask." },
    echo: { type: "bool", default: true, description: "Show what is typed." },
  },
  constraints: { mutuallyExclusive: [["minutes", "seconds"]] },
  async run({ minutes, seconds, prompt, echo }, call) {
    const start = new Date();
    const wanted = minutes === undefined ? seconds : minutes * 60;
    const duration = wanted === undefined ? undefined : Math.max(1, Math.floor(wanted));
    const answer = await wait(call, { duration, prompt, echo });
    const elapsed = (Date.now() - start.getTime()) / 1000;
    const shown = minutes === undefined ? elapsed : elapsed / 60;
    const unit = minutes === undefined ? "seconds" : "minutes";
    return resultOf({
      changed: false,
      rc: 0,
      stderr: "",
      stdout: `Paused for ${floatText(Math.round(shown * 100) / 100)} ${duration === undefined ? "minutes" : unit}`,
      start: pythonDateTime(start),
      stop: pythonDateTime(new Date()),
      delta: Math.floor(elapsed),
      echo,
      user_input: answer,
    });
  },
});

/** A number as Python prints a float. */
function floatText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

interface Wait {
  readonly duration: number | undefined;
  readonly prompt: string | undefined;
  readonly echo: boolean;
}

async function wait({ run, task, host, signal }: ActionCall, { duration, prompt, echo }: Wait): Promise<string> {
  const { prompter, reporter } = run.state;
  const question = `[${taskTitle({ task, run, host })}]\n${prompt ?? "Press enter to continue, Ctrl+C to interrupt"}${echo ? "" : " (output is hidden)"}:`;
  if (duration !== undefined) {
    if (prompter.isInteractive) await prompter.waitForEnter(question, duration);
    else await sleep(duration * 1000, signal);
    return "";
  }
  if (prompter.isInteractive) return prompter.ask(question, { secret: !echo });
  reporter.warning("Not waiting for an answer: there is no terminal to type it in");
  return "";
}
