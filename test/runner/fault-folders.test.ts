import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "fault-folders");

/** The first line of each playbook says the code of its fault, and the file and place it must be reported with. */
const cases = readdirSync(FOLDER).map((name) => {
  const folder = join(FOLDER, name);
  const [, code = "", place = ""] = /^# (\w+) (\S+)/.exec(readFileSync(join(folder, "playbook.yml"), "utf8")) ?? [];
  return { name, folder, code, place };
});

describe.concurrent("pveplay run", () => {
  test.each(cases)("reports $name with the file and place of its fault", async ({ folder, code, place }) => {
    expect(existsSync(join(folder, place.split(":")[0] ?? ""))).toBe(true);
    const { record, stdout, stderr } = await underPveplay({ folder });
    const said = `${stdout}${stderr}`;
    expect(said).toContain(`/${place}`);
    expect(said).toContain(code);
    expect(said).not.toMatch(/^ +at .*:\d+\)?$/m);
    // Ansible goes on without an inventory source it can not read, and so do we.
    expect(record.exitCode === 0).toBe(code === "WARNING");
  });
});
