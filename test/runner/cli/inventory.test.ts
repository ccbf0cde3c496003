import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HintedError } from "../../../core/errors.ts";
import { inventoryCommand } from "../../../runner/cli/inventory.ts";
import { memoryContext } from "./memory-context.ts";

const folder = join(import.meta.dirname, "../../fixtures/inventory");
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, "expected")));

async function answer(cwd: string, args: readonly string[]): Promise<{ exitCode: number; output: string }> {
  const { context, recorded } = memoryContext({ cwd });
  try {
    await inventoryCommand(context).parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    return { exitCode: error.code === "USAGE" ? 5 : 1, output: "" };
  }
  return { exitCode: recorded.exitCode, output: recorded.output.toString() };
}

describe("pveplay inventory", () => {
  test("has many cases to be compared by", () => {
    expect(cases.length).toBeGreaterThanOrEqual(100);
  });

  test.each(cases)("answers as ansible-inventory does: %s", async (name) => {
    const cwd = join(folder, name);
    const { exitCode, output } = await answer(cwd, readFileSync(join(cwd, "args"), "utf8").trimEnd().split("\n"));
    expect(`exit ${exitCode}\n${output}`).toBe(readFileSync(join(cwd, "expected"), "utf8"));
  });
});
