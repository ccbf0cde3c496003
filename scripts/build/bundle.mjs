import { chmodSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { writeLauncher } from "./code-cache.mjs";
import { lazyBuiltins } from "./lazy-builtins.mjs";
import { notePackages } from "./licences.mjs";
import { ROOT } from "./paths.mjs";

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  target: "node20.18",
  format: "cjs",
  minify: true,
  // Function and class names stay for readable stacks in bug reports.
  keepNames: false,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  // Optional native accelerators of ssh2: it works without them.
  external: ["cpu-features", "*.node"],
};

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

const UNDICI_POOL = join(ROOT, "scripts", "build", "undici-pool.cjs");

/** Puts the part of undici that API calls need in place of the whole. */
const smallUndici = {
  name: "undici-pool",
  setup: ({ onResolve }) => onResolve({ filter: /^undici$/ }, () => ({ path: UNDICI_POOL })),
};

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
    plugins: [smallUndici],
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

/**
 * Builds a program with many commands: its code in one file in the folder named like the program, and a launcher that
 * hands V8 what it had compiled of it. A command's code runs only when the command is asked for.
 */
export async function bundleCommands(entry, outfile) {
  const code = join(dirname(outfile), basename(outfile, ".js"), "main.js");
  const { metafile } = await build({
    ...common,
    entryPoints: [entry],
    outfile: code,
    // Texts in it look like imports to those who tell ES modules by patterns, such as publint.
    footer: { js: "module.exports = {};" },
    plugins: [smallUndici, lazyBuiltins],
  });
  notePackages(metafile);
  writeLauncher(outfile, code);
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
