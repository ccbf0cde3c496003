import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { common } from "./esbuild-options.mjs";
import { lazyBuiltins } from "./lazy-builtins.mjs";
import { notePackages } from "./licences.mjs";
import { ROOT } from "./paths.mjs";
import { undiciAsText } from "./undici.mjs";

const NO_NODE = JSON.stringify({
  failed: true,
  changed: false,
  code: "NODE_NOT_FOUND",
  msg: "Node.js was not found on the host that runs the module: install Node.js 20.18.1 or newer, or set PVEPLAY_NODE to its path",
});

/**
 * Lines 1 and 2 of every module: a shell script that finds node and runs the file again, and a string and a comment to JavaScript.
 * (Ansible 2.17 and newer takes a shebang with an argument, such as "env node", for the name of a program.)
 */
const POLYGLOT = [
  "#!/bin/sh",
  `':' //; for n in "$PVEPLAY_NODE" node nodejs /usr/local/bin/node /usr/bin/node /opt/node/bin/node /opt/homebrew/bin/node "$HOME/.local/bin/node"; do command -v "$n" >/dev/null 2>&1 && exec "$n" "$0" "$@"; done; echo '${NO_NODE}'; exit 127 # WANT_JSON`,
].join("\n");

/** Names of all modules: the folders in modules/ but for the kit. */
export function moduleNames() {
  return readdirSync(join(ROOT, "modules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "kit")
    .map(({ name }) => name)
    .toSorted();
}

/** Builds the executable of one module. */
export async function bundleModule(name, outfile) {
  const contents = `
    import { main } from "./modules/kit/main.ts";
    import { runnable } from "./modules/kit/runnable.ts";
    import definition from "./modules/${name}/index.ts";
    void main(runnable(definition));`;
  const { metafile } = await build({
    ...common,
    stdin: { contents, resolveDir: ROOT, sourcefile: `${name}.ts`, loader: "ts" },
    outfile,
    banner: { js: POLYGLOT },
    plugins: [undiciAsText, lazyBuiltins],
  });
  notePackages(metafile);
  chmodSync(outfile, 0o755);
}

/** Builds a program with a command line of its own. */
export async function bundleProgram(entry, outfile) {
  const { metafile } = await build({ ...common, entryPoints: [entry], outfile, banner: { js: "#!/usr/bin/env node" } });
  notePackages(metafile);
  chmodSync(outfile, 0o755);
}

/** Bundles an entry text and imports it, for build steps that need our own TypeScript. */
export async function importSource(contents) {
  const result = await build({
    ...common,
    format: "esm",
    minify: false,
    write: false,
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(join(ROOT, "package.json"))});`,
    },
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}
