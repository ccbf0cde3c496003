import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Simulator } from "./simulator.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const TOOLS = ["qm", "pct", "pvesm", "pveum", "pvesh"];

/** Programs named like a node's tools which speak to a simulator as root of one of its nodes. */
export interface NodeTools {
  readonly folder: string;
  /** Environment that puts them on the PATH of a process or login. */
  readonly env: Readonly<Record<string, string>>;
}

/** Builds the tools of a node of a simulated cluster with fixture `demo`. */
export async function nodeTools(simulator: Simulator, node: string): Promise<NodeTools> {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-tools-"));
  const program = join(folder, "tools.mjs");
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["test/pve/shims/main.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    target: "node20.18",
    format: "esm",
    banner: { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' },
    logLevel: "error",
  });
  for (const name of TOOLS) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexec ${process.execPath} ${program} ${name} "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const env = {
    PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`,
    PVE_SHIM_URL: simulator.url,
    PVE_SHIM_FINGERPRINT: simulator.fingerprint,
    PVE_SHIM_PASSWORD: "oracle-root",
    PVE_SHIM_NODE: node,
  };
  return { folder, env };
}
