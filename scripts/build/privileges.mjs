import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importSource } from "./bundle.mjs";

// Every run that is prepared listens for Ctrl-C.
process.setMaxListeners(0);

let planner;

/** What a module's examples need on both major versions, worked out without a server: `{8: grants, 9: grants}`. */
export async function privilegesOf(examples) {
  planner ??= await importSource(`
    export { minimalGrants } from "./core/proxmox/access/minimal-grants.ts";
    export { NO_SERVER } from "./runner/access/known-guests.ts";
    export { needsOfPlaybook } from "./runner/access/needs-of-playbook.ts";
    export { compileFile, prepareRun } from "./runner/cli/prepare-run.ts";`);
  const folder = mkdtempSync(join(tmpdir(), "pveplay-docs-"));
  try {
    const tasks = examples.replace(/^/gm, "    ");
    writeFileSync(join(folder, "playbook.yml"), `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks}`);
    return { 8: await grantsOf(folder, "8.4"), 9: await grantsOf(folder, "9.2") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function grantsOf(folder, version) {
  const quiet = () => undefined;
  const context = { cwd: folder, env: { HOME: folder }, write: quiet, say: quiet, warn: quiet, setExitCode: quiet };
  const state = await planner.prepareRun({ verbose: 0, output: "jsonl" }, context);
  try {
    const playbook = planner.compileFile("playbook.yml", state, context);
    const { needs, isNew } = await planner.needsOfPlaybook(state, playbook, { version, server: planner.NO_SERVER });
    const requirements = needs.map(({ requirement }) => requirement);
    return planner.minimalGrants(requirements, isNew).grants;
  } finally {
    await state.connections.close();
    await state.own.close();
  }
}
