import { HintedError } from "../../core/errors.ts";
import { type Dict, trusted, type Value } from "../../core/values.ts";
import type { Play, VarsPrompt } from "../compile/model.ts";
import { LayeredScope } from "../compile/static-scope.ts";
import { passwordHash, PythonFailure } from "../template/index.ts";
import { KeywordValues } from "./keyword-values.ts";
import type { RunState } from "./run-state.ts";

/** Asks the questions of `vars_prompt` that `-e` does not answer. Answers are texts, as Ansible's are. @throws HintedError USAGE without a terminal, OPTION_INVALID for a bad salt */
export async function askVars(state: RunState, play: Play): Promise<Dict> {
  const answers: Dict = new Map<Value, Value>();
  const { templar } = state.contextFor(play.playDir);
  const keywords = new KeywordValues(templar, new LayeredScope([play.vars, state.extraVars]));
  for (const prompt of play.varsPrompt) {
    if (state.extraVars.has(prompt.name)) continue;
    const answer = await ask(state, {
      text: keywords.text("prompt", prompt.prompt) ?? prompt.name,
      secret: keywords.flag("private", prompt.private) ?? true,
      fallback: keywords.text("default", prompt.default),
      confirm: keywords.flag("confirm", prompt.confirm) ?? false,
    });
    const stored = hashed(answer, prompt, keywords);
    answers.set(prompt.name, keywords.flag("unsafe", prompt.unsafe) === true ? stored : trusted(stored));
  }
  return answers;
}

function hashed(answer: string, { encrypt, salt, saltSize }: VarsPrompt, keywords: KeywordValues): string {
  const type = keywords.text("encrypt", encrypt);
  if (type === undefined) return answer;
  const options = { type, salt: keywords.text("salt", salt), saltSize: keywords.number("salt_size", saltSize) };
  try {
    return passwordHash(answer, { ...options, rounds: undefined });
  } catch (error) {
    if (!(error instanceof PythonFailure)) throw error;
    throw new HintedError("OPTION_INVALID", `The answer can not be hashed: ${error.message}`, {
      hint: "Correct 'encrypt', 'salt' or 'salt_size' of vars_prompt",
    });
  }
}

interface Question {
  readonly text: string;
  readonly secret: boolean;
  readonly fallback: string | undefined;
  readonly confirm: boolean;
}

async function ask(state: RunState, { text, secret, fallback, confirm }: Question): Promise<string> {
  const { prompter } = state;
  if (!prompter.isInteractive) return fallback ?? "None";
  const shown = fallback === undefined ? "" : ` [${fallback}]`;
  for (;;) {
    const answer = await prompter.ask(`${text}${shown}: `, { secret });
    const isSure = !confirm || answer === (await prompter.ask(`confirm ${text}: `, { secret }));
    if (isSure) return answer === "" && fallback !== undefined ? fallback : answer;
    state.reporter.warning("The two answers differ: asking again");
  }
}
