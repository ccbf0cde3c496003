import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../build/paths.mjs";
import { isBuilt } from "./stamp.mjs";

const STAMP = join(ROOT, "node_modules", ".installed-from");

/** Installs the packages when they are missing or were installed from another lock file, and builds dist when it is stale. */
export function setUp() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== lock) {
    step("Installing packages", "npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
    writeFileSync(STAMP, lock);
  }
  if (!isBuilt(join(ROOT, "dist"))) step("Building", process.execPath, ["scripts/build.mjs"]);
}

/** Runs a command in the repository, its output shown only when it fails; ends the process then. */
function step(title, command, args) {
  process.stderr.write(`${title} ...\n`);
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ""}${stderr ?? ""}${error ? `${error.message}\n` : ""}${title} failed\n`);
  process.exit(1);
}
