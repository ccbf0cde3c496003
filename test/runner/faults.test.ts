import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { loadAnsibleConfig } from "../../core/ansible-config.ts";
import { HintedError } from "../../core/errors.ts";
import { VaultSecrets } from "../../vault/secrets.ts";
import { checkModuleOptions, compilePlaybook, contextMaker } from "../../runner/compile/index.ts";
import { builtinNames } from "../../runner/execute/actions/index.ts";
import { knownOptions } from "../../runner/execute/known-options.ts";
import { OwnModules } from "../../runner/execute/modules/own.ts";
import { readSettings } from "../../runner/load/settings.ts";
import { SourceFiles } from "../../runner/load/source-files.ts";
import { Templar } from "../../runner/template/index.ts";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "faults");

/** Each file's first line says the code and the place that its fault must be reported with: `# CODE line:column`. */
const cases = readdirSync(FOLDER).map((name) => {
  const [, code = "", line, column] = /^# (\w+) (\d+):(\d+)/.exec(readFileSync(join(FOLDER, name), "utf8")) ?? [];
  return { name, code, line: Number(line), column: Number(column) };
});

const own = new OwnModules();
let contextFor: ReturnType<typeof contextMaker>;

beforeAll(() => {
  const place = { cwd: FOLDER, env: { HOME: FOLDER } };
  const warn = (): void => undefined;
  contextFor = contextMaker({
    files: new SourceFiles(new VaultSecrets(), warn),
    settings: readSettings(loadAnsibleConfig(place, warn), place),
    catalog: { builtins: builtinNames, own: new Set(["proxmox_vm", "proxmox_ip"]) },
    extraVars: new Map(),
    warn,
    templarFor: (playDir) => new Templar({ searchPaths: () => [playDir], cwd: playDir, env: {} }),
  });
});

describe("compilePlaybook() and checkModuleOptions()", () => {
  test.each(cases)("reports $name with its code and place", async ({ name, code, line, column }) => {
    let found: unknown;
    try {
      const playbook = compilePlaybook(join(FOLDER, name), contextFor);
      checkModuleOptions(playbook, await knownOptions(playbook, own));
    } catch (error) {
      found = error;
    }
    if (!(found instanceof HintedError)) throw found ?? new Error("no fault found");
    const { origin } = found;
    expect({ code: found.code, line: origin?.line, column: origin?.column, message: found.message }).toMatchObject({
      code,
      line,
      column,
    });
    expect(found.hint).not.toBe("");
  });
});
