import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../build/paths.mjs";

const VENV = join(ROOT, ".venv");
const REQUIREMENTS = join(ROOT, "test", "requirements.txt");
const STAMP = join(VENV, ".installed-from");

/**
 * Makes the project-local virtual environment with the Ansible the differential tests compare with.
 * Returns the folder of its programs; without PyPI an ansible-playbook on the PATH serves, and undefined means there is none.
 */
export function setUpAnsible() {
  const wanted = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return join(VENV, "bin");
  process.stderr.write("Setting up Ansible in .venv ...\n");
  rmSync(VENV, { recursive: true, force: true });
  const steps = [
    ["python3", ["-m", "venv", VENV]],
    [join(VENV, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
    if (status !== 0) return onPath(stderr ?? "");
  }
  writeFileSync(STAMP, wanted);
  return join(VENV, "bin");
}

function onPath(reason) {
  rmSync(VENV, { recursive: true, force: true });
  process.stderr.write(
    `The virtual environment could not be made: ${reason.trim().split("\n").at(-1) ?? "python3 is missing"}\n`,
  );
  const { status, stdout } = spawnSync("sh", ["-c", "command -v ansible-playbook"], { encoding: "utf8" });
  if (status === 0) return join(stdout.trim(), "..");
  process.stderr.write("NO ANSIBLE: the tests that compare with ansible-playbook are SKIPPED\n");
  return undefined;
}
