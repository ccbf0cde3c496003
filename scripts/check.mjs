// npm run check: types, lint, format, dead code, package. Every check runs, whatever the others say.
import { spawnSync } from "node:child_process";
import { ROOT } from "./build/paths.mjs";
import { setUp } from "./setup/install.mjs";

setUp();
const checks = [
  ["types", "tsc", []],
  ["lint", "oxlint", ["--deny-warnings"]],
  ["format", "oxfmt", ["--check", "."]],
  ["dead code", "knip", []],
  ["package", "publint", ["--strict"]],
];
const failed = [];
for (const [title, tool, args] of checks) {
  const { status } = spawnSync(`${ROOT}/node_modules/.bin/${tool}`, args, { cwd: ROOT, stdio: "inherit" });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${title}`);
  if (status !== 0) failed.push(title);
}
process.exitCode = failed.length > 0 ? 1 : 0;
