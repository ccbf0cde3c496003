import { Command } from "commander";
import { COMMANDS } from "../commands.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";
import { guestWords } from "./guest-words.ts";
import { type Suggestion, suggestionsOf } from "./suggestions.ts";

/** `pveplay __complete -- WORDS`: what the shells ask; one suggestion a line, a description behind a tab. Never says a word of its own. */
export function completeCommand(context: CommandContext): Command {
  return new Command("__complete").argument("[words...]").action(async (words: string[]) => {
    const found = await complete(words, context).catch(() => []);
    context.write(found.map(({ word, description }) => `${plainText(word)}\t${plainText(description)}\n`).join(""));
  });
}

async function complete(words: readonly string[], context: CommandContext): Promise<readonly Suggestion[]> {
  const [name = "", ...rest] = words;
  if (rest.length === 0) {
    const all = [...COMMANDS].filter(([, { hidden }]) => !hidden);
    const suggestions = all.map(([word, { description }]) => ({ word, description }));
    return suggestions.filter(({ word }) => word.startsWith(name));
  }
  const entry = COMMANDS.get(name);
  if (!entry) return [];
  const command = (await entry.load())(context);
  return suggestionsOf(command, rest, (kind) => guestWords(kind, context));
}
