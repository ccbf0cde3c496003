// Writes test/fixtures/inventory/*/expected with what ansible-inventory (ansible-core 2.19) answers to each case.
// With --check nothing is written: the cases whose recorded answer differs are listed, and the exit code is 1.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const cases = join(root, "test/fixtures/inventory");
const local = join(root, ".venv/bin/ansible-inventory");
const command = existsSync(local) ? local : "ansible-inventory";
const check = process.argv.includes("--check");

function answer(folder) {
  const args = readFileSync(join(folder, "args"), "utf8").trimEnd().split("\n");
  const env = { PATH: process.env.PATH, HOME: "/nonexistent", LC_ALL: "C.UTF-8", ANSIBLE_LOCAL_TEMP: "/tmp" };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => resolve(`exit ${code}\n${output}`));
  });
}

const stale = [];
async function work(names) {
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const path = join(cases, name, "expected");
    const now = await answer(join(cases, name));
    if (existsSync(path) && readFileSync(path, "utf8") === now) continue;
    stale.push(name);
    if (!check) writeFileSync(path, now);
  }
}

const names = readdirSync(cases).sort();
await Promise.all([work(names), work(names)]);
for (const name of stale) console.log(`${check ? "differs" : "written"}: ${name}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
