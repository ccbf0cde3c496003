import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HintedError } from "../../../core/errors.ts";
import { inventoryCommand } from "../../../runner/cli/inventory.ts";
import { memoryContext } from "./memory-context.ts";

const folder = join(import.meta.dirname, "../../fixtures/inventory");
const neutral = mkdtempSync(join(tmpdir(), "neutral-"));

async function run(cwd: string, ...args: string[]): Promise<string> {
  const { context, recorded } = memoryContext({ cwd });
  await inventoryCommand(context).parseAsync([...args, "--playbook-dir", neutral], { from: "user" });
  return recorded.output.toString();
}

/** A host that really is called `w[1:2]` would be two hosts in a file. */
const NOT_A_FILE: ReadonlySet<string> = new Set(["host-list"]);

/** Cases whose sources can be listed as they are, without settings or other options. */
const cases = readdirSync(folder).filter((name) => {
  const path = join(folder, name);
  if (NOT_A_FILE.has(name) || !existsSync(join(path, "args")) || existsSync(join(path, "ansible.cfg"))) return false;
  return readFileSync(join(path, "args"), "utf8").trimEnd().split("\n").slice(2).join(" ") === "--list";
});

/** What INI can not hold is refused; these are the cases that have it. */
const NOT_INI: ReadonlySet<string> = new Set([
  "ini-vars-literals",
  "script-unsafe-and-vault",
  "yaml-inline-vault",
  "yaml-types",
  "yaml-unsafe-and-templates",
]);

describe("pveplay inventory generate", () => {
  test.each(cases)("writes YAML that reads back to the same inventory: %s", async (name) => {
    const cwd = join(folder, name);
    const source = readFileSync(join(cwd, "args"), "utf8").split("\n")[1] ?? "";
    const target = mkdtempSync(join(tmpdir(), "generated-"));
    writeFileSync(join(target, "hosts.yml"), await run(cwd, "generate", "-i", source));
    expect(members(await run(target, "-i", "hosts.yml", "--list"))).toEqual(
      members(await run(cwd, "-i", source, "--list")),
    );
  });

  test.each(cases)("writes INI that reads back to the same inventory, or refuses: %s", async (name) => {
    const cwd = join(folder, name);
    const source = readFileSync(join(cwd, "args"), "utf8").split("\n")[1] ?? "";
    const target = mkdtempSync(join(tmpdir(), "generated-"));
    const generated = run(cwd, "generate", "--format", "ini", "-i", source);
    if (NOT_INI.has(name)) {
      await expect(generated).rejects.toBeInstanceOf(HintedError);
      return;
    }
    writeFileSync(join(target, "hosts.ini"), await generated);
    expect(members(await run(target, "-i", "hosts.ini", "--list"))).toEqual(
      members(await run(cwd, "-i", source, "--list")),
    );
  });
});

/** The listing with groups as sets: a file in another order is the same inventory. */
function members(listing: string): unknown {
  return JSON.parse(listing.replace(/: (-?Infinity|NaN)\b/g, ': "$1"'), (_key, value: unknown) =>
    Array.isArray(value) && value.every((item) => typeof item === "string") ? value.toSorted() : value,
  );
}
