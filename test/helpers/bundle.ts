import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** Bundles a TypeScript file to a program that plain `node` runs; returns the program's path. */
export function bundle(entry: string): string {
  const outfile = join(mkdtempSync(join(tmpdir(), "bundle-")), "program.mjs");
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["cpu-features", "*.node"],
    logLevel: "error",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}
