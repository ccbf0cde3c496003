import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

let made: Promise<string> | undefined;

/** The command line bundled from the sources as they are now, once in a test process; PVEPLAY_BUNDLE names a built one instead. */
export function pveplayBundle(): Promise<string> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<string> {
  const given = process.env["PVEPLAY_BUNDLE"];
  if (given !== undefined) return given;
  const folder = mkdtempSync(join(tmpdir(), "pveplay-bundle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "pveplay.cjs");
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["runner/cli/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20.18",
    format: "cjs",
    external: ["cpu-features", "*.node"],
    logLevel: "error",
  });
  return outfile;
}
