import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

// The answers are recorded from the ansible-core of the project's own environment; another version words some differently.
describe.skipIf(!existsSync(join(root, ".venv/bin/ansible-inventory")))("test/fixtures/inventory", () => {
  test("holds what ansible-inventory answers today", () => {
    const { stdout, status } = spawnSync(process.execPath, ["scripts/inventory-cases.mjs", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  }, 400_000);
});
