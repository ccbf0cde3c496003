import type { Command, Option } from "commander";

/** A word that may come next. */
export interface Suggestion {
  readonly word: string;
  readonly description: string;
}

/** Names of guests, asked for only where one may stand. */
export type GuestSource = (kind: "vm" | "ct") => Promise<readonly Suggestion[]>;

/** Arguments that stand for guests, by their names. */
const GUESTS: ReadonlySet<string> = new Set(["guests", "source"]);

/** What may come next in a command line below a command; the last word is the one being written, and may be empty. */
export async function suggestionsOf(
  top: Command,
  words: readonly string[],
  guests: GuestSource,
): Promise<readonly Suggestion[]> {
  const { command, before, current } = descend(top, words);
  const previous = before.at(-1);
  const option = previous === undefined ? undefined : valueOption(command, previous);
  if (option) return (option.argChoices ?? []).filter(startsWith(current)).map((word) => ({ word, description: "" }));
  if (current.startsWith("-")) return optionsOf(command).filter(({ word }) => word.startsWith(current));
  const below = command.commands.map((one) => ({ word: one.name(), description: one.description() }));
  const given = positionals(command, before);
  // A command with others below it may do something by itself; behind its own arguments no other can come.
  const own = [...(given === 0 ? below : []), ...(await argumentsOf(command, given, guests))];
  return own.filter(({ word }) => word.startsWith(current));
}

interface Position {
  readonly command: Command;
  /** The words of that command before the one being written. */
  readonly before: readonly string[];
  readonly current: string;
}

function descend(command: Command, words: readonly string[]): Position {
  const [first, ...rest] = words;
  const below = rest.length > 0 ? command.commands.find((one) => one.name() === first) : undefined;
  if (below) return descend(below, rest);
  return { command, before: words.slice(0, -1), current: words.at(-1) ?? "" };
}

/** The option a word is, when its value comes next. */
function valueOption(command: Command, word: string): Option | undefined {
  const option = command.options.find(({ long, short }) => word === long || word === short);
  return option?.required || option?.optional ? option : undefined;
}

function optionsOf(command: Command): readonly Suggestion[] {
  const own = command.options.filter(({ hidden }) => !hidden);
  const all = own.map(({ long, short, description }) => ({ word: long ?? short ?? "", description }));
  return [...all, { word: "--help", description: "display help for command" }];
}

/** Words that are neither options nor their values. */
function positionals(command: Command, before: readonly string[]): number {
  return before.filter((word, at) => !word.startsWith("-") && !valueOption(command, before[at - 1] ?? "")).length;
}

/** What the next argument may be: one of its choices, or a guest. Where it is a file the shell knows better. */
async function argumentsOf(command: Command, count: number, guests: GuestSource): Promise<readonly Suggestion[]> {
  const all = command.registeredArguments;
  const argument = all[count] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  if (!argument) return [];
  if (argument.argChoices) return argument.argChoices.map((word) => ({ word, description: "" }));
  const kind = kindOf(command);
  return GUESTS.has(argument.name()) && kind ? guests(kind) : [];
}

/** Which guests a command is about: the one of `vm` and `ct` that it is below, however deep. */
function kindOf(command: Command | null): "vm" | "ct" | undefined {
  const name = command?.name();
  if (name === "vm" || name === "ct") return name;
  return command?.parent ? kindOf(command.parent) : undefined;
}

function startsWith(current: string): (word: string) => boolean {
  return (word) => word.startsWith(current);
}
