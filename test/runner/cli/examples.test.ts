import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../runner/cli/commands.ts";
import { addExamples } from "../../../runner/cli/examples.ts";
import { memoryContext } from "./memory-context.ts";

/** A command and all below it, each with its place. */
function all(command: Command, path: string): readonly (readonly [string, Command])[] {
  const below = command.commands.flatMap((one) => all(one, `${path} ${one.name()}`));
  return [[path, command], ...below.filter(([, one]) => one.name() !== "help")];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

/** The simulator's options are its own program's, which lists them itself. */
const commands = [...COMMANDS].filter(([name, { hidden }]) => !hidden && name !== "simulator");

describe("the help of every command", () => {
  test.each(commands.map(([name, { load }]) => [name, load] as const))("below %s has examples", async (name, load) => {
    const command = (await load())(memoryContext({ cwd: "/" }).context);
    addExamples(command);
    const without = all(command, name).filter(([, one]) => !/\nExamples?:\n {2}pveplay /.test(helpOf(one)));
    expect(without.map(([path]) => path)).toEqual([]);
  });
});
