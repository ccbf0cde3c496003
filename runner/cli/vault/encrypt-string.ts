import { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { encryptString, type NamedString } from "../../../vault/encrypt-string.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions, collect } from "../vault-options.ts";
import { encryptionOf, type EncryptOptions, encryptVaultIdFlag, outputFlag, writeOutput } from "./shared.ts";

interface StringOptions extends EncryptOptions {
  readonly output?: string;
  readonly prompt?: boolean;
  readonly showInput?: boolean;
  readonly name?: readonly string[];
  readonly stdinName?: string;
}

interface SourcedString extends NamedString {
  readonly source: "the interactive prompt" | "stdin" | "the command line args";
}

/** `vault encrypt_string`: encrypts strings to inline YAML values. */
export function encryptStringCommand(context: CommandContext): Command {
  const command = new Command("encrypt_string")
    .description("encrypt strings to YAML values")
    .argument("[strings...]", "strings to encrypt; - is standard input (which keeps them out of the process list)")
    .option("-p, --prompt", "ask for the string")
    .option("--show-input", "show the string while it is typed")
    .option("-n, --name <name>", "name of the variable", collect)
    .option("--stdin-name <name>", "name of the variable read from standard input")
    .option(...outputFlag)
    .option(...encryptVaultIdFlag);
  return addVaultOptions(command).action(async (strings: string[], options: StringOptions) => {
    const fromInput = readsInput(strings, options);
    const encryption = await encryptionOf(options, context);
    const all = [
      ...(options.prompt ? [await promptedString(options, context)] : []),
      ...(fromInput ? [await inputString(options, context)] : []),
      ...namedArguments(
        strings.filter((text) => text !== "-"),
        options,
        context,
      ),
    ];
    for (const [index, string] of all.entries()) if (all.length > 1) context.say(heading(string, index + 1));
    writeOutput(
      options.output ?? "-",
      all.map((string) => `${encryptString(encryption.secret, string, encryption)}\n`).join(""),
      context,
    );
    if (context.isTerminal) context.say("Encryption successful");
  });
}

function readsInput(strings: readonly string[], { prompt, stdinName }: StringOptions): boolean {
  const reads = strings.includes("-") || stdinName !== undefined || (strings.length === 0 && !prompt);
  if (!reads || !prompt) return reads;
  throw new HintedError("USAGE", "--prompt and standard input exclude each other", { hint: "Leave out one of them" });
}

async function promptedString({ showInput }: StringOptions, context: CommandContext): Promise<SourcedString> {
  const name = await context.ask("Variable name (enter for no name): ", true);
  const text = await context.ask(showInput ? "String to encrypt: " : "String to encrypt (hidden): ", showInput);
  return notEmpty({ text, name: name === "" ? undefined : name, source: "the interactive prompt" });
}

async function inputString({ stdinName }: StringOptions, context: CommandContext): Promise<SourcedString> {
  if (context.isInputTerminal)
    context.say("Reading plain text from standard input (end it with ctrl-d, twice when the last line is not ended)");
  return notEmpty({ text: await context.readInput(), name: stdinName, source: "stdin" });
}

function namedArguments(
  strings: readonly string[],
  { name: names = [] }: StringOptions,
  context: CommandContext,
): SourcedString[] {
  if (names.length > 0 && strings.length > names.length) {
    context.say(`There are fewer --name options than strings: the last named one is ${names.at(-1) ?? ""}`);
  }
  return strings.map((text, index) => notEmpty({ text, name: names[index], source: "the command line args" }));
}

function notEmpty(string: SourcedString): SourcedString {
  if (string.text.length > 0) return string;
  throw new HintedError("USAGE", `The string from ${string.source} is empty, not encrypting it`, {
    hint: "Give at least one character",
  });
}

function heading({ name, source }: SourcedString, index: number): string {
  if (name) return `# The encrypted version of variable ("${name}", the string #${index} from ${source}).`;
  return `# The encrypted version of the string #${index} from ${source}.)`;
}
