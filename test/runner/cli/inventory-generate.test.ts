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
  return runWith({}, cwd, ...args);
}

async function runWith(env: Readonly<Record<string, string>>, cwd: string, ...args: string[]): Promise<string> {
  const { context, recorded } = memoryContext({
    cwd,
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...env },
  });
  await inventoryCommand(context).parseAsync([...args, "--playbook-dir", neutral], { from: "user" });
  return recorded.output.toString();
}

/** Whether all of a source can be read; Ansible only warns of what can not. */
function isReadable(cwd: string, source: string): Promise<boolean> {
  return runWith({ ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: "true" }, cwd, "-i", source, "--list").then(
    () => true,
    () => false,
  );
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
  test.each(cases)(
    "writes YAML that reads back to the same inventory, or refuses what can not be read: %s",
    async (name) => {
      const cwd = join(folder, name);
      const source = readFileSync(join(cwd, "args"), "utf8").split("\n")[1] ?? "";
      const target = mkdtempSync(join(tmpdir(), "generated-"));
      const generated = run(cwd, "generate", "-i", source);
      if (!(await isReadable(cwd, source))) {
        await expect(generated).rejects.toBeInstanceOf(HintedError);
        return;
      }
      writeFileSync(join(target, "hosts.yml"), await generated);
      expect(members(await run(target, "-i", "hosts.yml", "--list"))).toEqual(
        members(await run(cwd, "-i", source, "--list")),
      );
    },
  );

  test.each(cases)("writes INI that reads back to the same inventory, or refuses: %s", async (name) => {
    const cwd = join(folder, name);
    const source = readFileSync(join(cwd, "args"), "utf8").split("\n")[1] ?? "";
    const target = mkdtempSync(join(tmpdir(), "generated-"));
    const generated = run(cwd, "generate", "--format", "ini", "-i", source);
    if (NOT_INI.has(name) || !(await isReadable(cwd, source))) {
      await expect(generated).rejects.toBeInstanceOf(HintedError);
      return;
    }
    writeFileSync(join(target, "hosts.ini"), await generated);
    expect(members(await run(target, "-i", "hosts.ini", "--list"))).toEqual(
      members(await run(cwd, "-i", source, "--list")),
    );
  });
});

describe("pveplay inventory generate --output", () => {
  const broken: Readonly<Record<string, readonly [source: string, content: string | undefined]>> = {
    "is missing": ["gone.yml", undefined],
    "can not be read": ["hosts.yml", "all: {hosts: [\n"],
    fails: ["script.sh", "#!/bin/sh\nexit 3\n"],
  };

  test.each(Object.entries(broken))("leaves the file alone when a source %s", async (_name, [source, content]) => {
    const cwd = mkdtempSync(join(tmpdir(), "generated-"));
    writeFileSync(join(cwd, "good.yml"), "all: {hosts: {web: null}}\n");
    if (content !== undefined) writeFileSync(join(cwd, source), content, { mode: 0o755 });
    const sources = ["-i", source, "-i", "more,"];
    await expect(run(cwd, "generate", ...sources, "--output", "good.yml")).rejects.toMatchObject({
      code: "INVENTORY_UNREADABLE",
    });
    expect(readFileSync(join(cwd, "good.yml"), "utf8")).toBe("all: {hosts: {web: null}}\n");
  });
});

/** The listing with groups as sets: a file in another order is the same inventory. */
function members(listing: string): unknown {
  return JSON.parse(listing.replace(/: (-?Infinity|NaN)\b/g, ': "$1"'), (_key, value: unknown) =>
    Array.isArray(value) && value.every((item) => typeof item === "string") ? value.toSorted() : value,
  );
}
