// npm test: sets up whatever is missing, runs all tests (or those given), and closes with one line of counts.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT } from "./build/paths.mjs";
import { setUp } from "./setup/install.mjs";
import { setUpAnsible } from "./setup/python.mjs";

setUp();
const ansible = setUpAnsible();
const report = join(ROOT, "node_modules", ".test-report.json");
rmSync(report, { force: true });
const path = ansible === undefined ? process.env.PATH : `${ansible}${delimiter}${process.env.PATH}`;
const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: "inherit", env: { ...process.env, PATH: path, PVEPLAY_ANSIBLE: ansible ?? "" } },
);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8"));
  const skipped = numPendingTests + numTodoTests;
  console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
}
process.exitCode = status ?? 1;
