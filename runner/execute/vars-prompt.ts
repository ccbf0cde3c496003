import type { Dict, Value } from "../../core/values.ts";
import type { Play } from "../compile/model.ts";
import { LayeredScope } from "../compile/static-scope.ts";
import { KeywordValues } from "./keyword-values.ts";
import type { RunState } from "./run-state.ts";

/** Asks the questions of `vars_prompt` that `-e` does not answer. @throws HintedError USAGE without a terminal */
export async function askVars(state: RunState, play: Play): Promise<Dict> {
  const answers: Dict = new Map<Value, Value>();
  const { templar } = state.contextFor(play.playDir);
  const keywords = new KeywordValues(templar, new LayeredScope([play.vars, state.extraVars]));
  for (const prompt of play.varsPrompt) {
    if (state.extraVars.has(prompt.name)) continue;
    const text = keywords.text("prompt", prompt.prompt) ?? prompt.name;
    const secret = keywords.flag("private", prompt.private) ?? true;
    const fallback = keywords.value(prompt.default);
    const answer = await ask(state, {
      text,
      secret,
      fallback,
      confirm: keywords.flag("confirm", prompt.confirm) ?? false,
    });
    answers.set(prompt.name, answer);
  }
  return answers;
}

interface Question {
  readonly text: string;
  readonly secret: boolean;
  readonly fallback: Value | undefined;
  readonly confirm: boolean;
}

async function ask(state: RunState, { text, secret, fallback, confirm }: Question): Promise<Value> {
  const { prompter } = state;
  if (!prompter.isInteractive) return fallback ?? "";
  const shown = typeof fallback === "string" ? ` [${fallback}]` : "";
  for (;;) {
    const answer = await prompter.ask(`${text}${shown}: `, { secret });
    if (answer === "" && fallback !== undefined) return fallback;
    if (!confirm || answer === (await prompter.ask(`confirm ${text}: `, { secret }))) return answer;
    state.reporter.warning("The two answers differ: asking again");
  }
}
